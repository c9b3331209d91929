// SPDX-License-Identifier: GPL-2.0
/*
 * What is known of a stack, and holding a task while its stack is looked at.
 */
#include <linux/idr.h>
#include <linux/magic.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/string.h>

#include "arch/arch.h"
#include "compat.h"
#include "depth.h"
#include "ksyms.h"
#include "word.h"

void hop_depth_of_stack(const struct hop_stack *s, struct hop_depth *depth)
{
	memset(depth, 0, sizeof(*depth));
	depth->kind = s->kind;
	depth->cpu = s->cpu;
	depth->size = s->top - s->base;
	hop_depth_mark(hop_stack_word(s->base), hop_stack_word(s->top), depth);
}

unsigned long *hop_depth_task_base(struct task_struct *task)
{
	return end_of_stack(task) + 1;
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

/*
 * A task gives its stack up when it has become TASK_DEAD, which it does holding
 * pi_lock (set_special_state(), since 4.19); try_to_wake_up() needs it, too. The
 * kernel's own task_call_func() relies on the same. Reference counting would
 * want put_task_stack(), which is not exported.
 */
bool hop_depth_hold(struct task_struct *task,
		    void (*fn)(struct task_struct *task, void *arg), void *arg)
{
	unsigned long flags;
	bool alive;

	raw_spin_lock_irqsave(&task->pi_lock, flags);
	alive = hop_task_state(task) != TASK_DEAD && task_stack_page(task);
	if (alive)
		fn(task, arg);
	raw_spin_unlock_irqrestore(&task->pi_lock, flags);
	return alive;
}

struct task_struct *hop_depth_next_task(int *nr)
{
	struct task_struct *task = NULL;
	struct pid *pid;

	rcu_read_lock();
	for (; !task; (*nr)++) {
		pid = idr_get_next(&init_pid_ns.idr, nr);
		if (!pid)
			break;
		task = get_pid_task(pid, PIDTYPE_PID);
		if (task)
			break;
	}
	rcu_read_unlock();
	return task;
}

struct task_struct *hop_depth_idle_task(int cpu)
{
	if (hop_ksyms.idle_task)
		return hop_idle_task(cpu);
	return cpu ? NULL : &init_task;
}
