/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Scanning stacks for how deep they got.
 */
#ifndef HOP_LIB_DEPTH_H
#define HOP_LIB_DEPTH_H

#include "lib.h"

/*
 * Scans to the end. Gives how many records, in memory to be freed by the caller,
 * or a negative errno.
 */
int hop_depth_all(int fd, uint32_t tgid, struct hop_depth **records);

/* The record of task @pid or, with pid 0, of a CPU's stack; -ENOENT: none. */
int hop_depth_of(int fd, uint32_t pid, struct hop_depth *record);
int hop_depth_of_cpu(int fd, int cpu, int kind, struct hop_depth *record);

/* Begins a new period; @reset gets what was painted, unless NULL. */
int hop_depth_period_begin(int fd, struct hop_depth_reset *reset);

int hop_depth_ended_listen(int fd, uint32_t nr);

/* Reads up to @nr tasks that ended; gives how many. */
int hop_depth_ended_read(int fd, struct hop_depth *records, uint32_t nr,
			 struct hop_depth_ended *state);

#endif
