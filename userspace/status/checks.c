// SPDX-License-Identifier: GPL-2.0
/*
 * One small function for each check; the table at the end is the list.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "checks.h"
#include "kernel/kernel.h"

/*
 * The top of a task's stack is the end of its pages, less the room that the
 * kernel leaves there: none on 6.1, 16 bytes on 7.3 (for FRED).
 */
#define TOP_ROOM 16

/* Since 5.12 hardirq_stack_ptr is the last word of the stack, not its end. */
#define IRQ_ROOM 8

/* What a check gets: the machine, one CPU of it (@other: as this program saw it,
 * or NULL), and a number of its own.
 */
struct hop_check_args {
	const struct hop_machine *m;
	const struct hop_snapshot *snap;
	const struct hop_snapshot *other;
	unsigned int slot;
};

static void got(struct hop_check *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void expected(struct hop_check *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void got(struct hop_check *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(c->got, sizeof(c->got), format, args);
	va_end(args);
}

static void expected(struct hop_check *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(c->expected, sizeof(c->expected), format, args);
	va_end(args);
}

static const struct hop_stack *stack_of(const struct hop_check_args *a,
					unsigned int kind)
{
	return hop_stacks_of(&a->m->stacks, a->snap->cpu, kind);
}

static bool in_task_stack(const struct hop_snapshot *snap, __u64 addr)
{
	return addr >= hop_snapshot_value(snap, HOP_VALUE_STACK) &&
	       addr - hop_snapshot_value(snap, HOP_VALUE_STACK) <
		       hop_snapshot_value(snap, HOP_VALUE_STACK_SIZE);
}

/* A value that must be the top of the CPU's stack of @kind. */
static void top_check(const struct hop_check_args *a, struct hop_check *c,
		      __u64 value, unsigned int kind)
{
	const struct hop_stack *s = stack_of(a, kind);

	got(c, "%llx", value);
	if (!s) {
		expected(c, "%s's top, which is not known",
			 hop_kind_name(kind));
		return;
	}
	expected(c, "%llx, %s's top", s->top, hop_kind_name(kind));
	c->ok = value == s->top;
}

static void sp0_check(const struct hop_check_args *a, struct hop_check *c)
{
	top_check(a, c, hop_snapshot_value(a->snap, HOP_X86_SP0),
		  HOP_KIND_ENTRY);
}

static bool top_is_own(const struct hop_snapshot *snap)
{
	__u64 end = hop_snapshot_value(snap, HOP_VALUE_STACK) +
		    hop_snapshot_value(snap, HOP_VALUE_STACK_SIZE);

	return hop_snapshot_value(snap, HOP_VALUE_STACK) &&
	       end > hop_snapshot_value(snap, HOP_VALUE_STACK) &&
	       hop_snapshot_value(snap, HOP_VALUE_TOP_OF_STACK) <= end &&
	       end - hop_snapshot_value(snap, HOP_VALUE_TOP_OF_STACK) <=
		       TOP_ROOM;
}

static void top_of_stack_check(const struct hop_check_args *a,
			       struct hop_check *c)
{
	__u64 end = hop_snapshot_value(a->snap, HOP_VALUE_STACK) +
		    hop_snapshot_value(a->snap, HOP_VALUE_STACK_SIZE);

	got(c, "%llx", hop_snapshot_value(a->snap, HOP_VALUE_TOP_OF_STACK));
	expected(c, "%llx, task's end, or up to %d below", end, TOP_ROOM);
	c->ok = top_is_own(a->snap);
}

/* Two tasks, and so a switch between them: each has its own top, sp0 is one. */
static void switch_check(const struct hop_check_args *a, struct hop_check *c)
{
	const struct hop_snapshot *one = a->snap, *two = a->other;

	expected(c, "another top of stack, the same sp0");
	if (!two) {
		got(c, "no second task: not allowed on this CPU");
		c->ok = true;
		return;
	}
	if (hop_snapshot_value(one, HOP_X86_SP0) ==
	    hop_snapshot_value(two, HOP_X86_SP0))
		got(c, "%llx, %llx, same sp0",
		    hop_snapshot_value(one, HOP_VALUE_TOP_OF_STACK),
		    hop_snapshot_value(two, HOP_VALUE_TOP_OF_STACK));
	else
		got(c, "sp0 %llx, %llx", hop_snapshot_value(one, HOP_X86_SP0),
		    hop_snapshot_value(two, HOP_X86_SP0));
	c->ok = one->cpu == two->cpu &&
		hop_snapshot_value(one, HOP_X86_SP0) ==
			hop_snapshot_value(two, HOP_X86_SP0) &&
		hop_snapshot_value(one, HOP_VALUE_TOP_OF_STACK) !=
			hop_snapshot_value(two, HOP_VALUE_TOP_OF_STACK) &&
		top_is_own(two);
}

/* Busy exactly while the CPU is on its IRQ stack. */
static void in_use_check(const struct hop_check_args *a, struct hop_check *c)
{
	const struct hop_stack *irq = stack_of(a, HOP_KIND_IRQ);
	const struct hop_stack_info info = hop_stack_info_of(irq);
	bool busy = hop_stack_holds(&info,
				    hop_snapshot_value(a->snap, HOP_VALUE_SP));
	bool is_bool = a->snap->flags & HOP_SNAP_INUSE_BOOL;
	int mark = hop_snapshot_value(a->snap, HOP_VALUE_IRQ_INUSE);
	int idle = is_bool ? 0 : -1;

	got(c, "%d", mark);
	if (busy) {
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
	const struct hop_stack *irq = stack_of(a, HOP_KIND_IRQ);

	got(c, "%llx", hop_snapshot_value(a->snap, HOP_VALUE_HARDIRQ_STACK));
	if (!irq) {
		expected(c, "irq's top, which is not known");
		return;
	}
	expected(c, "%llx, irq's top, or %d below", irq->top, IRQ_ROOM);
	c->ok = hop_snapshot_value(a->snap, HOP_VALUE_HARDIRQ_STACK) ==
			irq->top ||
		hop_snapshot_value(a->snap, HOP_VALUE_HARDIRQ_STACK) ==
			irq->top - IRQ_ROOM;
}

static void rsp_got(const struct hop_check_args *a, struct hop_check *c)
{
	const struct hop_stack *s = hop_stacks_find(
		&a->m->stacks, hop_snapshot_value(a->snap, HOP_VALUE_SP));

	if (in_task_stack(a->snap, hop_snapshot_value(a->snap, HOP_VALUE_SP)))
		got(c, "%llx in task",
		    hop_snapshot_value(a->snap, HOP_VALUE_SP));
	else if (s)
		got(c, "%llx in %s of CPU %u",
		    hop_snapshot_value(a->snap, HOP_VALUE_SP),
		    hop_kind_name(s->kind), s->cpu);
	else
		got(c, "%llx in unknown",
		    hop_snapshot_value(a->snap, HOP_VALUE_SP));
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
	__u32 want = flags[a->m->context];

	got(c, "%s, %.*s", context_name(a->snap->flags),
	    (int)sizeof(a->snap->comm), a->snap->comm);
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

/*
 * At rest: on the stack of the current task. An interrupt switches to the irq
 * stack unless it came from user mode: then the task's stack is empty anyway.
 */
static void rsp_check(const struct hop_check_args *a, struct hop_check *c)
{
	const struct hop_stack *s = hop_stacks_find(
		&a->m->stacks, hop_snapshot_value(a->snap, HOP_VALUE_SP));

	rsp_got(a, c);
	c->ok = in_task_stack(a->snap,
			      hop_snapshot_value(a->snap, HOP_VALUE_SP));
	if (!irq_stack_may_be(a)) {
		expected(c, "in task, the current one's");
		return;
	}
	expected(c, "in irq of CPU %u, or in task, the current one's",
		 a->snap->cpu);
	if (s && s->kind == HOP_KIND_IRQ && s->cpu == a->snap->cpu)
		c->ok = true;
}

/* Slots 0 to 4 hold the kernel's five stacks, in the order of their kinds. */
static void ist_known_check(const struct hop_check_args *a, struct hop_check *c)
{
	top_check(a, c, hop_snapshot_value(a->snap, HOP_X86_IST + a->slot),
		  HOP_KIND_IST_DF + a->slot);
}

static void ist_empty_check(const struct hop_check_args *a, struct hop_check *c)
{
	got(c, "%llx", hop_snapshot_value(a->snap, HOP_X86_IST + a->slot));
	expected(c, "0, free");
	c->ok = hop_snapshot_value(a->snap, HOP_X86_IST + a->slot) == 0;
}

static void ist_own_check(const struct hop_check_args *a, struct hop_check *c)
{
	if (a->m->info.features & HOP_FEAT_GATES)
		top_check(a, c,
			  hop_snapshot_value(a->snap, HOP_X86_IST + a->slot),
			  HOP_KIND_OWN_IST);
	else
		ist_empty_check(a, c);
}

static const struct hop_snapshot *first_online(const struct hop_machine *m)
{
	for (size_t i = 0; i < m->nr_cpus; i++)
		if (m->cpu[i].online)
			return &m->cpu[i].snap;
	return NULL;
}

static void idt_check(const struct hop_check_args *a, struct hop_check *c)
{
	const struct hop_snapshot *first = first_online(a->m);

	got(c, "%llx limit %llx", hop_snapshot_value(a->snap, HOP_X86_IDT),
	    hop_snapshot_value(a->snap, HOP_X86_IDT_LIMIT));
	expected(c, "%llx limit %llx as on CPU %u",
		 hop_snapshot_value(first, HOP_X86_IDT),
		 hop_snapshot_value(first, HOP_X86_IDT_LIMIT), first->cpu);
	c->ok = hop_snapshot_value(a->snap, HOP_X86_IDT) ==
			hop_snapshot_value(first, HOP_X86_IDT) &&
		hop_snapshot_value(a->snap, HOP_X86_IDT_LIMIT) ==
			hop_snapshot_value(first, HOP_X86_IDT_LIMIT) &&
		!hop_addr_user(hop_snapshot_value(a->snap, HOP_X86_IDT));
}

static void lstar_check(const struct hop_check_args *a, struct hop_check *c)
{
	const struct hop_snapshot *first = first_online(a->m);

	got(c, "%llx", hop_snapshot_value(a->snap, HOP_X86_LSTAR));
	expected(c, "%llx as on CPU %u",
		 hop_snapshot_value(first, HOP_X86_LSTAR), first->cpu);
	c->ok = hop_snapshot_value(a->snap, HOP_X86_LSTAR) ==
			hop_snapshot_value(first, HOP_X86_LSTAR) &&
		!hop_addr_user(hop_snapshot_value(first, HOP_X86_LSTAR));
}

static void clash_check(const struct hop_check_args *a, struct hop_check *c)
{
	const struct hop_stack *s = hop_stacks_clash(&a->m->stacks);

	expected(c, "none that is empty or shares pages");
	c->ok = !s || s->cpu != a->snap->cpu;
	if (c->ok)
		got(c, "none");
	else
		got(c, "%s, %llx to %llx", hop_kind_name(s->kind), s->base,
		    s->top);
}

static const struct {
	const char *name;
	void (*run)(const struct hop_check_args *a, struct hop_check *c);
	unsigned int slot;
} table[] = {
	{ "sp0", sp0_check, 0 },
	{ "top of stack", top_of_stack_check, 0 },
	{ "task switch", switch_check, 0 },
	{ "irq in use", in_use_check, 0 },
	{ "irq stack pointer", irq_pointer_check, 0 },
	{ "context", context_check, 0 },
	{ "rsp", rsp_check, 0 },
	{ "ist 0 df", ist_known_check, 0 },
	{ "ist 1 nmi", ist_known_check, 1 },
	{ "ist 2 db", ist_known_check, 2 },
	{ "ist 3 mce", ist_known_check, 3 },
	{ "ist 4 vc", ist_known_check, 4 },
	{ "ist 5 own-ist", ist_own_check, 5 },
	{ "ist 6", ist_empty_check, 6 },
	{ "stacks apart", clash_check, 0 },
	{ "idt shared", idt_check, 0 },
	{ "lstar shared", lstar_check, 0 },
};

#define NR_CHECKS (sizeof(table) / sizeof(table[0]))

int hop_checks_run(const struct hop_machine *m, struct hop_checks *list)
{
	int failed = 0;

	list->nr = 0;
	list->check = calloc(m->nr_cpus * NR_CHECKS + 1, sizeof(*list->check));
	if (!list->check)
		return -ENOMEM;
	for (size_t i = 0; i < NR_CHECKS; i++) {
		for (size_t j = 0; j < m->nr_cpus; j++) {
			struct hop_check *c = &list->check[list->nr];
			const struct hop_cpu *cpu = &m->cpu[j];
			const struct hop_check_args args = {
				m, &cpu->snap, cpu->visited ? &cpu->self : NULL,
				table[i].slot
			};

			if (!cpu->online)
				continue;
			c->cpu = args.snap->cpu;
			c->name = table[i].name;
			table[i].run(&args, c);
			failed += !c->ok;
			list->nr++;
		}
	}
	return failed;
}

void hop_checks_free(struct hop_checks *list)
{
	free(list->check);
	list->check = NULL;
	list->nr = 0;
}
