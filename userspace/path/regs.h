/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Was the task's stack empty when an entry from user mode came to it? Then its
 * registers (pt_regs) are the first thing there.
 */
#ifndef HOP_PATH_REGS_H
#define HOP_PATH_REGS_H

#include "kernel/kernel.h"
#include "trigger/trigger.h"

/* Not seen, or nothing of the entry is on a task's stack. */
#define HOP_REGS_UNSEEN (~0ULL)

/* Two ways of telling contradict each other. */
#define HOP_REGS_WRONG (~1ULL)

/**
 * hop_regs_room() - how far below the end of the task's stack pt_regs end
 * @rec:	record of the entry's first instruction
 * @task:	the stack of the task that @probe ran in
 * @probe:	the first one that ran in the entry's handler, on @task or on the IRQ
 *		stack that the kernel went to from there
 *
 * Known from the pointer that the tracepoint was given, and from where the words
 * at the stack's end are those that the CPU pushed. Returns bytes, or one of
 * the above.
 */
__u64 hop_regs_room(const struct hop_record *rec,
		    const struct hop_stack_info *task,
		    const struct hop_probe *probe);

/**
 * hop_regs_called() - where in the code pt_regs were filled in
 * @probe:	as above
 * @room:	what hop_regs_room() said
 *
 * The address that the first call from there returns to, or 0: not known.
 */
__u64 hop_regs_called(const struct hop_probe *probe, __u64 room);

#endif
