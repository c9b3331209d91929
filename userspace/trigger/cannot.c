// SPDX-License-Identifier: GPL-2.0
/*
 * Why a trigger cannot run on this machine, asked before it is run: what the CPU
 * or the kernel would not survive is never tried.
 */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/kernel.h"
#include "lib/lib.h"
#include "setup.h"

/*
 * Linux sets CSTAR only where it thinks that the CPU has SYSCALL in 32-bit code
 * (since 5.16 not on Intel's). An emulator may execute it all the same: in
 * kernel mode, at address 0, on the user's stack. SYSENTER is no different.
 */
static const char *no_entry(const struct hop_runner *runner, uint8_t call)
{
	struct hop_snapshot snap;

	if (call != HOP_POINT_SYSCALL32 && call != HOP_POINT_SYSENTER)
		return NULL;
	if (hop_dev_snapshot(runner->fd, runner->cpu, HOP_CONTEXT_TASK, &snap))
		return "the CPU's entry registers cannot be read";
	if (call == HOP_POINT_SYSCALL32 && hop_addr_user(snap.cstar))
		return snap.cstar ?
			       "MSR_CSTAR is no address of the kernel" :
			       "Linux has set no entry for it (MSR_CSTAR is 0)";
	/* AMD's keep 32 bits of it, and refuse the instruction. */
	if (call == HOP_POINT_SYSENTER && hop_addr_user(snap.sysenter))
		return snap.sysenter ?
			       "MSR_IA32_SYSENTER_EIP is no address of the kernel" :
			       "Linux has set no entry for it (MSR_IA32_SYSENTER_EIP is 0)";
	return NULL;
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
	return hop_arch.cannot(trigger, kernel);
}

static const char *no_cpu(const struct hop_runner *runner,
			  const struct hop_setup *setup)
{
	unsigned int cpu = setup->cpu ? setup->cpu() : ~0U;

	if (cpu == ~0U || cpu_allowed(runner, cpu))
		return NULL;
	return "its interrupt goes to a CPU that is not allowed here";
}

const char *hop_trigger_cannot(struct hop_runner *runner,
			       const struct hop_trigger *trigger)
{
	const char *why;

	if (runner->info.gates_errno ||
	    !(runner->info.features & HOP_FEAT_GATES))
		return runner->info.gates_why[0] ?
			       runner->info.gates_why :
			       "no taps and no own gates here";
	if (!trigger->setup)
		return trigger->missing;
	why = no_entry(runner, trigger->call);
	if (!why)
		why = no_machine(runner, trigger);
	if (!why)
		why = no_cpu(runner, trigger->setup);
	if (!why && trigger->needs & HOP_NEED_TRIAL) {
		hop_runner_reset(runner);
		if (!hop_trigger_trial(runner, trigger))
			why = trigger->missing;
	}
	return why;
}
