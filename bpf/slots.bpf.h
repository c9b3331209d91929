/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Room for the records of `stackhop path` where the kernel's ring buffer cannot
 * be used: its lock sleeps there (see hop_bpf_ring_sleeps()).
 *
 * Programs come from one CPU, and not preempted: the tracepoints of such kernels
 * see to that. So what interrupts a program is over when that goes on, and no lock
 * is needed. It may have taken the slot in between @next being read and written,
 * which @used tells, or in front of that; then @next was set back, to slots that
 * are in use, and a few tries find the end of them.
 */
#ifndef HOP_SLOTS_BPF_H
#define HOP_SLOTS_BPF_H

#include "hop_path.h"

#define HOP_SLOT_TRIES 8

struct hop_probe_slot slots[HOP_PROBE_SLOTS];

/* The first slot that may be free. */
__u32 next;

/* Programs that are between asking for @watched and having written a slot. */
__u64 busy;

static __always_inline struct hop_probe_slot *slot_take(void)
{
	for (int i = 0; i < HOP_SLOT_TRIES; i++) {
		__u32 nr = *(volatile __u32 *)&next;
		struct hop_probe_slot *slot;

		if (nr >= HOP_PROBE_SLOTS)
			return NULL;
		slot = &slots[nr];
		*(volatile __u32 *)&next = nr + 1;
		if (*(volatile __u64 *)&slot->used)
			continue;
		*(volatile __u64 *)&slot->used = 1;
		return slot;
	}
	return NULL;
}

#endif
