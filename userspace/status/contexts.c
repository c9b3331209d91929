// SPDX-License-Identifier: GPL-2.0
/*
 * Where snapshots are taken from, and which stack they were taken on.
 */
#include "kernel/kernel.h"
#include "report.h"

const char *const hop_status_contexts[] = {
	[HOP_CONTEXT_TASK] = "task",
	[HOP_CONTEXT_IRQ] = "irq",
	[HOP_CONTEXT_SOFTIRQ] = "softirq",
	NULL,
};

unsigned int hop_status_kind(const struct hop_machine *m,
			     const struct hop_snapshot *snap, __u64 addr)
{
	struct hop_stack task = {
		.base = hop_snapshot_value(snap, HOP_VALUE_STACK),
		.top = hop_snapshot_value(snap, HOP_VALUE_STACK) +
		       hop_snapshot_value(snap, HOP_VALUE_STACK_SIZE),
		.kind = HOP_KIND_TASK,
		.flags = HOP_STACK_MAPPED,
	};

	return hop_stack_at(&m->stacks, &(struct hop_stacklist){ &task, 1 },
			    addr)
		.kind;
}
