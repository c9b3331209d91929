// SPDX-License-Identifier: GPL-2.0
/*
 * Paths grow stop by stop, each with its evidence.
 */
#include <stdio.h>

#include "kernel/kernel.h"
#include "observed.h"

const char *hop_seen_name(unsigned int seen)
{
	static const char *const names[HOP_SEEN_NR] = {
		"?", "hw", "tap", "probe", "link", "residue",
	};

	return names[seen < HOP_SEEN_NR ? seen : HOP_SEEN_NOT];
}

const char *hop_stop_name(const struct hop_stop *stop, char text[HOP_STOP_NAME])
{
	if (stop->stack.kind == HOP_KIND_UNKNOWN)
		return "?";
	if (stop->nth < 2)
		return hop_kind_name(stop->stack.kind);
	snprintf(text, HOP_STOP_NAME, "%s%u", hop_kind_name(stop->stack.kind),
		 stop->nth);
	return text;
}

const char *hop_observed_text(const struct hop_observed *o,
			      char text[HOP_OBSERVED_TEXT])
{
	char name[HOP_STOP_NAME];
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < o->nr; i++)
		used += snprintf(text + used, HOP_OBSERVED_TEXT - used, "%s%s",
				 i ? " > " : "",
				 hop_stop_name(&o->stop[i], name));
	return text;
}

bool hop_observed_same(const struct hop_observed *a,
		       const struct hop_observed *b)
{
	for (size_t i = 0; i < a->nr && i < b->nr; i++)
		if (a->stop[i].stack.kind != b->stop[i].stack.kind ||
		    a->stop[i].nth != b->stop[i].nth)
			return false;
	return a->nr == b->nr;
}

void hop_observed_judge(struct hop_observed *o, enum hop_verdict verdict,
			const char *why)
{
	if (o->verdict != HOP_RUN_OK)
		return;
	o->verdict = verdict;
	o->why = why;
}

bool hop_observed_is_on(const struct hop_observed *o,
			const struct hop_stack_info *stack)
{
	return hop_stack_same(&o->stop[o->nr - 1].stack, stack);
}

void hop_observed_go(struct hop_observed *o, struct hop_stack_info stack,
		     enum hop_seen seen, __u64 sp)
{
	if (o->nr && hop_observed_is_on(o, &stack))
		return;
	if (o->nr == HOP_STOPS) {
		hop_observed_judge(o, HOP_RUN_INCOMPLETE,
				   "more stacks than a path can hold");
		return;
	}
	o->stop[o->nr++] = (struct hop_stop){
		.stack = stack,
		.nth = 1,
		.seen = seen,
		.sp = sp,
	};
	if (stack.kind == HOP_KIND_UNKNOWN)
		hop_observed_judge(o, HOP_RUN_INCOMPLETE,
				   "the stack pointer was in no known stack");
	else if (seen == HOP_SEEN_NOT && o->nr > 1)
		hop_observed_judge(o, HOP_RUN_INCOMPLETE,
				   "nothing shows how it got there");
}

void hop_observed_lost(struct hop_observed *o, const char *why)
{
	const struct hop_stack_info nowhere = { .kind = HOP_KIND_UNKNOWN };

	hop_observed_judge(o, HOP_RUN_INCOMPLETE, why);
	hop_observed_go(o, nowhere, HOP_SEEN_NOT, 0);
}

/* Which of the tasks' stacks, in the order in which they came. */
static unsigned int task_number(const struct hop_observed *o, size_t at)
{
	unsigned int tasks = 0;

	for (size_t i = 0; i < at; i++) {
		if (o->stop[i].stack.kind != HOP_KIND_TASK)
			continue;
		if (hop_stack_same(&o->stop[i].stack, &o->stop[at].stack))
			return o->stop[i].nth;
		if (o->stop[i].nth > tasks)
			tasks = o->stop[i].nth;
	}
	return tasks + 1;
}

void hop_observed_number(struct hop_observed *o)
{
	unsigned int task = 1;

	for (size_t i = 0; i < o->nr; i++) {
		struct hop_stop *stop = &o->stop[i];

		if (stop->stack.kind == HOP_KIND_TASK)
			task = task_number(o, i);
		if (stop->stack.kind == HOP_KIND_TASK ||
		    stop->stack.kind == HOP_KIND_USER)
			stop->nth = task;
	}
}

struct hop_stack_info hop_observed_stack(const struct hop_observed *o, __u64 sp)
{
	if (hop_addr_user(sp))
		return (struct hop_stack_info){ .kind = HOP_KIND_USER };
	for (size_t i = 0; i < o->nr; i++)
		if (hop_stack_holds(&o->stop[i].stack, sp))
			return o->stop[i].stack;
	return (struct hop_stack_info){ 0 };
}
