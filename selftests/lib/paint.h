/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Painting stacks, and what was left on them.
 */
#ifndef HOP_LIB_PAINT_H
#define HOP_LIB_PAINT_H

#include "lib.h"

/* Paints the idle stacks of @kinds; gives which were, or a negative errno. */
int64_t hop_kinds_paint(int fd, uint32_t kinds);

/*
 * How deep the stack of @kind was used since, or a negative errno. @words gets
 * the @nr words below its top.
 */
int64_t hop_residue_read(int fd, uint32_t kind, uint64_t *words, uint32_t nr);

#endif
