/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stamps: the time, noted on the tape where the kernel has a tracepoint.
 */
#ifndef HOP_STAMP_H
#define HOP_STAMP_H

#include "uapi/stackhop.h"

/* Find the tracepoints. 0: those that are not there are not missed. */
int hop_stamp_init(void);

/* Which are stamped: a mask of 1 << enum hop_stamp. */
u32 hop_stamp_mask(void);

/*
 * Stamp those of @mask, too, but for tracepoints that this kernel does not have.
 * -EINVAL: no such stamp; -ENOMEM; then nothing has changed. One caller at a
 * time, as below; may sleep.
 */
int hop_stamp_add(u32 mask);

/* Stamp only those of @mask from now on. Cannot fail. */
void hop_stamp_keep(u32 mask);

#endif
