// SPDX-License-Identifier: GPL-2.0
/*
 * HOP_IOC_FIND walks all tasks: asking it for each of 10000 records would take
 * minutes. The stack of the task that fires does not move.
 */
#include "dev.h"
#include "stack_lookup.h"

struct hop_stack_info hop_stack_lookup_find(struct hop_stack_lookup *lookup,
					    __u64 addr)
{
	const struct hop_stacklist tasks = { &lookup->task, 1 };
	struct hop_find find = { .addr = addr };
	struct hop_stack_info stack =
		hop_stack_at(lookup->stacks, &tasks, addr);

	if (stack.kind || hop_dev_find(lookup->fd, &find))
		return stack;
	stack = (struct hop_stack_info){ find.base, find.top, find.kind };
	if (stack.kind == HOP_KIND_TASK)
		lookup->task = (struct hop_stack){
			.base = find.base,
			.top = find.top,
			.kind = find.kind,
			.flags = HOP_STACK_MAPPED,
		};
	return stack;
}
