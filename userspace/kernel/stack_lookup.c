// SPDX-License-Identifier: GPL-2.0
/*
 * HOP_IOC_FIND walks all tasks: asking it for each of 10000 records would take
 * minutes. The stack of the task that fires does not move.
 */
#include "dev.h"
#include "stack_lookup.h"

static bool holds(const struct hop_stack_info *stack, __u64 addr)
{
	return stack->kind && addr >= stack->base && addr < stack->top;
}

struct hop_stack_info hop_stack_lookup_find(struct hop_stack_lookup *lookup,
					    __u64 addr)
{
	const struct hop_stack *s;
	struct hop_find find = { .addr = addr };
	struct hop_stack_info stack = { 0 };

	if (hop_addr_user(addr))
		return (struct hop_stack_info){ .kind = HOP_KIND_USER };
	s = hop_stacks_find(lookup->stacks, addr);
	if (s)
		return (struct hop_stack_info){ s->base, s->top, s->kind };
	if (holds(&lookup->task, addr))
		return lookup->task;
	if (hop_dev_find(lookup->fd, &find))
		return stack;
	stack = (struct hop_stack_info){ find.base, find.top, find.kind };
	if (stack.kind == HOP_KIND_TASK)
		lookup->task = stack;
	return stack;
}
