// SPDX-License-Identifier: GPL-2.0
/*
 * Looks stacks up by address and by kind.
 */
#include "stacks.h"

const struct hop_stack *hop_stacks_find(const struct hop_stacklist *list,
					__u64 addr)
{
	for (size_t i = 0; i < list->nr; i++) {
		const struct hop_stack *s = &list->stack[i];

		if ((s->flags & HOP_STACK_MAPPED) && addr >= s->base &&
		    addr < s->top)
			return s;
	}
	return NULL;
}

const struct hop_stack *hop_stacks_of(const struct hop_stacklist *list,
				      unsigned int cpu, unsigned int kind)
{
	for (size_t i = 0; i < list->nr; i++)
		if (list->stack[i].cpu == cpu && list->stack[i].kind == kind)
			return &list->stack[i];
	return NULL;
}

static bool overlaps(const struct hop_stack *a, const struct hop_stack *b)
{
	return a->flags & b->flags & HOP_STACK_MAPPED && a->base < b->top &&
	       b->base < a->top;
}

/* Every pair: 64 CPUs with 9 stacks each are a few milliseconds. */
const struct hop_stack *hop_stacks_clash(const struct hop_stacklist *list)
{
	for (size_t i = 0; i < list->nr; i++) {
		const struct hop_stack *s = &list->stack[i];

		if (s->base >= s->top)
			return s;
		for (size_t j = 0; j < i; j++)
			if (overlaps(s, &list->stack[j]))
				return s;
	}
	return NULL;
}

struct hop_stack_info hop_stack_info_of(const struct hop_stack *stack)
{
	return stack ? (struct hop_stack_info){ stack->base, stack->top,
						stack->kind } :
		       (struct hop_stack_info){ 0 };
}

struct hop_stack_info hop_stack_at(const struct hop_stacklist *cpus,
				   const struct hop_stacklist *tasks,
				   __u64 addr)
{
	const struct hop_stack *s;

	if (hop_addr_user(addr))
		return (struct hop_stack_info){ .kind = HOP_KIND_USER };
	s = hop_stacks_find(cpus, addr) ?: hop_stacks_find(tasks, addr);
	return hop_stack_info_of(s);
}
