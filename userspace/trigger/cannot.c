// SPDX-License-Identifier: GPL-2.0
/*
 * Why a trigger cannot run on this machine, asked before it is run: what the CPU
 * or the kernel would not survive is never tried.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/kernel.h"
#include "lib/lib.h"
#include "setup.h"

/* Where the CPU's entry register leads nowhere, the instruction is never tried. */
static const char *no_entry(const struct hop_runner *runner,
			    const struct hop_entry_register *by)
{
	const struct hop_value *entry;
	struct hop_snapshot snap;

	if (!by)
		return NULL;
	entry = hop_dev_snapshot(runner->fd, runner->cpu, HOP_CONTEXT_TASK,
				 &snap) ?
			NULL :
			hop_snapshot_find(&snap, by->value);
	if (!entry)
		return "the CPU's entry registers cannot be read";
	if (!entry->value)
		return by->unset;
	return hop_addr_user(entry->value) ? by->wrong : NULL;
}

static bool cpu_allowed(const struct hop_runner *runner, unsigned int cpu)
{
	for (size_t i = 0; i < runner->nr_cpus; i++)
		if (runner->cpus[i] == cpu)
			return true;
	return false;
}

static const char *no_machine(const struct hop_runner *runner,
			      const struct hop_trigger *trigger)
{
	const struct hop_kernel kernel = hop_kernel_here(&runner->info);
	uint32_t needs = trigger->needs;

	if (needs & HOP_NEED_OTHER && runner->other == ~0U)
		return "it takes a second CPU that is online and allowed here";
	if (needs & HOP_NEED_DIRECT && kernel.threaded)
		return "interrupts leave softirqs to ksoftirqd here (PREEMPT_RT, or threadirqs)";
	return hop_port.cannot(trigger, kernel);
}

static const char *no_cpu(const struct hop_runner *runner,
			  const struct hop_setup *setup)
{
	unsigned int cpu = setup->cpu ? setup->cpu() : ~0U;

	if (cpu == ~0U || cpu_allowed(runner, cpu))
		return NULL;
	return "its interrupt goes to a CPU that is not allowed here";
}

/*
 * Only the module knows whether it can: it is asked for one. Where
 * there are none, a call that asks for one would be timed without it.
 */
static const char *no_nmi(const struct hop_runner *runner,
			  const struct hop_setup *setup)
{
	if (setup->common != HOP_PREPARE_NMI &&
	    setup->common != HOP_PREPARE_NMI_SELF)
		return NULL;
	if (hop_dev_inject(runner->fd, runner->cpu, HOP_INJECT_NMI) !=
	    -EOPNOTSUPP)
		return NULL;
	return "the module can send no NMIs here";
}

const char *hop_trigger_cannot(struct hop_runner *runner,
			       const struct hop_trigger *trigger)
{
	const char *why;

	if (trigger->needs & HOP_NEED_GATES &&
	    !(runner->info.features & HOP_FEAT_GATES))
		return hop_dev_why(runner->info.gates_why,
				   runner->info.gates_errno);
	if (!trigger->setup)
		return trigger->missing;
	why = no_entry(runner, trigger->setup->by);
	if (!why)
		why = no_machine(runner, trigger);
	if (!why)
		why = no_cpu(runner, trigger->setup);
	if (!why)
		why = no_nmi(runner, trigger->setup);
	if (!why && trigger->needs & HOP_NEED_TRIAL) {
		hop_runner_reset(runner);
		if (!hop_trigger_trial(runner, trigger))
			why = trigger->missing;
	}
	return why;
}
