// SPDX-License-Identifier: GPL-2.0
/*
 * Notes the marks of tasks that end, while a file listens: a probe at tracepoint
 * sched_process_exit scans the stack of the task that exits, on that stack.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "compat.h"
#include "depth.h"

/**
 * struct hop_listen - one file's ring of records
 * @lock:    protects what follows
 * @room:    records in the ring
 * @seen:    tasks that ended: the next record's place is its remainder
 * @read:    records that were taken or overwritten
 * @lost:    records that were overwritten
 * @ring:    the records
 */
struct hop_listen {
	spinlock_t lock; /* of what follows */
	u32 room;
	u64 seen;
	u64 read;
	u64 lost;
	struct hop_depth ring[];
};

static struct tracepoint *hop_listen_tp;

/* Process context, on the task's own stack. */
static void hop_listen_probe(void *arg, struct task_struct *task)
{
	struct hop_listen *listen = arg;
	struct hop_depth depth;

	hop_depth_of_task(task, &depth);
	depth.flags |= HOP_DEPTH_ENDED;
	spin_lock(&listen->lock);
	if (listen->seen - listen->read == listen->room) {
		listen->read++;
		listen->lost++;
	}
	listen->ring[listen->seen++ % listen->room] = depth;
	spin_unlock(&listen->lock);
}

static void hop_listen_find(struct tracepoint *tp, void *unused)
{
	if (!strcmp(tp->name, "sched_process_exit"))
		hop_listen_tp = tp;
}

/* The kernel's own tracepoints stay for good. */
struct hop_listen *hop_listen_begin(u32 nr)
{
	struct hop_listen *listen;
	int err;

	if (!hop_listen_tp)
		for_each_kernel_tracepoint(hop_listen_find, NULL)
			;
	if (!hop_listen_tp)
		return ERR_PTR(-ENOENT);
	listen = kvzalloc(struct_size(listen, ring, nr), GFP_KERNEL);
	if (!listen)
		return ERR_PTR(-ENOMEM);
	spin_lock_init(&listen->lock);
	listen->room = nr;
	err = tracepoint_probe_register(hop_listen_tp, hop_listen_probe,
					listen);
	if (!err)
		return listen;
	kvfree(listen);
	return ERR_PTR(err);
}

void hop_listen_end(struct hop_listen *listen)
{
	if (!listen)
		return;
	hop_probe_remove(hop_listen_tp, hop_listen_probe, listen);
	tracepoint_synchronize_unregister();
	kvfree(listen);
}

u32 hop_listen_take(struct hop_listen *listen, struct hop_depth *to, u32 most)
{
	u32 nr = 0;

	spin_lock(&listen->lock);
	while (nr < most && listen->read < listen->seen)
		to[nr++] = listen->ring[listen->read++ % listen->room];
	spin_unlock(&listen->lock);
	return nr;
}

void hop_listen_counts(struct hop_listen *listen, u64 *seen, u64 *lost)
{
	spin_lock(&listen->lock);
	*seen = listen->seen;
	*lost = listen->lost;
	spin_unlock(&listen->lock);
}
