// SPDX-License-Identifier: GPL-2.0
/*
 * The frame of an entry is recorded where the CPU pushed it; the kernel copies
 * it to the task's stack, or builds its like from registers after SYSCALL.
 */
#include "regs.h"

#define WORD 8

#define FRAME_WORDS 5 /* RIP, CS, RFLAGS, RSP, SS */

/* From memory, rising: the selectors are 16 bits, what lies above is not said. */
static bool is_frame(const __u64 *word, const struct hop_record *rec)
{
	return word[0] == rec->ip && (uint16_t)word[1] == rec->x86.cs &&
	       word[2] == rec->x86.rflags && word[3] == rec->frame_sp &&
	       (uint16_t)word[4] == rec->x86.ss;
}

/* The fast system calls of 32-bit code: the kernel sets RIP and RSP itself. */
static bool frame_is_kept(const struct hop_record *rec)
{
	return rec->point == HOP_POINT_TAP || rec->point == HOP_POINT_SYSCALL;
}

static __u64 room_by_frame(const struct hop_record *rec,
			   const struct hop_probe *probe)
{
	if (!frame_is_kept(rec))
		return HOP_REGS_UNSEEN;
	for (int at = HOP_PROBE_WORDS - FRAME_WORDS; at >= 0; at--)
		if (is_frame(&probe->end[at], rec))
			return (HOP_PROBE_WORDS - FRAME_WORDS - at) * WORD;
	return HOP_REGS_UNSEEN;
}

static __u64 room_by_pointer(const struct hop_stack_info *task,
			     const struct hop_probe *probe)
{
	if (probe->regs < task->base ||
	    probe->regs > task->top - HOP_REGS_BYTES)
		return HOP_REGS_UNSEEN;
	return task->top - (probe->regs + HOP_REGS_BYTES);
}

__u64 hop_regs_room(const struct hop_record *rec,
		    const struct hop_stack_info *task,
		    const struct hop_probe *probe)
{
	__u64 pointer = room_by_pointer(task, probe);
	__u64 frame = room_by_frame(rec, probe);

	if (probe->regs && pointer == HOP_REGS_UNSEEN)
		return HOP_REGS_WRONG;
	if (frame != HOP_REGS_UNSEEN && pointer != HOP_REGS_UNSEEN &&
	    frame != pointer)
		return HOP_REGS_WRONG;
	return pointer == HOP_REGS_UNSEEN ? frame : pointer;
}

__u64 hop_regs_called(const struct hop_probe *probe, __u64 room)
{
	if (room % WORD || room / WORD >= HOP_CALLED_WORDS)
		return 0;
	return probe->called[HOP_CALLED_WORDS - 1 - room / WORD];
}
