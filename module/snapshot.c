// SPDX-License-Identifier: GPL-2.0
/*
 * Takes snapshots on the CPU they are of: by a kworker there (at rest), in a
 * hard interrupt or a softirq there that the kworker raises, or by the caller.
 */
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "arch/arch.h"
#include "compat.h"
#include "ksyms.h"
#include "snapshot.h"

const struct hop_value_row hop_values[] = HOP_VALUE_TABLE(HOP_VALUES);

/* A snapshot on its way to the context that takes it. */
struct hop_snapshot_call {
	struct hop_snapshot *snap;
	struct irq_work work;
	struct tasklet_struct tasklet;
};

static void hop_snapshot_vars(struct hop_snapshot *snap)
{
	int cpu = smp_processor_id();

	hop_snapshot_put(snap, HOP_VALUE_TOP_OF_STACK,
			 hop_var_get(HOP_VAR_TOP, cpu));
	hop_snapshot_put(snap, HOP_VALUE_IRQ_INUSE,
			 hop_var_get(HOP_VAR_INUSE, cpu));
	hop_snapshot_put(snap, HOP_VALUE_HARDIRQ_STACK,
			 hop_var_get(HOP_VAR_IRQ_STACK, cpu));
	if (hop_var_size(HOP_VAR_INUSE) == sizeof(bool))
		snap->flags |= HOP_SNAP_INUSE_BOOL;
}

/* What the kernel's own count says, not what the snapshot was asked for. */
static void hop_snapshot_context(struct hop_snapshot *snap)
{
	if (hardirq_count())
		snap->flags |= HOP_SNAP_HARDIRQ;
	if (in_serving_softirq())
		snap->flags |= HOP_SNAP_SOFTIRQ;
}

static void hop_snapshot_here(struct hop_snapshot *snap)
{
	unsigned long flags;

	local_irq_save(flags);
	snap->cpu = smp_processor_id();
	hop_snapshot_put(snap, HOP_VALUE_SP, current_stack_pointer);
	hop_snapshot_put(snap, HOP_VALUE_TASK, (unsigned long)current);
	hop_snapshot_put(snap, HOP_VALUE_STACK,
			 (unsigned long)task_stack_page(current));
	hop_snapshot_put(snap, HOP_VALUE_STACK_SIZE, THREAD_SIZE);
	snap->pid = task_pid_nr(current);
	strscpy(snap->comm, current->comm, sizeof(snap->comm));
	hop_snapshot_vars(snap);
	hop_snapshot_context(snap);
	hop_arch_snapshot(snap);
	local_irq_restore(flags);
}

static void hop_snapshot_irq_work(struct irq_work *work)
{
	hop_snapshot_here(
		container_of(work, struct hop_snapshot_call, work)->snap);
}

static void hop_snapshot_in_irq(struct hop_snapshot_call *call)
{
	hop_irq_work_init_hard(&call->work, hop_snapshot_irq_work);
	irq_work_queue(&call->work);
	irq_work_sync(&call->work);
}

static void hop_snapshot_tasklet(struct tasklet_struct *tasklet)
{
	hop_snapshot_here(
		container_of(tasklet, struct hop_snapshot_call, tasklet)->snap);
}

/* It runs when softirqs are let in again, or in ksoftirqd if that is awake. */
static void hop_snapshot_in_softirq(struct hop_snapshot_call *call)
{
	tasklet_setup(&call->tasklet, hop_snapshot_tasklet);
	local_bh_disable();
	tasklet_schedule(&call->tasklet);
	local_bh_enable();
	tasklet_kill(&call->tasklet);
}

/* Runs in a kworker that is bound to the CPU. */
static long hop_snapshot_work(void *arg)
{
	struct hop_snapshot_call call = { .snap = arg };

	switch (call.snap->context) {
	case HOP_CONTEXT_IRQ:
		hop_snapshot_in_irq(&call);
		break;
	case HOP_CONTEXT_SOFTIRQ:
		hop_snapshot_in_softirq(&call);
		break;
	default:
		hop_snapshot_here(call.snap);
	}
	return 0;
}

int hop_snapshot_take(struct hop_snapshot *snap)
{
	u32 cpu = snap->cpu, context = snap->context;
	long err;

	if (cpu >= nr_cpu_ids || !cpu_possible(cpu) ||
	    context > HOP_CONTEXT_CALLER)
		return -EINVAL;
	memset(snap, 0, sizeof(*snap));
	snap->cpu = cpu;
	snap->context = context;
	if (context == HOP_CONTEXT_CALLER) {
		hop_snapshot_here(snap);
		return 0;
	}
	cpus_read_lock();
	err = cpu_online(cpu) ? work_on_cpu(cpu, hop_snapshot_work, snap) :
				-ENXIO;
	cpus_read_unlock();
	return err;
}

int hop_snapshot_check(void)
{
	struct hop_snapshot *snap = kzalloc(sizeof(*snap), GFP_KERNEL);
	int err;

	if (!snap)
		return -ENOMEM;
	hop_snapshot_here(snap);
	err = hop_arch_layout_check(snap);
	kfree(snap);
	return err;
}
