/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Puts the evidence of a run together: the path of the trigger's entry, and of
 * every other entry that happened meanwhile. Knows stacks, frames and marks, no
 * kernel; where evidence does not decide, the path holds a `?`.
 */
#ifndef HOP_PATH_ASSEMBLE_H
#define HOP_PATH_ASSEMBLE_H

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

/* hop_assemble() - never fails: @out->own.verdict says what it is worth */
void hop_assemble(const struct hop_run *run, struct hop_assembly *out);

/**
 * hop_frame_check() - is the frame that the CPU pushed as it must be?
 * @rec:	record of an entry's first instruction
 * @at:		stack that holds rec->sp
 * @from:	stack that holds rec->frame_sp
 * @gap:	out: bytes from where the CPU began to push down to rec->sp
 *
 * Five words, and an error code or not (SDM vol. 3, 6.13 and 6.14.2). Returns
 * NULL, or what is wrong. Entries that push nothing are always right.
 */
const char *hop_frame_check(const struct hop_record *rec,
			    const struct hop_stack_info *at,
			    const struct hop_stack_info *from, __u64 *gap);

/**
 * hop_exit_path() - goes on from where the entry was seen last to user mode
 * @o:		path of an entry from user mode
 * @task:	stack of the task that it was seen on last; kind 0: none
 */
void hop_exit_path(struct hop_observed *o, const struct hop_run *run,
		   const struct hop_stack_info *task);

/**
 * hop_exit_path_failed() - did an entry begin on the entry stack with the registers
 * of a way out that failed?
 * @entry:	out: that stack
 * @sp:		out: RSP at its first instruction
 */
bool hop_exit_path_failed(const struct hop_run *run,
			  struct hop_stack_info *entry, __u64 *sp);

/* hop_run_stack() - the stack of @run that holds @addr; kind 0: none does */
struct hop_stack_info hop_run_stack(const struct hop_run *run, __u64 addr);

/* hop_record_user() - does this record's entry come from user mode? */
static inline bool hop_record_user(const struct hop_record *rec)
{
	return rec->point >= HOP_POINT_SYSCALL || rec->flags & HOP_REC_USER;
}

#endif
