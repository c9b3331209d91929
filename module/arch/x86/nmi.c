// SPDX-License-Identifier: GPL-2.0
/*
 * Sending NMIs through the local APIC, and claiming those that were sent.
 */
#include <linux/cpumask.h>
#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <asm/apic.h>
#include <asm/mach_traps.h>
#include <asm/nmi.h>
#include <asm/x86_init.h>

#include "../arch.h"

/*
 * An NMI says nothing of who sent it, a CPU folds those that come while it
 * serves one, and how long one may wait in the CPU is known to nobody (a virtual
 * CPU may be off for a while): counts go wrong. So for this long after the last
 * one was sent to a CPU, those that come there are claimed, but for what the
 * chipset says it raised: an error of memory or a bus must reach the kernel, which
 * asks no further when an NMI is claimed (default_do_nmi()). Other handlers of
 * the CPU's own NMIs see them nevertheless.
 */
#define HOP_NMI_LIMIT (10 * HZ)

/* In jiffies: until when NMIs on a CPU may be from here. */
static DEFINE_PER_CPU(unsigned long, hop_nmi_until);

static int hop_nmi_handle(unsigned int type, struct pt_regs *regs)
{
	unsigned long until = READ_ONCE(*this_cpu_ptr(&hop_nmi_until));

	if (!time_before(jiffies, until) ||
	    x86_platform.get_nmi_reason() & NMI_REASON_MASK)
		return NMI_DONE;
	return NMI_HANDLED;
}

int hop_arch_nmi_init(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		per_cpu(hop_nmi_until, cpu) = jiffies;
	return register_nmi_handler(NMI_LOCAL, hop_nmi_handle, 0, "stackhop");
}

static void hop_nmi_come(void *unused)
{
}

/*
 * Nobody sends any more. What was sent has been taken by its CPU when that takes
 * an interrupt which was sent later: an NMI goes first.
 */
void hop_arch_nmi_exit(void)
{
	on_each_cpu(hop_nmi_come, NULL, 1);
	unregister_nmi_handler(NMI_LOCAL, "stackhop");
}

int hop_arch_nmi_send(unsigned int cpu)
{
	preempt_disable();
	WRITE_ONCE(per_cpu(hop_nmi_until, cpu), jiffies + HOP_NMI_LIMIT);
	apic->send_IPI_mask(cpumask_of(cpu), NMI_VECTOR);
	preempt_enable();
	return 0;
}
