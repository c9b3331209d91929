// SPDX-License-Identifier: GPL-2.0
/*
 * What one x86-64 CPU says of itself: TSS, IDT, control registers, and the
 * kernel's current top of stack.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/sched/task_stack.h>
#include <asm/cpu_entry_area.h>
#include <asm/cpufeature.h>
#include <asm/desc.h>
#include <asm/processor.h>
#include <asm/special_insns.h>
#include <asm/tsc.h>

#include "../../compat.h"
#include "../../ksyms.h"
#include "../../snapshot.h"
#include "../arch.h"
#include "msr.h"

/*
 * Linux leaves up to this much free above a task's top of stack: 16 bytes for
 * FRED since 6.12 (TOP_OF_KERNEL_STACK_PADDING), nothing else on 64 bit.
 */
#define HOP_TOP_PADDING_MAX 16

notrace u64 hop_arch_ticks(void)
{
	return rdtsc_ordered();
}

u32 hop_arch_features(void)
{
	u32 features = 0;

	if (cpu_feature_enabled(X86_FEATURE_PTI))
		features |= HOP_FEAT_PTI;
	if (boot_cpu_has(X86_FEATURE_FSGSBASE))
		features |= HOP_FEAT_FSGSBASE;
	if (cpu_feature_enabled(X86_FEATURE_LA57))
		features |= HOP_FEAT_LA57;
#ifdef X86_FEATURE_FRED
	if (cpu_feature_enabled(X86_FEATURE_FRED))
		features |= HOP_FEAT_FRED;
#endif
	return features;
}

/* The TSS that the CPU uses is the one that TR selects: base from the GDT. */
static unsigned long hop_tss_base(void)
{
	const struct ldttss_desc *desc;
	struct desc_ptr gdtr;
	u16 tr;

	asm volatile("str %0" : "=r"(tr));
	native_store_gdt(&gdtr);
	desc = (const void *)(gdtr.address + (tr & ~7));
	return desc->base0 | (unsigned long)desc->base1 << 16 |
	       (unsigned long)desc->base2 << 24 |
	       (unsigned long)desc->base3 << 32;
}

static void hop_snapshot_tss(struct hop_snapshot *snap)
{
	const struct x86_hw_tss *tss = (void *)hop_tss_base();
	int i;

	hop_snapshot_put(snap, HOP_X86_TSS, (unsigned long)tss);
	hop_snapshot_put(snap, HOP_X86_SP0, tss->sp0);
	hop_snapshot_put(snap, HOP_X86_SP1, tss->sp1);
	hop_snapshot_put(snap, HOP_X86_SP2, tss->sp2);
	BUILD_BUG_ON(ARRAY_SIZE(tss->ist) != HOP_NR_IST);
	for (i = 0; i < HOP_NR_IST; i++)
		hop_snapshot_put(snap, HOP_X86_IST + i, tss->ist[i]);
}

static void hop_snapshot_msr(struct hop_snapshot *snap, u32 id,
			     unsigned int msr)
{
	u64 value;

	rdmsrq(msr, value);
	hop_snapshot_put(snap, id, value);
}

void hop_arch_snapshot(struct hop_snapshot *snap)
{
	struct desc_ptr idtr;

	BUILD_BUG_ON(HOP_VALUES(HOP_VALUE_COUNT) HOP_X86_VALUES(
			     HOP_VALUE_COUNT) > HOP_SNAPSHOT_VALUES);
	hop_snapshot_tss(snap);
	store_idt(&idtr);
	hop_snapshot_put(snap, HOP_X86_IDT, idtr.address);
	hop_snapshot_put(snap, HOP_X86_IDT_LIMIT, idtr.size);
	hop_snapshot_put(snap, HOP_X86_CR3, __read_cr3());
	hop_snapshot_msr(snap, HOP_X86_LSTAR, MSR_LSTAR);
	hop_snapshot_msr(snap, HOP_X86_CSTAR, MSR_CSTAR);
	hop_snapshot_msr(snap, HOP_X86_SYSENTER, MSR_IA32_SYSENTER_EIP);
}

/* The log is for everybody: how far off, but no address. */
static int hop_layout_bad(const char *what, u64 got, u64 expected)
{
	pr_err("refused: this kernel's layout is not known: %s is %lld bytes from where it should be\n",
	       what, (s64)(got - expected));
	return -ENXIO;
}

static int hop_layout_vars_check(const struct hop_snapshot *snap)
{
	u64 task_top = hop_snapshot_value(snap, HOP_VALUE_STACK) + THREAD_SIZE;
	u64 top = hop_snapshot_value(snap, HOP_VALUE_TOP_OF_STACK);
	u64 irq = hop_snapshot_value(snap, HOP_VALUE_HARDIRQ_STACK);

	if (task_top - top > HOP_TOP_PADDING_MAX)
		return hop_layout_bad(hop_var_name(HOP_VAR_TOP), top, task_top);
	if (!IS_ALIGNED(irq, PAGE_SIZE) &&
	    !IS_ALIGNED(irq + sizeof(long), PAGE_SIZE))
		return hop_layout_bad(hop_var_name(HOP_VAR_IRQ_STACK), irq,
				      round_up(irq, PAGE_SIZE));
	return 0;
}

int hop_arch_layout_check(const struct hop_snapshot *snap)
{
	unsigned long entry = (unsigned long)cpu_entry_stack(snap->cpu);
	unsigned long tss =
		(unsigned long)&get_cpu_entry_area(snap->cpu)->tss.x86_tss;
	u64 tss_now = hop_snapshot_value(snap, HOP_X86_TSS);
	u64 sp0 = hop_snapshot_value(snap, HOP_X86_SP0);

	if (tss_now != tss)
		return hop_layout_bad("the TSS", tss_now, tss);
	if (sp0 != entry + sizeof(struct entry_stack))
		return hop_layout_bad("tss.sp0", sp0,
				      entry + sizeof(struct entry_stack));
	return hop_layout_vars_check(snap);
}
