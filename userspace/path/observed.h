/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The path of one entry as evidence shows it: which stacks, in what order, and
 * what each move of the stack pointer is known from.
 */
#ifndef HOP_PATH_OBSERVED_H
#define HOP_PATH_OBSERVED_H

#include <stdbool.h>

#include <stackhop.h>

#include "kernel/kernel.h"

/* What a hop is known from; HOP_SEEN_NOT: nothing, shown as `?`. */
enum hop_seen {
	HOP_SEEN_NOT = 0,
	HOP_SEEN_HW, /* the CPU pushed its frame there */
	HOP_SEEN_TAP, /* a stub saw the stack pointer, or the CPU pushed it */
	HOP_SEEN_PROBE, /* a BPF program ran there */
	HOP_SEEN_LINK, /* the word at the top of the IRQ stack leads there */
	HOP_SEEN_RESIDUE, /* what the way out left on the painted entry stack */
	HOP_SEEN_NR
};

/* hop_seen_name() - "hw", "tap", ... of an enum hop_seen; "?" for anything else */
const char *hop_seen_name(unsigned int seen);

/**
 * struct hop_stop - a stack on a path
 * @stack: the stack; kind HOP_KIND_UNKNOWN: something was there, unseen
 * @nth: 1; of task and user 2, 3...: another task than the first, or its user
 * @seen: what the hop to it is known from; of the first stop: HOP_SEEN_NOT
 * @sp: stack pointer as it was seen there, or 0
 * @by: an address in the code that moved it there, or 0: not seen
 */
struct hop_stop {
	struct hop_stack_info stack;
	unsigned int nth;
	enum hop_seen seen;
	__u64 sp;
	__u64 by;
};

#define HOP_STOPS 16
#define HOP_STOP_NAME 16
#define HOP_OBSERVED_TEXT 256 /* bytes that any path fits in as text */

enum hop_verdict {
	HOP_RUN_OK = 0, /* every hop has evidence */
	HOP_RUN_INCOMPLETE, /* some has not, or evidence contradicts itself */
	HOP_RUN_DISTURBED, /* something else came between: run it again */
};

/**
 * struct hop_observed - the path of one entry
 * @stop:	the stacks in order
 * @nr:		how many; 0: the entry was not seen
 * @rec:	the record of its first instruction
 * @frame_gap:	bytes from the top of the stack, or from the stack pointer that
 *		was interrupted, to that at the first instruction
 * @regs:	of an entry from user mode: hop_regs_room(); else and until it is
 *		known, HOP_REGS_UNSEEN
 * @verdict:	what can be said of it
 * @why:	a line that says why, if @verdict is not HOP_RUN_OK
 */
struct hop_observed {
	struct hop_stop stop[HOP_STOPS];
	size_t nr;
	struct hop_record rec;
	__u64 frame_gap;
	__u64 regs;
	enum hop_verdict verdict;
	const char *why;
};

/* hop_stop_name() - "task", "task2", "?" */
const char *hop_stop_name(const struct hop_stop *stop,
			  char text[HOP_STOP_NAME]);

/* hop_observed_text() - "user > entry > task > entry > user" */
const char *hop_observed_text(const struct hop_observed *o,
			      char text[HOP_OBSERVED_TEXT]);

/* hop_observed_same() - the same kinds of stack in the same order, of the same tasks */
bool hop_observed_same(const struct hop_observed *a,
		       const struct hop_observed *b);

/**
 * hop_observed_go() - the stack pointer was seen in @stack
 *
 * Nothing is added if it was there already. A path that is full becomes
 * incomplete.
 */
void hop_observed_go(struct hop_observed *o, struct hop_stack_info stack,
		     enum hop_seen seen, __u64 sp);

/* hop_observed_is_on() - is @stack where it was seen last? @nr is not 0 */
bool hop_observed_is_on(const struct hop_observed *o,
			const struct hop_stack_info *stack);

/* hop_observed_lost() - it went somewhere, nothing tells where */
void hop_observed_lost(struct hop_observed *o, const char *why);

/* hop_observed_judge() - keeps the first verdict that is not HOP_RUN_OK */
void hop_observed_judge(struct hop_observed *o, enum hop_verdict verdict,
			const char *why);

/* hop_observed_number() - sets @nth of every stop: which task, whose user mode */
void hop_observed_number(struct hop_observed *o);

/* hop_observed_stack() - which of the path's stacks holds @sp; kind 0: none */
struct hop_stack_info hop_observed_stack(const struct hop_observed *o,
					 __u64 sp);

/* hop_observed_kind() - the kind of stack it was seen on last; @nr is not 0 */
static inline __u32 hop_observed_kind(const struct hop_observed *o)
{
	return o->stop[o->nr - 1].stack.kind;
}

#endif
