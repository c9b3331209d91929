/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What follows from the values of a snapshot.
 */
#ifndef HOP_TEST_SNAP_H
#define HOP_TEST_SNAP_H

#include <stdint.h>

#include "../../module/uapi/stackhop.h"

/* The end of the current task's stack. */
static inline uint64_t hop_snap_stack_end(const struct hop_snapshot *snap)
{
	return hop_snapshot_value(snap, HOP_VALUE_STACK) +
	       hop_snapshot_value(snap, HOP_VALUE_STACK_SIZE);
}

#endif
