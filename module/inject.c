// SPDX-License-Identifier: GPL-2.0
/*
 * Sends an NMI or a function call to a CPU. An NMI that nobody claims would be
 * reported as "unknown"; the handler here claims as many as were sent.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/cpu.h>
#include <linux/percpu.h>
#include <linux/smp.h>

#include "arch/arch.h"
#include "inject.h"

static void hop_inject_nothing(void *unused)
{
}

/*
 * Filled in at load: the module loader does not relocate a module's per-CPU
 * section, so a pointer in an initialiser is NULL there. Found as a call to 0 in
 * __flush_smp_call_function_queue().
 */
static DEFINE_PER_CPU(call_single_data_t, hop_inject_csd);

/* From another CPU, for a call to the own one is made without an interrupt. */
static int hop_inject_ipi(u32 cpu)
{
	int err = -EOPNOTSUPP;

	if (get_cpu() != cpu)
		err = smp_call_function_single_async(
			cpu, per_cpu_ptr(&hop_inject_csd, cpu));
	put_cpu();
	return err == -EBUSY ? 0 : err;
}

int hop_inject_send(const struct hop_inject *inject)
{
	int err = -ENXIO;

	if (inject->cpu >= nr_cpu_ids || !cpu_possible(inject->cpu))
		return -EINVAL;
	cpus_read_lock();
	if (cpu_online(inject->cpu)) {
		if (inject->what == HOP_INJECT_NMI)
			err = hop_arch_nmi_send(inject->cpu);
		else if (inject->what == HOP_INJECT_IPI)
			err = hop_inject_ipi(inject->cpu);
		else
			err = -EINVAL;
	}
	cpus_read_unlock();
	return err;
}

int hop_inject_init(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		per_cpu(hop_inject_csd, cpu).func = hop_inject_nothing;
	return hop_arch_nmi_init();
}

/* A call that is on its way ends in this module's text: wait for it. */
void hop_inject_exit(void)
{
	hop_arch_nmi_exit();
	on_each_cpu(hop_inject_nothing, NULL, 1);
}
