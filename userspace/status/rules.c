// SPDX-License-Identifier: GPL-2.0
/*
 * One small function for each rule; which hold, and for what, is the port's table.
 */
#include <stdarg.h>
#include <stdio.h>

#include "arch/arch.h"
#include "kernel/kernel.h"
#include "lib/lib.h"
#include "report.h"
#include "rules.h"

__attribute__((format(printf, 2, 3))) static void got(struct hop_check *c,
						      const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(c->got, sizeof(c->got), format, args);
	va_end(args);
}

__attribute__((format(printf, 2, 3))) static void
expected(struct hop_check *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(c->expected, sizeof(c->expected), format, args);
	va_end(args);
}

/* The value that the check is about. */
static __u64 value_of(const struct hop_check_args *a)
{
	return hop_snapshot_value(a->snap, a->rule->id);
}

static __u64 sp_of(const struct hop_check_args *a)
{
	return hop_snapshot_value(a->snap, HOP_VALUE_SP);
}

static __u64 task_top(const struct hop_snapshot *snap)
{
	return hop_snapshot_value(snap, HOP_VALUE_TOP_OF_STACK);
}

static const struct hop_stack *stack_of(const struct hop_check_args *a,
					unsigned int kind)
{
	return hop_stacks_of(&a->m->stacks, a->snap->cpu, kind);
}

static bool in_task_stack(const struct hop_snapshot *snap, __u64 addr)
{
	__u64 base = hop_snapshot_value(snap, HOP_VALUE_STACK);

	return addr >= base &&
	       addr - base < hop_snapshot_value(snap, HOP_VALUE_STACK_SIZE);
}

static void free_check(const struct hop_check_args *a, struct hop_check *c)
{
	got(c, "%llx", value_of(a));
	expected(c, "0, free");
	c->ok = !value_of(a);
}

static void stack_top_check(const struct hop_check_args *a, struct hop_check *c)
{
	const struct hop_stack *s = stack_of(a, a->rule->kind);
	const char *kind = hop_kind_name(a->rule->kind);
	unsigned int needs = a->rule->feature;

	if (needs && !(a->m->info.features & needs))
		return free_check(a, c);
	got(c, "%llx", value_of(a));
	if (!s) {
		expected(c, "%s's top, which is not known", kind);
		return;
	}
	expected(c, "%llx, %s's top", s->top, kind);
	c->ok = value_of(a) == s->top;
}

static bool top_is_own(const struct hop_snapshot *snap)
{
	__u64 base = hop_snapshot_value(snap, HOP_VALUE_STACK);
	__u64 top = task_top(snap), end = hop_status_task_end(snap);

	return base && end > base && top <= end &&
	       end - top <= hop_port.status->top_room;
}

static void task_top_check(const struct hop_check_args *a, struct hop_check *c)
{
	got(c, "%llx", task_top(a->snap));
	expected(c, "%llx, task's end, or up to %u below",
		 hop_status_task_end(a->snap), hop_port.status->top_room);
	c->ok = top_is_own(a->snap);
}

static void switch_got(const struct hop_check_args *a, struct hop_check *c)
{
	__u64 one = value_of(a);
	__u64 two = hop_snapshot_value(a->other, a->rule->id);
	const struct hop_value_row *row = hop_status_value_row(a->rule->id);

	if (!row)
		got(c, "%llx, %llx", task_top(a->snap), task_top(a->other));
	else if (one == two)
		got(c, "%llx, %llx, same %s", task_top(a->snap),
		    task_top(a->other), row->name);
	else
		got(c, "%s %llx, %llx", row->name, one, two);
}

/* Two tasks, and so a switch between them: each has its own top. */
static void switch_check(const struct hop_check_args *a, struct hop_check *c)
{
	const struct hop_value_row *row = hop_status_value_row(a->rule->id);
	const struct hop_snapshot *one = a->snap, *two = a->other;

	expected(c, "another top of stack%s%s", row ? ", the same " : "",
		 row ? row->name : "");
	if (!two) {
		got(c, "no second task: not allowed on this CPU");
		c->ok = true;
		return;
	}
	switch_got(a, c);
	c->ok = one->cpu == two->cpu &&
		value_of(a) == hop_snapshot_value(two, a->rule->id) &&
		task_top(one) != task_top(two) && top_is_own(two);
}

/* Busy exactly while the CPU is on its IRQ stack. */
static void in_use_check(const struct hop_check_args *a, struct hop_check *c)
{
	const struct hop_stack *irq = stack_of(a, HOP_KIND_IRQ);
	const struct hop_stack_info info = hop_stack_info_of(irq);
	bool is_bool = a->snap->flags & HOP_SNAP_INUSE_BOOL;
	int mark = hop_snapshot_value(a->snap, HOP_VALUE_IRQ_INUSE);
	int idle = is_bool ? 0 : -1;

	got(c, "%d", mark);
	if (hop_stack_holds(&info, sp_of(a))) {
		expected(c, "%s on the irq stack", is_bool ? "1" : "0 or more");
		c->ok = is_bool ? mark == 1 : mark >= 0;
	} else {
		expected(c, "%d off the irq stack", idle);
		c->ok = mark == idle;
	}
}

static void irq_pointer_check(const struct hop_check_args *a,
			      struct hop_check *c)
{
	__u64 pointer = hop_snapshot_value(a->snap, HOP_VALUE_HARDIRQ_STACK);
	const struct hop_stack *irq = stack_of(a, HOP_KIND_IRQ);
	unsigned int room = hop_port.status->irq_room;

	got(c, "%llx", pointer);
	if (!irq) {
		expected(c, "irq's top, which is not known");
		return;
	}
	expected(c, "%llx, irq's top, or %u below", irq->top, room);
	c->ok = pointer == irq->top || pointer == irq->top - room;
}

/* What the kernel's preempt count said where the snapshot was taken. */
static const char *context_name(__u32 flags)
{
	if (flags & HOP_SNAP_HARDIRQ)
		return "a hard interrupt";
	return flags & HOP_SNAP_SOFTIRQ ? "a softirq" : "a task";
}

static void context_check(const struct hop_check_args *a, struct hop_check *c)
{
	static const __u32 flags[] = {
		[HOP_CONTEXT_TASK] = 0,
		[HOP_CONTEXT_IRQ] = HOP_SNAP_HARDIRQ,
		[HOP_CONTEXT_SOFTIRQ] = HOP_SNAP_SOFTIRQ,
	};
	char comm[HOP_TEXT_ROOM(sizeof(a->snap->comm))];
	__u32 want = flags[a->m->context];

	got(c, "%s, %s", context_name(a->snap->flags),
	    hop_text_clean(a->snap->comm, sizeof(a->snap->comm), comm,
			   sizeof(comm)));
	expected(c, "%s, by the preempt count", context_name(want));
	c->ok = (a->snap->flags & (HOP_SNAP_HARDIRQ | HOP_SNAP_SOFTIRQ)) ==
		want;
}

/* With PREEMPT_RT softirqs have no stack: a task lets them in, or is ksoftirqd. */
static bool irq_stack_may_be(const struct hop_check_args *a)
{
	if (a->m->context == HOP_CONTEXT_SOFTIRQ)
		return !(a->m->info.features & HOP_FEAT_RT);
	return a->m->context == HOP_CONTEXT_IRQ;
}

static void sp_got(const struct hop_check_args *a, struct hop_check *c)
{
	const struct hop_stack *s = hop_stacks_find(&a->m->stacks, sp_of(a));

	if (in_task_stack(a->snap, sp_of(a)))
		got(c, "%llx in task", sp_of(a));
	else if (s)
		got(c, "%llx in %s of CPU %u", sp_of(a), hop_kind_name(s->kind),
		    s->cpu);
	else
		got(c, "%llx in unknown", sp_of(a));
}

/*
 * At rest: on the stack of the current task. An interrupt switches to the irq
 * stack unless it came from user mode: then the task's stack is empty anyway.
 */
static void sp_check(const struct hop_check_args *a, struct hop_check *c)
{
	const struct hop_stack *s = hop_stacks_find(&a->m->stacks, sp_of(a));

	sp_got(a, c);
	c->ok = in_task_stack(a->snap, sp_of(a));
	if (!irq_stack_may_be(a)) {
		expected(c, "in task, the current one's");
		return;
	}
	expected(c, "in irq of CPU %u, or in task, the current one's",
		 a->snap->cpu);
	c->ok |= s && s->kind == HOP_KIND_IRQ && s->cpu == a->snap->cpu;
}

static const struct hop_snapshot *first_online(const struct hop_machine *m)
{
	for (size_t i = 0; i < m->nr_cpus; i++)
		if (m->cpu[i].online)
			return &m->cpu[i].snap;
	return NULL;
}

static void shared_check(const struct hop_check_args *a, struct hop_check *c)
{
	const struct hop_snapshot *first = first_online(a->m);
	__u64 value = hop_snapshot_value(first, a->rule->id);
	__u64 also = hop_snapshot_value(first, a->rule->also);
	__u64 also_got = hop_snapshot_value(a->snap, a->rule->also);

	if (a->rule->also) {
		got(c, "%llx %s %llx", value_of(a), a->rule->also_name,
		    also_got);
		expected(c, "%llx %s %llx as on CPU %u", value,
			 a->rule->also_name, also, first->cpu);
	} else {
		got(c, "%llx", value_of(a));
		expected(c, "%llx as on CPU %u", value, first->cpu);
	}
	c->ok = value_of(a) == value && also_got == also &&
		!hop_addr_user(value);
}

static void apart_check(const struct hop_check_args *a, struct hop_check *c)
{
	const struct hop_stack *s = hop_stacks_clash(&a->m->stacks);

	expected(c, "none that is empty or shares pages");
	got(c, "none");
	c->ok = !s || s->cpu != a->snap->cpu;
	if (!c->ok)
		got(c, "%s, %llx to %llx", hop_kind_name(s->kind), s->base,
		    s->top);
}

const struct hop_rule_row hop_rules[] = {
	[HOP_RULE_STACK_TOP] = { stack_top_check, { 0 } },
	[HOP_RULE_FREE] = { free_check, { 0 } },
	[HOP_RULE_SHARED] = { shared_check, { 0 } },
	[HOP_RULE_TASK_TOP] = { task_top_check,
				{ HOP_VALUE_TOP_OF_STACK, HOP_VALUE_STACK,
				  HOP_VALUE_STACK_SIZE } },
	[HOP_RULE_SWITCH] = { switch_check, { HOP_VALUE_TOP_OF_STACK } },
	[HOP_RULE_IN_USE] = { in_use_check,
			      { HOP_VALUE_IRQ_INUSE, HOP_VALUE_SP } },
	[HOP_RULE_IRQ_POINTER] = { irq_pointer_check,
				   { HOP_VALUE_HARDIRQ_STACK } },
	[HOP_RULE_CONTEXT] = { context_check, { 0 } },
	[HOP_RULE_SP] = { sp_check,
			  { HOP_VALUE_SP, HOP_VALUE_STACK,
			    HOP_VALUE_STACK_SIZE } },
	[HOP_RULE_APART] = { apart_check, { 0 } },
};
