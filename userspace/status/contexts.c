// SPDX-License-Identifier: GPL-2.0
/*
 * Where snapshots are taken from, which values they have, and which stack they
 * were taken on.
 */
#include "arch/arch.h"
#include "kernel/kernel.h"
#include "report.h"

const char *const hop_status_contexts[] = {
	[HOP_CONTEXT_TASK] = "task",
	[HOP_CONTEXT_IRQ] = "irq",
	[HOP_CONTEXT_SOFTIRQ] = "softirq",
	NULL,
};

const struct hop_value_row hop_status_values[] = HOP_VALUE_TABLE(HOP_VALUES);

const struct hop_value_row *hop_status_value_row(__u32 id)
{
	const struct hop_value_row *row = id < HOP_VALUE_ARCH ?
						  hop_status_values :
						  hop_port.status->values;

	for (; row->nr; row++)
		if (id - row->id < row->nr)
			return row;
	return NULL;
}

__u64 hop_status_task_end(const struct hop_snapshot *snap)
{
	return hop_snapshot_value(snap, HOP_VALUE_STACK) +
	       hop_snapshot_value(snap, HOP_VALUE_STACK_SIZE);
}

const char *hop_status_sp_kind(const struct hop_machine *m,
			       const struct hop_snapshot *snap)
{
	struct hop_stack task = {
		.base = hop_snapshot_value(snap, HOP_VALUE_STACK),
		.top = hop_status_task_end(snap),
		.kind = HOP_KIND_TASK,
		.flags = HOP_STACK_MAPPED,
	};
	__u64 sp = hop_snapshot_value(snap, HOP_VALUE_SP);

	return hop_kind_name(hop_stack_at(&m->stacks,
					  &(struct hop_stacklist){ &task, 1 },
					  sp)
				     .kind);
}
