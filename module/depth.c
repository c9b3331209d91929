// SPDX-License-Identifier: GPL-2.0
/*
 * What is known of a stack.
 */
#include <linux/magic.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/string.h>

#include "arch/arch.h"
#include "depth.h"
#include "word.h"

void hop_depth_of_stack(const struct hop_stack *s, struct hop_depth *depth)
{
	memset(depth, 0, sizeof(*depth));
	depth->kind = s->kind;
	depth->cpu = s->cpu;
	depth->size = s->top - s->base;
	hop_depth_mark(hop_stack_word(s->base), hop_stack_word(s->top), depth);
}

static void hop_depth_now(struct task_struct *task, unsigned long top,
			  struct hop_depth *depth)
{
	unsigned long sp = hop_arch_task_sp(task);

	if (READ_ONCE(task->on_cpu) || top - sp > THREAD_SIZE)
		return;
	depth->now = top - sp;
	depth->flags |= HOP_DEPTH_NOW;
}

void hop_depth_of_task(struct task_struct *task, struct hop_depth *depth)
{
	unsigned long top = (unsigned long)task_stack_page(task) + THREAD_SIZE;
	const unsigned long *base = hop_depth_task_base(task);

	memset(depth, 0, sizeof(*depth));
	depth->id = task->start_boottime;
	depth->pid = task_pid_nr(task);
	depth->tgid = task_tgid_nr(task);
	depth->cpu = ~0U;
	depth->kind = HOP_KIND_TASK;
	depth->size = THREAD_SIZE;
	/* Its last byte is always 0, also while the name is changed. */
	strscpy(depth->comm, task->comm, sizeof(depth->comm));
	if (task->flags & PF_KTHREAD)
		depth->flags |= HOP_DEPTH_KTHREAD;
	if (hop_word_get(end_of_stack(task)) != STACK_END_MAGIC)
		depth->flags |= HOP_DEPTH_CORRUPTED;
	hop_depth_now(task, top, depth);
	hop_depth_mark(base, (const unsigned long *)top, depth);
	if (!hop_word_get(base) && hop_depth_was_reset(task))
		depth->flags |= HOP_DEPTH_PAINTED;
}
