/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Painting the idle stacks of a CPU, and reading back what was overwritten.
 */
#ifndef HOP_PAINT_H
#define HOP_PAINT_H

#include "uapi/stackhop.h"

/* See struct hop_paint. Process context; works on the CPU it runs on. */
int hop_stacks_paint(struct hop_paint *paint);

/*
 * See struct hop_residue. Copies up to @nr words, from the top down, to @words.
 */
int hop_paint_read(struct hop_residue *residue, u64 *words, u32 nr);

/* Words of the largest per-CPU stack. */
u32 hop_paint_words_max(void);

#endif
