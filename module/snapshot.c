// SPDX-License-Identifier: GPL-2.0
/*
 * Takes snapshots on the CPU they are of: by a kworker there (at rest), or in
 * a hard interrupt there that the kworker raises.
 */
#include <linux/cpumask.h>
#include <linux/irq_work.h>
#include <linux/irqflags.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "arch/arch.h"
#include "ksyms.h"
#include "snapshot.h"

struct hop_irq_snapshot {
	struct irq_work work;
	struct hop_snapshot *snap;
};

const char *hop_snapshot_irq_name(void)
{
	return hop_ksyms.hardirq_stack_inuse ? "hardirq_stack_inuse" :
					       "irq_count";
}

/* The in-use mark was a count up to 5.11; see irq_stack.h since 5.12. */
static void hop_snapshot_irq(struct hop_snapshot *snap)
{
	int cpu = smp_processor_id();
	unsigned long offset = per_cpu_offset(cpu);

	if (hop_ksyms.hardirq_stack_inuse) {
		snap->irq_inuse =
			*(bool *)(hop_ksyms.hardirq_stack_inuse + offset);
		snap->flags |= HOP_SNAP_INUSE_BOOL;
	} else {
		snap->irq_inuse = *(int *)(hop_ksyms.irq_count + offset);
	}
	snap->hardirq_stack =
		*(unsigned long *)(hop_ksyms.hardirq_stack_ptr + offset);
}

static void hop_snapshot_here(struct hop_snapshot *snap)
{
	unsigned long flags;

	local_irq_save(flags);
	snap->cpu = smp_processor_id();
	snap->rsp = current_stack_pointer;
	snap->task = (unsigned long)current;
	snap->stack = (unsigned long)task_stack_page(current);
	snap->stack_size = THREAD_SIZE;
	snap->pid = task_pid_nr(current);
	strscpy(snap->comm, current->comm, sizeof(snap->comm));
	hop_snapshot_irq(snap);
	hop_arch_snapshot(snap);
	local_irq_restore(flags);
}

static void hop_snapshot_irq_work(struct irq_work *work)
{
	hop_snapshot_here(
		container_of(work, struct hop_irq_snapshot, work)->snap);
}

/* Runs in a kworker that is bound to the CPU. */
static long hop_snapshot_work(void *arg)
{
	struct hop_irq_snapshot irq = { .snap = arg };

	if (irq.snap->context == HOP_CONTEXT_TASK) {
		hop_snapshot_here(irq.snap);
		return 0;
	}
	init_irq_work(&irq.work, hop_snapshot_irq_work);
	irq_work_queue(&irq.work);
	irq_work_sync(&irq.work);
	return 0;
}

int hop_snapshot_take(struct hop_snapshot *snap)
{
	u32 cpu = snap->cpu, context = snap->context;
	long err;

	if (cpu >= nr_cpu_ids || !cpu_possible(cpu) ||
	    context > HOP_CONTEXT_IRQ)
		return -EINVAL;
	memset(snap, 0, sizeof(*snap));
	snap->cpu = cpu;
	snap->context = context;
	err = work_on_cpu_safe(cpu, hop_snapshot_work, snap);
	return err == -ENODEV ? -ENXIO : err;
}

int hop_snapshot_check(void)
{
	struct hop_snapshot snap = {};

	hop_snapshot_here(&snap);
	return hop_arch_layout_check(&snap);
}
