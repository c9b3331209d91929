/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stamps: the time, noted on the tape where the kernel has a tracepoint.
 */
#ifndef HOP_STAMP_H
#define HOP_STAMP_H

#include "uapi/stackhop.h"

/* Find the tracepoints. 0: those that are not there are not missed. */
int hop_stamp_init(void);

/*
 * Stamp where @mask says from now on, and nowhere else; tracepoints that this
 * kernel does not have are cleared from @mask. -EINVAL: no such stamp; -ENOMEM:
 * nothing is stamped. One caller at a time; may sleep.
 */
int hop_stamp_set(u32 *mask);

/* Stamp nothing any more. */
void hop_stamp_clear(void);

#endif
