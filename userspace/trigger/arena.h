/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The arena of a run, which arch/arena.h describes: who makes it, and when.
 */
#ifndef HOP_TRIGGER_ARENA_H
#define HOP_TRIGGER_ARENA_H

#include <stdbool.h>

#include "arch/arch.h"

/* hop_arena_map() - for this process and its children; false, with a line */
bool hop_arena_map(void);
void hop_arena_unmap(void);

/* hop_arena_reset() - as for a new run */
void hop_arena_reset(void);

/* hop_arena_touch() - have every page of the arena and the snippets present */
void hop_arena_touch(void);

#endif
