// SPDX-License-Identifier: GPL-2.0
/*
 * The way back to user mode, stop by stop, as the port reads it off the marks on
 * the entry stack.
 */
#include "exit_path.h"

static struct hop_stack_info entry_of(const struct hop_run *run)
{
	return hop_stack_info_of(
		hop_stacks_of(&run->stacks, run->cpu, HOP_KIND_ENTRY));
}

/* The IRQ stack's top word holds the stack pointer from before the switch to it. */
static bool link_leads_to(const struct hop_run *run,
			  const struct hop_stack_info *task)
{
	return task->kind == HOP_KIND_TASK && run->irq.nr &&
	       hop_stack_holds(task, run->irq.words[0]);
}

bool hop_exit_path_failed(const struct hop_run *run,
			  struct hop_stack_info *entry, __u64 *sp)
{
	*entry = entry_of(run);
	*sp = entry->kind ? hop_exit_failed(run, entry) : 0;
	return *sp;
}

/* Back from the IRQ stack to where the kernel went there from. */
static void off_irq_stack(struct hop_observed *o, const struct hop_run *run,
			  const struct hop_stack_info *task)
{
	if (link_leads_to(run, task)) {
		hop_observed_go(o, *task, HOP_SEEN_LINK, run->irq.words[0]);
		return;
	}
	hop_run_late(run, o);
	hop_observed_lost(o, "the way off the IRQ stack was not seen");
}

static void to_user(struct hop_observed *o, enum hop_seen seen,
		    const struct hop_run *run)
{
	const struct hop_stack_info user = { .kind = HOP_KIND_USER };

	hop_observed_go(o, user, seen, seen == HOP_SEEN_NOT ? 0 : run->back.sp);
}

/* A stack between the marks and user mode. */
static void by_last_stack(struct hop_observed *o, const struct hop_run *run,
			  const struct hop_exit_marks *marks)
{
	struct hop_stack_info last = hop_run_stack(run, marks->last_sp);

	if (marks->last_sp && last.kind == HOP_KIND_ESPFIX)
		hop_observed_go(o, last, HOP_SEEN_RESIDUE, marks->last_sp);
	else
		hop_observed_lost(o, marks->lost);
}

void hop_exit_path(struct hop_observed *o, const struct hop_run *run,
		   const struct hop_stack_info *task)
{
	struct hop_stack_info entry = entry_of(run);
	struct hop_exit_marks marks = { .way = HOP_EXIT_UNSEEN };
	const char *lost = "the way out was not seen";

	if (hop_observed_kind(o) == HOP_KIND_IRQ)
		off_irq_stack(o, run, task);
	if (run->back.known && run->entry.nr && entry.kind) {
		marks = hop_exit_read(&o->rec, run, &entry);
		lost = "the entry stack does not show the way out";
	}
	if (marks.way == HOP_EXIT_UNSEEN) {
		hop_observed_lost(o, lost);
		to_user(o, HOP_SEEN_NOT, run);
		return;
	}
	if (marks.way == HOP_EXIT_OVER)
		hop_observed_go(o, entry, HOP_SEEN_RESIDUE, marks.sp);
	if (marks.lost)
		by_last_stack(o, run, &marks);
	to_user(o, HOP_SEEN_RESIDUE, run);
}
