// SPDX-License-Identifier: GPL-2.0
/*
 * Finding tasks, and holding one while its stack is looked at.
 */
#include <linux/idr.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>

#include "compat.h"
#include "depth.h"
#include "ksyms.h"

unsigned long *hop_depth_task_base(struct task_struct *task)
{
	return end_of_stack(task) + 1;
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
