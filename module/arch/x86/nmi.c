// SPDX-License-Identifier: GPL-2.0
/*
 * Sending NMIs through the local APIC, and claiming those that were sent.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/percpu.h>
#include <asm/apic.h>
#include <asm/nmi.h>

#include "../arch.h"

static DEFINE_PER_CPU(atomic_t, hop_nmis_sent);

/* The CPU may fold NMIs that come while one is served into one. */
static int hop_nmi_handle(unsigned int type, struct pt_regs *regs)
{
	return atomic_xchg(this_cpu_ptr(&hop_nmis_sent), 0) ? NMI_HANDLED :
							      NMI_DONE;
}

int hop_arch_nmi_init(void)
{
	return register_nmi_handler(NMI_LOCAL, hop_nmi_handle, 0, "stackhop");
}

static bool hop_nmi_pending(void)
{
	int cpu;

	for_each_online_cpu(cpu)
		if (atomic_read(&per_cpu(hop_nmis_sent, cpu)))
			return true;
	return false;
}

/* An NMI that arrives unclaimed makes the kernel complain: let it come first. */
void hop_arch_nmi_exit(void)
{
	int tries = 100;

	while (hop_nmi_pending() && tries--)
		usleep_range(1000, 2000);
	unregister_nmi_handler(NMI_LOCAL, "stackhop");
}

int hop_arch_nmi_send(unsigned int cpu)
{
	atomic_inc(&per_cpu(hop_nmis_sent, cpu));
	apic->send_IPI_mask(cpumask_of(cpu), NMI_VECTOR);
	return 0;
}
