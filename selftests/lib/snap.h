/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a snapshot holds, in few words.
 */
#ifndef HOP_TEST_SNAP_H
#define HOP_TEST_SNAP_H

#include <stdint.h>

#include "../../module/uapi/stackhop.h"

/* The value of that number, and the end of the current task's stack. */
static inline uint64_t hop_snap(const struct hop_snapshot *snap, uint32_t id)
{
	return hop_snapshot_value(snap, id);
}

static inline uint64_t hop_snap_stack_end(const struct hop_snapshot *snap)
{
	return hop_snap(snap, HOP_VALUE_STACK) +
	       hop_snap(snap, HOP_VALUE_STACK_SIZE);
}

#endif
