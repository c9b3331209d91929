// SPDX-License-Identifier: GPL-2.0
/*
 * Writes the free IST slot through cpu_tss_rw, the writable mapping of the TSS
 * that the CPU reads in its entry area. A CPU that goes offline and comes back
 * keeps it: cpu_init() sets only the slots that Linux uses.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/percpu.h>
#include <asm/page_types.h>
#include <asm/processor.h>

#include "ist.h"
#include "own.h"

static u64 hop_ist_top(int cpu)
{
	return hop_own_stack_base(cpu, HOP_GATE_IST) + EXCEPTION_STKSZ;
}

static u64 *hop_ist_slot(int cpu)
{
	struct tss_struct *tss = &per_cpu(cpu_tss_rw, cpu);

	return (u64 *)((char *)tss + offsetof(struct tss_struct, x86_tss.ist) +
		       HOP_IST_SLOT * sizeof(u64));
}

int hop_ist_init(void)
{
	int cpu;

	BUILD_BUG_ON(HOP_IST_SLOT <= IST_INDEX_VC);
	for_each_possible_cpu(cpu)
		if (*hop_ist_slot(cpu))
			return -EBUSY;
	for_each_possible_cpu(cpu)
		WRITE_ONCE(*hop_ist_slot(cpu), hop_ist_top(cpu));
	return 0;
}

void hop_ist_exit(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		u64 *slot = hop_ist_slot(cpu);

		/* What somebody else has written is left to him. */
		if (READ_ONCE(*slot) == hop_ist_top(cpu))
			WRITE_ONCE(*slot, 0);
		else
			pr_warn("CPU %d: IST slot %d is not what stackhop wrote: left alone\n",
				cpu, HOP_IST_SLOT);
	}
}
