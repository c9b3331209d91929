/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The frame that the CPU pushes at an entry.
 */
#ifndef HOP_PATH_FRAME_H
#define HOP_PATH_FRAME_H

#include "kernel/kernel.h"

/**
 * hop_frame_check() - is the frame that the CPU pushed as it must be?
 * @rec:	record of an entry's first instruction
 * @at:		stack that holds rec->sp
 * @from:	stack that holds rec->frame_sp
 * @gap:	out: bytes from where the CPU began to push down to rec->sp
 *
 * Five words, and an error code or not (SDM vol. 3, 6.13 and 6.14.2). Returns
 * NULL, or what is wrong. Entries that push nothing are always right.
 */
const char *hop_frame_check(const struct hop_record *rec,
			    const struct hop_stack_info *at,
			    const struct hop_stack_info *from, __u64 *gap);

#endif
