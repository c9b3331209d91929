// SPDX-License-Identifier: GPL-2.0
/*
 * Notes the marks of tasks that end, while a file listens. A task's last act is
 * to schedule away as TASK_DEAD: there, at tracepoint sched_switch, all that its
 * exit needed has been on its stack, and it still has the stack. Those that have
 * begun to exit, at sched_process_exit, are counted until then.
 *
 * The probes come with the first file that listens and go with the last. They
 * touch what belongs to a file only under the lock, so that it can be freed
 * whether or not a probe could be taken away: up to 5.10 that needs memory. Such
 * a probe finds no listener, and goes at the next try, at the latest at unload.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/threads.h>
#include <linux/tracepoint.h>

#include "compat.h"
#include "depth.h"

/**
 * struct hop_listen - one file's ring of records; all under hop_listen_lock
 * @node:    in hop_listeners
 * @room:    records in the ring
 * @exiting: tasks that have begun to exit and have not ended
 * @exits:   which: by number
 * @seen:    tasks that ended: the next record's place is its remainder
 * @read:    records that were taken or overwritten
 * @lost:    records that were overwritten
 * @ring:    the records
 */
struct hop_listen {
	struct list_head node;
	u32 room;
	u32 exiting;
	unsigned long *exits;
	u64 seen;
	u64 read;
	u64 lost;
	struct hop_depth ring[];
};

/* Records taken at a time: a CPU that switches may be waiting. */
#define HOP_LISTEN_TAKE 32

/* Taken below a runqueue's lock, so nothing may be taken below it. */
static DEFINE_RAW_SPINLOCK(hop_listen_lock);
static LIST_HEAD(hop_listeners);

/* In process context, but not always on kernels with tracepoints under SRCU. */
static void hop_listen_exits(HOP_EXIT_PROBE_ARGS)
{
	unsigned int nr = task_pid_nr(task);
	struct hop_listen *listen;
	unsigned long flags;

	raw_spin_lock_irqsave(&hop_listen_lock, flags);
	list_for_each_entry(listen, &hop_listeners, node)
		if (nr < PID_MAX_LIMIT &&
		    !__test_and_set_bit(nr, listen->exits))
			listen->exiting++;
	raw_spin_unlock_irqrestore(&hop_listen_lock, flags);
}

static struct hop_depth *hop_listen_at(struct hop_listen *listen, u64 n)
{
	u32 at;

	div_u64_rem(n, listen->room, &at);
	return &listen->ring[at];
}

static void hop_listen_note(struct hop_listen *listen,
			    const struct hop_depth *depth)
{
	if (depth->pid < PID_MAX_LIMIT &&
	    __test_and_clear_bit(depth->pid, listen->exits))
		listen->exiting--;
	if (listen->seen - listen->read == listen->room) {
		listen->read++;
		listen->lost++;
	}
	*hop_listen_at(listen, listen->seen++) = *depth;
}

/* On the stack of @prev, under the lock of its runqueue, interrupts off. */
static void hop_listen_ends(struct task_struct *prev)
{
	struct hop_listen *listen;
	struct hop_depth depth;
	unsigned long flags;

	hop_depth_of_task(prev, &depth);
	depth.flags |= HOP_DEPTH_ENDED;
	raw_spin_lock_irqsave(&hop_listen_lock, flags);
	list_for_each_entry(listen, &hop_listeners, node)
		hop_listen_note(listen, &depth);
	raw_spin_unlock_irqrestore(&hop_listen_lock, flags);
}

static void hop_listen_switches(HOP_SWITCH_PROBE_ARGS)
{
	if (unlikely(hop_task_state(prev) == TASK_DEAD))
		hop_listen_ends(prev);
}

/**
 * struct hop_listen_point - a tracepoint; under hop_listen_mutex
 * @name:  its name
 * @probe: what is called there
 * @tp:    where it is, NULL: not in this kernel, whose own stay for good
 * @on:    the probe is there
 */
struct hop_listen_point {
	const char *name;
	void *probe;
	struct tracepoint *tp;
	bool on;
};

/* In this order: whoever is seen to begin is seen to end. */
static struct hop_listen_point hop_listen_points[] = {
	{ .name = "sched_switch", .probe = hop_listen_switches },
	{ .name = "sched_process_exit", .probe = hop_listen_exits },
};

static DEFINE_MUTEX(hop_listen_mutex);

static void hop_listen_find(struct tracepoint *tp, void *arg)
{
	struct hop_listen_point *point = arg;

	if (!strcmp(tp->name, point->name))
		point->tp = tp;
}

int hop_listen_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(hop_listen_points); i++)
		for_each_kernel_tracepoint(hop_listen_find,
					   &hop_listen_points[i])
			;
	return 0;
}

static int hop_listen_point_on(struct hop_listen_point *point)
{
	int err;

	if (point->on)
		return 0;
	if (!point->tp)
		for_each_kernel_tracepoint(hop_listen_find, point)
			;
	if (!point->tp)
		return -ENOENT;
	err = tracepoint_probe_register(point->tp, point->probe, NULL);
	point->on = !err;
	return err;
}

/* False if some are still there. */
static bool hop_listen_points_off(void)
{
	bool all = true;
	int i;

	for (i = ARRAY_SIZE(hop_listen_points) - 1; i >= 0; i--) {
		struct hop_listen_point *point = &hop_listen_points[i];

		if (point->on)
			point->on = tracepoint_probe_unregister(
					    point->tp, point->probe, NULL) ==
				    -ENOMEM;
		all &= !point->on;
	}
	return all;
}

static int hop_listen_points_on(void)
{
	int err = 0, i;

	for (i = 0; !err && i < ARRAY_SIZE(hop_listen_points); i++)
		err = hop_listen_point_on(&hop_listen_points[i]);
	return err;
}

static void hop_listen_free(struct hop_listen *listen)
{
	kvfree(listen->exits);
	kvfree(listen);
}

static struct hop_listen *hop_listen_make(u32 nr)
{
	struct hop_listen *listen;

	listen = kvzalloc(struct_size(listen, ring, nr), GFP_KERNEL);
	if (!listen)
		return NULL;
	listen->room = nr;
	listen->exits = kvcalloc(BITS_TO_LONGS(PID_MAX_LIMIT),
				 sizeof(*listen->exits), GFP_KERNEL);
	if (listen->exits)
		return listen;
	kvfree(listen);
	return NULL;
}

static void hop_listen_add(struct hop_listen *listen)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&hop_listen_lock, flags);
	list_add(&listen->node, &hop_listeners);
	raw_spin_unlock_irqrestore(&hop_listen_lock, flags);
}

static void hop_listen_remove(struct hop_listen *listen)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&hop_listen_lock, flags);
	list_del(&listen->node);
	raw_spin_unlock_irqrestore(&hop_listen_lock, flags);
}

struct hop_listen *hop_listen_begin(u32 nr)
{
	struct hop_listen *listen = hop_listen_make(nr);
	int err;

	if (!listen)
		return ERR_PTR(-ENOMEM);
	mutex_lock(&hop_listen_mutex);
	err = hop_listen_points_on();
	if (!err)
		hop_listen_add(listen);
	else if (list_empty(&hop_listeners))
		hop_listen_points_off();
	mutex_unlock(&hop_listen_mutex);
	if (!err)
		return listen;
	hop_listen_free(listen);
	return ERR_PTR(err);
}

void hop_listen_end(struct hop_listen *listen)
{
	if (!listen)
		return;
	mutex_lock(&hop_listen_mutex);
	hop_listen_remove(listen);
	if (list_empty(&hop_listeners))
		hop_listen_points_off();
	mutex_unlock(&hop_listen_mutex);
	hop_listen_free(listen);
}

void hop_listen_exit(void)
{
	while (!hop_listen_points_off()) {
		pr_warn_once(
			"unloading waits for memory, which this kernel needs to take a tracepoint's probe away\n");
		schedule_timeout_uninterruptible(HZ / 10);
	}
	tracepoint_synchronize_unregister();
}

u32 hop_listen_take(struct hop_listen *listen, struct hop_depth *to, u32 most)
{
	unsigned long flags;
	u32 nr = 0;

	most = min_t(u32, most, HOP_LISTEN_TAKE);
	raw_spin_lock_irqsave(&hop_listen_lock, flags);
	while (nr < most && listen->read < listen->seen)
		to[nr++] = *hop_listen_at(listen, listen->read++);
	raw_spin_unlock_irqrestore(&hop_listen_lock, flags);
	return nr;
}

void hop_listen_counts(struct hop_listen *listen, struct hop_depth_ended *ended)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&hop_listen_lock, flags);
	ended->seen = listen->seen;
	ended->lost = listen->lost;
	ended->exiting = listen->exiting;
	raw_spin_unlock_irqrestore(&hop_listen_lock, flags);
}
