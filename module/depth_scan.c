// SPDX-License-Identifier: GPL-2.0
/*
 * Goes through all stacks: those of the CPUs, of idle tasks, of tasks by number.
 * Nothing is kept between calls; a cursor says where to go on.
 */
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>

#include "depth.h"
#include "stackmap.h"
#include "word.h"

/* The upper half of a cursor; the lower half is a number. */
enum hop_scan_stage { HOP_SCAN_CPUS, HOP_SCAN_IDLE, HOP_SCAN_TASKS };

#define HOP_CURSOR(stage, number) ((u64)(stage) << 32 | (u32)(number))

static void hop_held_depth(struct task_struct *task, void *depth)
{
	hop_depth_of_task(task, depth);
}

/* One that has no pages holds nothing. */
static u32 hop_scan_cpus(u64 *cursor, struct hop_depth *to)
{
	const struct hop_stack *s = hop_stackmap_nth((u32)*cursor);

	if (!s) {
		*cursor = HOP_CURSOR(HOP_SCAN_IDLE, 0);
		return 0;
	}
	++*cursor;
	if (!(s->flags & HOP_STACK_MAPPED))
		return 0;
	hop_depth_of_stack(s, to);
	return 1;
}

static u32 hop_scan_idle(u64 *cursor, struct hop_depth *to)
{
	u32 cpu = (u32)*cursor;
	struct task_struct *task;

	if (cpu >= nr_cpu_ids) {
		*cursor = HOP_CURSOR(HOP_SCAN_TASKS, 1);
		return 0;
	}
	++*cursor;
	task = cpu_possible(cpu) ? hop_depth_idle_task(cpu) : NULL;
	if (!task || !hop_depth_hold(task, hop_held_depth, to))
		return 0;
	to->cpu = cpu;
	to->flags |= HOP_DEPTH_IDLE;
	return 1;
}

static u32 hop_scan_task(u64 *cursor, u32 tgid, struct hop_depth *to)
{
	int nr = min_t(u32, *cursor, INT_MAX);
	struct task_struct *task = hop_depth_next_task(&nr);
	bool found = false;

	if (!task) {
		*cursor = HOP_DEPTH_END;
		return 0;
	}
	*cursor = HOP_CURSOR(HOP_SCAN_TASKS, nr + 1);
	if (!tgid || task_tgid_nr(task) == tgid)
		found = hop_depth_hold(task, hop_held_depth, to);
	if (found && same_thread_group(task, current))
		to->flags |= HOP_DEPTH_OWN;
	put_task_struct(task);
	cond_resched();
	return found;
}

static u32 hop_scan_next(u64 *cursor, u32 tgid, struct hop_depth *to)
{
	switch (*cursor >> 32) {
	case HOP_SCAN_CPUS:
		return hop_scan_cpus(cursor, to);
	case HOP_SCAN_IDLE:
		return hop_scan_idle(cursor, to);
	default:
		return hop_scan_task(cursor, tgid, to);
	}
}

/* The number of a task that is not there any more is as good as any. */
u32 hop_depth_scan_next(u64 *cursor, u32 tgid, struct hop_depth *to, u32 most)
{
	u32 nr = 0;

	if (tgid && *cursor >> 32 < HOP_SCAN_TASKS)
		*cursor = HOP_CURSOR(HOP_SCAN_TASKS, 1);
	while (nr < most && *cursor != HOP_DEPTH_END &&
	       !signal_pending(current))
		nr += hop_scan_next(cursor, tgid, &to[nr]);
	return nr;
}

/* What is to be copied, and where to. */
struct hop_words_copy {
	struct hop_depth_words *words;
	u64 *to;
};

static void hop_words_take(const struct hop_depth *depth, u64 top,
			   const struct hop_words_copy *copy)
{
	struct hop_depth_words *words = copy->words;
	const unsigned long *from = hop_stack_word(top - depth->mark);
	u32 i;

	words->mark = depth->mark;
	words->now = depth->now;
	words->nr = min_t(u32, words->nr, depth->mark / sizeof(*from));
	for (i = 0; i < words->nr; i++)
		copy->to[i] = hop_word_get(from + i);
}

static void hop_held_words(struct task_struct *task, void *arg)
{
	struct hop_depth depth;

	hop_depth_of_task(task, &depth);
	hop_words_take(&depth,
		       (unsigned long)task_stack_page(task) + THREAD_SIZE, arg);
}

static int hop_words_of_cpu(struct hop_words_copy *copy)
{
	const struct hop_stack *s;
	struct hop_depth depth;
	u32 n;

	for (n = 0; (s = hop_stackmap_nth(n)); n++) {
		if (s->cpu != copy->words->cpu ||
		    s->kind != copy->words->kind ||
		    !(s->flags & HOP_STACK_MAPPED))
			continue;
		hop_depth_of_stack(s, &depth);
		hop_words_take(&depth, s->top, copy);
		return 0;
	}
	return -EINVAL;
}

static int hop_words_of_idle(struct hop_words_copy *copy)
{
	u32 cpu = copy->words->cpu;
	struct task_struct *task;

	if (cpu >= nr_cpu_ids || !cpu_possible(cpu))
		return -EINVAL;
	task = hop_depth_idle_task(cpu);
	return task && hop_depth_hold(task, hop_held_words, copy) ? 0 : -ESRCH;
}

/* Another task may have the number by now: @id tells. */
static int hop_words_of_task(struct hop_words_copy *copy)
{
	int nr = copy->words->pid, err = -ESRCH;
	struct task_struct *task;

	if (nr <= 0)
		return -EINVAL;
	task = hop_depth_next_task(&nr);
	if (!task)
		return -ESRCH;
	if (nr == copy->words->pid && task->start_boottime == copy->words->id &&
	    hop_depth_hold(task, hop_held_words, copy))
		err = 0;
	put_task_struct(task);
	return err;
}

int hop_depth_words_read(struct hop_depth_words *words, u64 *to)
{
	struct hop_words_copy copy = { words, to };

	if (words->kind != HOP_KIND_TASK)
		return hop_words_of_cpu(&copy);
	return words->pid ? hop_words_of_task(&copy) : hop_words_of_idle(&copy);
}

u32 hop_depth_words_max(void)
{
	const struct hop_stack *s;
	u64 most = THREAD_SIZE;
	u32 n;

	for (n = 0; (s = hop_stackmap_nth(n)); n++)
		most = max(most, s->top - s->base);
	return most / sizeof(long);
}
