// SPDX-License-Identifier: GPL-2.0
/*
 * Begins a new period: paints the part of each stack that nobody is using.
 *
 * A task's stack below its saved stack pointer is dead while the task is not
 * running: the kernel is built without a red zone, and nobody but the task
 * writes there. So the task must be kept from running until it is painted.
 *
 * One that sleeps is kept so by its pi_lock, as task_call_func() does it: no
 * wake-up gets past it. One that can run could be picked by any CPU at any
 * moment, unless all CPUs are stopped; few are in that state, so they are put
 * off and painted together, under stop_machine(). The caller is one of them:
 * it waits then. So are idle tasks. What runs even then is a stopper thread.
 */
#include <linux/atomic.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/stop_machine.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>

#include "arch/arch.h"
#include "compat.h"
#include "depth.h"
#include "paint.h"
#include "word.h"

/* Tasks painted in one stop: 1 MiB of memory, well below a millisecond. */
#define HOP_STOP_TASKS 64

/**
 * struct hop_reset - a reset on its way
 * @painted: stacks so far
 * @kept:    stacks that could not be painted
 * @nr:      tasks that are put off
 * @task:    these, with a reference
 * @done:    for one task: it was painted
 */
struct hop_reset {
	u32 painted;
	u32 kept;
	u32 nr;
	bool done;
	struct task_struct *task[HOP_STOP_TASKS];
};

/* One at a time: the work is the same for all callers. */
static DEFINE_MUTEX(hop_reset_lock);

/* CONFIG_DEBUG_STACK_USAGE takes what is not zero for used. */
#define HOP_RESET_ZEROES IS_ENABLED(CONFIG_DEBUG_STACK_USAGE)
#define HOP_RESET_WORD (HOP_RESET_ZEROES ? 0 : HOP_PAINT_WORD)

/* Zeroes do not show that they are paint, but when they came does. */
static u64 hop_reset_all_at;
static u64 hop_reset_one_at;
static u32 hop_reset_one;

bool hop_depth_was_reset(struct task_struct *task)
{
	u64 began = task->start_boottime;

	if (!HOP_RESET_ZEROES)
		return false;
	return began < READ_ONCE(hop_reset_all_at) ||
	       (began < READ_ONCE(hop_reset_one_at) &&
		task_tgid_nr(task) == READ_ONCE(hop_reset_one));
}

/* Tasks that begin later may not have been met. */
static void hop_reset_note(u32 tgid, u64 at)
{
	if (!tgid) {
		WRITE_ONCE(hop_reset_all_at, at);
		return;
	}
	WRITE_ONCE(hop_reset_one_at, 0);
	WRITE_ONCE(hop_reset_one, tgid);
	WRITE_ONCE(hop_reset_one_at, at);
}

/* The task must not run meanwhile. */
static void hop_reset_paint(struct task_struct *task)
{
	unsigned long *word = hop_depth_task_base(task);
	unsigned long sp = hop_arch_task_sp(task);

	if (sp - (unsigned long)word >= THREAD_SIZE)
		return;
	while ((unsigned long)word < sp)
		hop_word_put(word++, HOP_RESET_WORD);
}

/*
 * Under pi_lock. The order of the reads is that of task_call_func(): the state
 * first, lest @on_rq be seen from before a wake-up. A task that is being woken
 * goes on without the lock.
 */
static bool hop_reset_sleeps(struct task_struct *task)
{
	unsigned int state = hop_task_state(task);

	/* Pairs with what orders on_rq and the state in __schedule(). */
	smp_rmb();
	if (state == TASK_RUNNING || state == TASK_WAKING ||
	    READ_ONCE(task->on_rq))
		return false;
	/* Pairs with the release of on_cpu in finish_task(). */
	return !smp_load_acquire(&task->on_cpu);
}

static void hop_reset_held(struct task_struct *task, void *arg)
{
	struct hop_reset *reset = arg;

	reset->done = hop_reset_sleeps(task);
	if (reset->done)
		hop_reset_paint(task);
}

/* On one CPU, while all others wait with interrupts off. */
static int hop_reset_stopped(void *arg)
{
	struct hop_reset *reset = arg;
	u32 i;

	for (i = 0; i < reset->nr; i++) {
		struct task_struct *task = reset->task[i];

		if (hop_task_state(task) == TASK_DEAD)
			continue;
		if (READ_ONCE(task->on_cpu)) {
			reset->kept++;
			continue;
		}
		hop_reset_paint(task);
		reset->painted++;
	}
	return 0;
}

static void hop_reset_flush(struct hop_reset *reset)
{
	if (reset->nr)
		stop_machine(hop_reset_stopped, reset, NULL);
	while (reset->nr)
		put_task_struct(reset->task[--reset->nr]);
}

static void hop_reset_put_off(struct hop_reset *reset, struct task_struct *task)
{
	get_task_struct(task);
	reset->task[reset->nr++] = task;
	if (reset->nr == HOP_STOP_TASKS)
		hop_reset_flush(reset);
}

static void hop_reset_task(struct hop_reset *reset, struct task_struct *task)
{
	if (!hop_depth_hold(task, hop_reset_held, reset))
		return;
	if (reset->done)
		reset->painted++;
	else
		hop_reset_put_off(reset, task);
}

static int hop_reset_tasks(struct hop_reset *reset, u32 tgid)
{
	struct task_struct *task;
	int nr;

	for (nr = 1; (task = hop_depth_next_task(&nr)); nr++) {
		if (!tgid || task_tgid_nr(task) == tgid)
			hop_reset_task(reset, task);
		put_task_struct(task);
		if (signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	return 0;
}

static void hop_reset_idle(struct hop_reset *reset)
{
	struct task_struct *task;
	int cpu;

	for_each_possible_cpu(cpu) {
		task = hop_depth_idle_task(cpu);
		if (task)
			hop_reset_put_off(reset, task);
	}
}

/* In a kworker of the CPU. */
static long hop_reset_cpu(void *arg)
{
	struct hop_paint paint = { .kinds = hop_arch_paint_kinds };
	struct hop_reset *reset = arg;

	hop_stacks_paint(&paint);
	reset->painted += hweight32(paint.kinds);
	return 0;
}

static void hop_reset_cpus(struct hop_reset *reset)
{
	int cpu;

	cpus_read_lock();
	for_each_online_cpu(cpu)
		work_on_cpu(cpu, hop_reset_cpu, reset);
	cpus_read_unlock();
}

int hop_depth_period_reset(struct hop_depth_reset *out)
{
	struct hop_reset *reset = kzalloc(sizeof(*reset), GFP_KERNEL);
	u64 at = ktime_get_boottime_ns();
	int err;

	if (!reset)
		return -ENOMEM;
	mutex_lock(&hop_reset_lock);
	if (!out->tgid) {
		hop_reset_cpus(reset);
		hop_reset_idle(reset);
	}
	err = hop_reset_tasks(reset, out->tgid);
	hop_reset_flush(reset);
	if (!err)
		hop_reset_note(out->tgid, at);
	mutex_unlock(&hop_reset_lock);
	out->painted = reset->painted;
	out->kept = reset->kept;
	kfree(reset);
	return err;
}
