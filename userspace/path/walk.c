// SPDX-License-Identifier: GPL-2.0
/*
 * No record tells of the end of a stock handler. An entry from kernel mode has
 * ended when the stack that it interrupted is seen in use again, or by what
 * only the entry below it does; user mode ends all.
 *
 * A softirq that comes after an interrupt can be the interrupt's or that of the
 * entry below: a path that depends on it is disturbed.
 */
#include "arch/arch.h"
#include "exit_path.h"
#include "regs.h"
#include "walk.h"

static bool is_own(const struct hop_walk *w, const struct hop_open_entry *e)
{
	return e->o == &w->out->own;
}

static struct hop_stack_info task_of(const struct hop_run *run, __u64 pid)
{
	return hop_stack_info_of(
		hop_stacks_of(&run->tasks, pid, HOP_KIND_TASK));
}

/* After a task switch: from the stack that was left to that of the next task. */
static void arrive(struct hop_open_entry *e, const struct hop_stack_info *seen)
{
	if (!e->left)
		return;
	e->left = false;
	if (e->next.kind && (!seen || !hop_stack_same(&e->next, seen)))
		hop_observed_go(e->o, e->next, HOP_SEEN_PROBE, 0);
	else if (!seen || hop_observed_is_on(e->o, seen))
		hop_observed_lost(e->o, "the task switched to was not seen");
	if (e->next.kind)
		e->task = e->next;
}

/*
 * An entry from user mode is on the IRQ stack, and was on no task's before: the
 * word at its top tells from where the kernel went there.
 */
static void by_way_of(struct hop_walk *w, struct hop_open_entry *e,
		      const struct hop_observation *s)
{
	__u64 link = w->run->irq.words[0];
	struct hop_stack_info task = hop_run_stack(w->run, link);

	if (!e->user || e->task.kind || s->stack.kind != HOP_KIND_IRQ ||
	    hop_observed_kind(e->o) == HOP_KIND_IRQ)
		return;
	if (w->run->irq.nr && task.kind == HOP_KIND_TASK) {
		hop_observed_go(e->o, task, HOP_SEEN_LINK, link);
		e->task = task;
	} else {
		hop_run_late(w->run, e->o);
		hop_observed_lost(e->o,
				  "how it got to the IRQ stack was not seen");
	}
}

/*
 * Who called the code that the probe ran in is who had just moved the stack pointer:
 * to the IRQ stack, and, of an entry's first probe, to the task's before.
 */
static void moved_by(struct hop_open_entry *e, const struct hop_observation *s,
		     bool first)
{
	struct hop_stop *stop = &e->o->stop[e->o->nr - 1];

	if (s->stack.kind == HOP_KIND_IRQ) {
		stop->by = s->probe->irq_called;
		stop--;
	}
	if (first)
		stop->by = hop_regs_called(s->probe, e->o->regs);
}

void hop_walk_go(struct hop_walk *w, struct hop_open_entry *e,
		 const struct hop_observation *s)
{
	size_t stops = e->o->nr;
	bool first;

	arrive(e, &s->stack);
	by_way_of(w, e, s);
	hop_observed_go(e->o, s->stack, s->seen, s->sp);
	hop_walk_note(w, &s->stack);
	if (s->stack.kind == HOP_KIND_TASK)
		e->task = s->stack;
	if (!s->probe)
		return;
	/*
	 * It need not be on the task's stack: a trap that turns softirqs off and on
	 * (math_error: fpregs_lock) runs those that were pending before it comes to
	 * its own tracepoint.
	 */
	first = e->user && !e->handled && e->task.kind;
	if (first)
		e->o->regs = hop_regs_room(&e->o->rec, &e->task, s->probe);
	if (e->o->nr > stops)
		moved_by(e, s, first);
	e->handled = true;
	if (s->probe->point == HOP_PROBE_SWITCH) {
		e->left = true;
		e->next = task_of(w->run, s->probe->arg);
	}
}

void hop_walk_pop(struct hop_walk *w)
{
	w->own_ended |= is_own(w, &w->open[--w->nr]);
}

/* The paint says that nothing ran on the IRQ stack in the whole run. */
static bool irq_untouched(const struct hop_walk *w)
{
	return w->run->irq.nr && w->run->irq.words[0] == HOP_PAINT &&
	       !w->irq_seen;
}

/* The word at the IRQ stack's top leads to where the entry came from. */
static bool irq_link(const struct hop_walk *w, const struct hop_open_entry *e)
{
	__u64 link = w->run->irq.words[0];

	return w->run->irq.nr && hop_observed_kind(e->o) == HOP_KIND_IRQ &&
	       link >= e->from.base && link <= e->o->rec.frame_sp;
}

/* It was read too late, or leads to where a later switch came from. */
static bool irq_word_gone(const struct hop_walk *w,
			  const struct hop_open_entry *e)
{
	return hop_observed_kind(e->o) == HOP_KIND_IRQ &&
	       (!w->run->irq.nr ||
		hop_run_stack(w->run, w->run->irq.words[0]).kind ==
			HOP_KIND_TASK);
}

/*
 * Ends the top entry. @s: what shows that it is back on the stack it interrupted;
 * NULL: nothing
 */
static void kernel_end(struct hop_walk *w, struct hop_open_entry *e,
		       const struct hop_observation *s)
{
	bool away = !hop_observed_is_on(e->o, &e->from);

	/* If not on the IRQ stack, it ran where the CPU put it. */
	if (!e->handled && (w->irq_seen || !w->run->irq.nr))
		hop_observed_judge(e->o, HOP_RUN_DISTURBED,
				   "others used the IRQ stack meanwhile");
	if (!e->handled && !irq_untouched(w))
		hop_observed_lost(e->o, "where its handler ran was not seen");
	if (s)
		hop_observed_go(e->o, e->from, s->seen, s->sp);
	else if (irq_link(w, e))
		hop_observed_go(e->o, e->from, HOP_SEEN_LINK,
				w->run->irq.words[0]);
	else if (away && irq_word_gone(w, e))
		hop_observed_judge(
			e->o, HOP_RUN_DISTURBED,
			"the IRQ stack was used again: its way back is overwritten");
	else if (away)
		hop_observed_lost(e->o, "its way back was not seen");
	hop_walk_pop(w);
}

static void user_end(struct hop_walk *w, struct hop_open_entry *e)
{
	arrive(e, NULL);
	if (!e->handled)
		hop_observed_lost(e->o, "where its handler ran was not seen");
	if (is_own(w, e) && hop_observed_kind(e->o) != HOP_KIND_USER)
		hop_exit_path(e->o, w->run, &e->task);
	hop_walk_pop(w);
}

void hop_walk_end(struct hop_walk *w)
{
	struct hop_open_entry *e;

	while ((e = hop_walk_top(w))) {
		if (e->user)
			user_end(w, e);
		else
			kernel_end(w, e, NULL);
	}
}

/* Probes that only the handler of this entry can have run. */
static bool is_of(const struct hop_probe *probe, const struct hop_record *rec)
{
	const struct hop_vector *vector = hop_vector_of(rec->vector);

	switch (probe->point) {
	case HOP_PROBE_VECTOR:
		return probe->arg == rec->vector;
	case HOP_PROBE_IRQ:
		return vector->external;
	case HOP_PROBE_GATE:
		return rec->point == HOP_POINT_ENTRY;
	default:
		return probe->point && probe->point == vector->probe;
	}
}

/* Probes that no entry from kernel mode runs. */
static bool is_of_outer(const struct hop_probe *probe)
{
	return probe->point == HOP_PROBE_SYS_ENTER ||
	       probe->point == HOP_PROBE_SYS_EXIT ||
	       probe->point == HOP_PROBE_PAGE_FAULT_USER;
}

/* Whose is it, the top entry's or that of the one below? */
static void ambiguous(struct hop_walk *w, struct hop_open_entry *e, bool away)
{
	static const char why[] = "an interrupt, then a softirq: whose?";

	if (away)
		hop_observed_judge(e->o, HOP_RUN_DISTURBED, why);
	if (!is_own(w, e) && w->own_begun && !w->own_ended)
		hop_observed_judge(&w->out->own, HOP_RUN_DISTURBED, why);
}

/*
 * A stack that an entry further down interrupted is in use till that entry ends:
 * whoever runs there, those above have ended.
 */
static bool is_below(const struct hop_walk *w, const struct hop_observation *s)
{
	for (size_t i = 0; i + 1 < w->nr; i++)
		if (!w->open[i].user &&
		    hop_stack_same(&w->open[i].from, &s->stack))
			return true;
	return false;
}

/*
 * It was about a way out that had failed, and did not return there: the kernel
 * sent it on as if it were an entry from user mode.
 */
static bool sent_on(struct hop_walk *w, struct hop_open_entry *e)
{
	struct hop_stack_info entry;
	__u64 sp;

	if (!is_own(w, e) || !hop_exit_path_failed(w->run, &entry, &sp))
		return false;
	hop_observed_go(e->o, entry, HOP_SEEN_RESIDUE, sp);
	e->user = true;
	return true;
}

/* Whether the top entry, which is from kernel mode, goes on; ends it if not. */
static bool goes_on(struct hop_walk *w, struct hop_open_entry *e,
		    const struct hop_observation *s)
{
	bool softirq = s->probe && s->probe->point == HOP_PROBE_SOFTIRQ;
	bool away = !hop_observed_is_on(e->o, &s->stack);

	if (s->probe && is_of(s->probe, &e->o->rec))
		return true;
	if (hop_stack_same(&s->stack, &e->from)) {
		kernel_end(w, e, s);
		return false;
	}
	if ((s->probe && is_of_outer(s->probe)) || is_below(w, s)) {
		kernel_end(w, e, NULL);
		return false;
	}
	if (s->stack.kind == HOP_KIND_IRQ && (softirq || away))
		ambiguous(w, e, away);
	else if (away && !sent_on(w, e))
		hop_observed_lost(e->o, "how it got there was not seen");
	return true;
}

void hop_walk_observe(struct hop_walk *w, const struct hop_observation *s)
{
	struct hop_open_entry *e;

	do {
		e = hop_walk_top(w);
	} while (e && !e->user && !goes_on(w, e, s));
	if (e)
		hop_walk_go(w, e, s);
}

struct hop_open_entry *hop_walk_gate(struct hop_walk *w, unsigned int vector)
{
	struct hop_open_entry *e;

	while ((e = hop_walk_top(w))) {
		if (e->o->rec.point == HOP_POINT_ENTRY &&
		    e->o->rec.vector == vector)
			return e;
		if (e->user)
			break;
		kernel_end(w, e, NULL);
	}
	return NULL;
}
