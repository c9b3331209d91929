/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The stack of entries that have begun and not ended, as the assembler walks
 * through a run. Not for others.
 */
#ifndef HOP_PATH_WALK_H
#define HOP_PATH_WALK_H

#include "assembly.h"

/**
 * struct hop_open_entry - an entry that has begun
 * @o:		its path
 * @from:	the stack that it interrupted
 * @next:	after a task switch: the stack to come (kind 0: not known)
 * @task:	task stack that it was seen on last
 * @user:	it came from user mode
 * @handled:	the stack that its handler ran on has been seen
 * @left:	a task switch has been seen, and nothing after it
 */
struct hop_open_entry {
	struct hop_observed *o;
	struct hop_stack_info from;
	struct hop_stack_info next;
	struct hop_stack_info task;
	bool user;
	bool handled;
	bool left;
};

/**
 * struct hop_walk - how far the assembler has come
 * @unwanted:	path of an entry that nobody wants
 * @own_begun, @own_ended: of the trigger's entry
 * @irq_seen:	the IRQ stack was seen in use
 * @irq_seen_own: since the trigger's entry began
 */
struct hop_walk {
	const struct hop_run *run;
	struct hop_assembly *out;
	struct hop_observed unwanted;
	struct hop_open_entry open[HOP_OPEN_MAX];
	size_t nr;
	bool own_begun;
	bool own_ended;
	bool irq_seen;
	bool irq_seen_own;
};

/**
 * struct hop_observation - the stack pointer at one moment, and who says so
 * @probe: NULL: a record
 */
struct hop_observation {
	struct hop_stack_info stack;
	__u64 sp;
	enum hop_seen seen;
	const struct hop_probe *probe;
};

/* hop_walk_top() - the entry that began last, or NULL */
static inline struct hop_open_entry *hop_walk_top(struct hop_walk *w)
{
	return w->nr ? &w->open[w->nr - 1] : NULL;
}

/* hop_walk_note() - the stack pointer was in @stack, whoever's it was */
static inline void hop_walk_note(struct hop_walk *w,
				 const struct hop_stack_info *stack)
{
	bool irq = stack->kind == HOP_KIND_IRQ;

	w->irq_seen |= irq;
	w->irq_seen_own |= irq && w->own_begun;
}

/* hop_walk_go() - @s is of this entry */
void hop_walk_go(struct hop_walk *w, struct hop_open_entry *e,
		 const struct hop_observation *s);

/* hop_walk_observe() - finds the entry that @s is of; what is above it has ended */
void hop_walk_observe(struct hop_walk *w, const struct hop_observation *s);

/* hop_walk_gate() - ends what lies above the own gate's entry; NULL: none */
struct hop_open_entry *hop_walk_gate(struct hop_walk *w, unsigned int vector);

/* hop_walk_pop() - the top entry has ended, and its path is complete */
void hop_walk_pop(struct hop_walk *w);

/* hop_walk_end() - user mode is reached: all that was begun has ended */
void hop_walk_end(struct hop_walk *w);

#endif
