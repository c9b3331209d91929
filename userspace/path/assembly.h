/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the evidence of a run comes to.
 */
#ifndef HOP_PATH_ASSEMBLY_H
#define HOP_PATH_ASSEMBLY_H

#include "observed.h"
#include "trigger/trigger.h"

/* Entries that come in a run, and of these and its own so many at a time. */
#define HOP_NESTED 32
#define HOP_OPEN_MAX 16

/**
 * struct hop_assembly - what one run shows
 * @own:	the entry that the trigger made
 * @nested:	kernel-mode entries that came meanwhile, in order: interrupts,
 *		page faults...; only those of which anything can be said
 * @nr_nested:	how many
 * @more:	entries there was no room for: more than HOP_NESTED, or too many of
 *		them one in the other; the run is disturbed then
 */
struct hop_assembly {
	struct hop_observed own;
	struct hop_observed nested[HOP_NESTED];
	size_t nr_nested;
	size_t more;
};

/* hop_record_user() - does this record's entry come from user mode? */
static inline bool hop_record_user(const struct hop_record *rec)
{
	return rec->point >= HOP_POINT_SYSCALL || rec->flags & HOP_REC_USER;
}

/* hop_run_stack() - the stack of @run that holds @addr; kind 0: none does */
static inline struct hop_stack_info hop_run_stack(const struct hop_run *run,
						  __u64 addr)
{
	return hop_stack_at(&run->stacks, &run->tasks, addr);
}

/* hop_run_late() - if others came before the IRQ stack was read, @o shows nothing */
static inline void hop_run_late(const struct hop_run *run,
				struct hop_observed *o)
{
	if (!run->irq.nr)
		hop_observed_judge(o, HOP_RUN_DISTURBED,
				   "the IRQ stack was read too late");
}

#endif
