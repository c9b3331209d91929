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

/**
 * struct hop_nmis - NMIs on their way to a CPU
 * @sent:    since the last one came
 * @latched: more were sent than have come: one may be waiting in the CPU
 */
struct hop_nmis {
	atomic_t sent;
	bool latched;
};

static DEFINE_PER_CPU(struct hop_nmis, hop_nmis);

/*
 * A CPU keeps one NMI waiting while it serves another, and folds all further
 * ones into that: so of several sent, one more may come after the first.
 */
static int hop_nmi_handle(unsigned int type, struct pt_regs *regs)
{
	struct hop_nmis *nmis = this_cpu_ptr(&hop_nmis);
	int sent = atomic_xchg(&nmis->sent, 0);
	bool ours = sent || nmis->latched;

	nmis->latched = sent > 1;
	return ours ? NMI_HANDLED : NMI_DONE;
}

int hop_arch_nmi_init(void)
{
	return register_nmi_handler(NMI_LOCAL, hop_nmi_handle, 0, "stackhop");
}

static bool hop_nmi_pending(void)
{
	int cpu;

	for_each_online_cpu(cpu)
		if (atomic_read(&per_cpu(hop_nmis, cpu).sent))
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
	atomic_inc(&per_cpu(hop_nmis, cpu).sent);
	apic->send_IPI_mask(cpumask_of(cpu), NMI_VECTOR);
	return 0;
}
