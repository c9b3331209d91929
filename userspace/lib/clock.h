/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Clocks in one unit.
 */
#ifndef HOP_LIB_CLOCK_H
#define HOP_LIB_CLOCK_H

#include <time.h>

#include <linux/types.h>

/* hop_clock_ns() - what @clock says, in ns */
static inline __u64 hop_clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

#endif
