/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How deep each stack got: scanning, resetting, and noting tasks that end. The
 * calls and their errors are described in uapi/hop_depth.h.
 */
#ifndef HOP_DEPTH_H
#define HOP_DEPTH_H

#include <linux/sched.h>

#include "uapi/stackhop.h"

/*
 * The next stacks from *@cursor on, up to @most, to @to; gives how many and
 * moves the cursor. Process context.
 */
u32 hop_depth_scan_next(u64 *cursor, u32 tgid, struct hop_depth *to, u32 most);

/*
 * Copies up to @words->nr words to @to, and fills in @words. 0, -EINVAL, -ESRCH.
 * Process context.
 */
int hop_depth_words_read(struct hop_depth_words *words, u64 *to);

/* Words of the largest stack that hop_depth_words_read() knows. */
u32 hop_depth_words_max(void);

/* See struct hop_depth_reset. May sleep. */
int hop_depth_period_reset(struct hop_depth_reset *reset);

/* ---- for the parts of this, in depth*.c */

/*
 * Runs @fn on a task while its stack cannot go away and, if it sleeps, it cannot
 * be woken; interrupts are off. False, without a call, if it has no stack.
 */
bool hop_depth_hold(struct task_struct *task,
		    void (*fn)(struct task_struct *task, void *arg), void *arg);

/* Fill in all of @depth. The stack of @task must not go away. Any context. */
void hop_depth_of_stack(const struct hop_stack *s, struct hop_depth *depth);
void hop_depth_of_task(struct task_struct *task, struct hop_depth *depth);

/*
 * Fill in @depth->mark, and the flags that say what it counts from. @base is the
 * lowest word that can be used. Looks at @depth->size and HOP_DEPTH_CORRUPTED.
 */
void hop_depth_mark(const unsigned long *base, const unsigned long *top,
		    struct hop_depth *depth);

/*
 * The task with the lowest number from *@nr on, with a reference, or NULL; *@nr
 * becomes its number. Process context.
 */
struct task_struct *hop_depth_next_task(int *nr);

/* A reset has left zeroes on @task's stack, since when its mark counts. */
bool hop_depth_was_reset(struct task_struct *task);

/* The idle task of @cpu, or NULL. It needs no reference. */
struct task_struct *hop_depth_idle_task(int cpu);

/* Lowest address of @task's stack that its kernel uses: above the end's mark. */
unsigned long *hop_depth_task_base(struct task_struct *task);

struct hop_listen;

/* See struct hop_depth_listen: an ERR_PTR() on errors. May sleep. */
struct hop_listen *hop_listen_begin(u32 nr);

/* NULL is fine. May sleep. */
void hop_listen_end(struct hop_listen *listen);

/* At load: finds what to listen to. 0. */
int hop_listen_init(void);

/* At unload, when nobody listens: waits until no probe can run any more. */
void hop_listen_exit(void);

/* Takes @most records or fewer, oldest first; 0: there are none. */
u32 hop_listen_take(struct hop_listen *listen, struct hop_depth *to, u32 most);

/* Fills in the numbers of tasks. */
void hop_listen_counts(struct hop_listen *listen,
		       struct hop_depth_ended *ended);

#endif
