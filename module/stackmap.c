// SPDX-License-Identifier: GPL-2.0
/*
 * The list of all CPUs' stacks, made at load: they do not move afterwards, not
 * even over CPU hotplug. Task stacks come and go and are looked up when asked.
 */
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>

#include "arch/arch.h"
#include "ksyms.h"
#include "stackmap.h"

static struct hop_stack *hop_stack_table;
static unsigned int hop_stacks_nr;

static const char *const hop_kind_names[HOP_KIND_NR] = {
	[HOP_KIND_UNKNOWN] = "unknown",	  [HOP_KIND_USER] = "user",
	[HOP_KIND_ENTRY] = "entry",	  [HOP_KIND_TASK] = "task",
	[HOP_KIND_IRQ] = "irq",		  [HOP_KIND_SOFTIRQ] = "softirq",
	[HOP_KIND_IST_DF] = "ist-df",	  [HOP_KIND_IST_NMI] = "ist-nmi",
	[HOP_KIND_IST_DB] = "ist-db",	  [HOP_KIND_IST_MCE] = "ist-mce",
	[HOP_KIND_IST_VC] = "ist-vc",	  [HOP_KIND_OWN] = "own",
	[HOP_KIND_OWN_IST] = "own-ist",	  [HOP_KIND_ESPFIX] = "espfix",
	[HOP_KIND_OVERFLOW] = "overflow",
};

const char *hop_stack_kind_name(unsigned int kind)
{
	return hop_kind_names[kind < HOP_KIND_NR ? kind : HOP_KIND_UNKNOWN];
}

static void hop_stackmap_add_cpu(int cpu)
{
	unsigned int n;

	for (n = 0; n < hop_arch_stacks_per_cpu(); n++)
		if (hop_arch_stack_get(cpu, n, &hop_stack_table[hop_stacks_nr]))
			hop_stacks_nr++;
}

int hop_stackmap_init(void)
{
	size_t most = num_possible_cpus() * hop_arch_stacks_per_cpu();
	int cpu;

	hop_stack_table = kvcalloc(most, sizeof(*hop_stack_table), GFP_KERNEL);
	if (!hop_stack_table)
		return -ENOMEM;
	for_each_possible_cpu(cpu)
		hop_stackmap_add_cpu(cpu);
	return 0;
}

void hop_stackmap_exit(void)
{
	kvfree(hop_stack_table);
	hop_stack_table = NULL;
	hop_stacks_nr = 0;
}

unsigned int hop_stackmap_nr(void)
{
	return hop_stacks_nr;
}

const struct hop_stack *hop_stackmap_nth(unsigned int n)
{
	return n < hop_stacks_nr ? &hop_stack_table[n] : NULL;
}

/*
 * A stack without pages holds nothing, whatever its addresses: the own stacks
 * lie where the #VC stacks of an SEV-ES guest would.
 */
static bool hop_find_in_cpus(struct hop_find *find)
{
	unsigned int n;

	for (n = 0; n < hop_stacks_nr; n++) {
		const struct hop_stack *s = &hop_stack_table[n];

		if (!(s->flags & HOP_STACK_MAPPED) || find->addr < s->base ||
		    find->addr >= s->top)
			continue;
		find->base = s->base;
		find->top = s->top;
		find->cpu = s->cpu;
		find->kind = s->kind;
		return true;
	}
	return false;
}

/* @task may be ending: its stack pointer is compared, never followed. */
static bool hop_find_in_task(struct hop_find *find, struct task_struct *task)
{
	unsigned long base = (unsigned long)READ_ONCE(task->stack);

	if (!base || find->addr - base >= THREAD_SIZE)
		return false;
	find->base = base;
	find->top = base + THREAD_SIZE;
	find->pid = task_pid_nr(task);
	find->kind = HOP_KIND_TASK;
	return true;
}

/* Idle tasks are on no list. */
static bool hop_find_in_idle(struct hop_find *find)
{
	int cpu;

	if (hop_find_in_task(find, &init_task))
		return true;
	if (!hop_ksyms.idle_task)
		return false;
	for_each_possible_cpu(cpu) {
		struct task_struct *idle = hop_idle_task(cpu);

		if (idle && hop_find_in_task(find, idle))
			return true;
	}
	return false;
}

static bool hop_find_in_tasks(struct hop_find *find)
{
	struct task_struct *process, *thread;
	bool found = false;

	rcu_read_lock();
	for_each_process_thread(process, thread) {
		found = hop_find_in_task(find, thread);
		if (found)
			goto out;
	}
out:
	rcu_read_unlock();
	return found;
}

void hop_stackmap_find(struct hop_find *find)
{
	find->base = 0;
	find->top = 0;
	find->cpu = ~0U;
	find->pid = 0;
	if (find->addr < TASK_SIZE_MAX) {
		find->kind = HOP_KIND_USER;
		return;
	}
	if (hop_find_in_cpus(find) || hop_find_in_tasks(find) ||
	    hop_find_in_idle(find))
		return;
	find->kind = hop_arch_kind_other(find->addr);
}
