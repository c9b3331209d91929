// SPDX-License-Identifier: GPL-2.0
/*
 * Two ways lead to an entry's registers: the pointer that its tracepoint is given,
 * and the frame that its record has, found again among the stack's last words.
 */
#include "regs.h"

static __u64 room_by_pointer(const struct hop_stack_info *task,
			     const struct hop_probe *probe)
{
	if (probe->regs_end <= task->base || probe->regs_end > task->top)
		return HOP_REGS_UNSEEN;
	return task->top - probe->regs_end;
}

__u64 hop_regs_room(const struct hop_record *rec,
		    const struct hop_stack_info *task,
		    const struct hop_probe *probe)
{
	__u64 pointer = room_by_pointer(task, probe);
	__u64 frame = hop_frame_find(rec, probe->end, HOP_PROBE_WORDS);

	if (probe->regs_end && pointer == HOP_REGS_UNSEEN)
		return HOP_REGS_WRONG;
	if (frame != HOP_REGS_UNSEEN && pointer != HOP_REGS_UNSEEN &&
	    frame != pointer)
		return HOP_REGS_WRONG;
	return pointer == HOP_REGS_UNSEEN ? frame : pointer;
}

__u64 hop_regs_called(const struct hop_probe *probe, __u64 room)
{
	size_t words = room / sizeof(*probe->called);

	if (room % sizeof(*probe->called) || words >= HOP_CALLED_WORDS)
		return 0;
	return probe->called[HOP_CALLED_WORDS - 1 - words];
}
