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
#include <asm/msr.h>
#include <asm/processor.h>
#include <asm/special_insns.h>
#include <asm/tsc.h>

#include "../../compat.h"
#include "../../ksyms.h"
#include "../arch.h"

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
	const struct x86_hw_tss *tss;
	int i;

	snap->tss = hop_tss_base();
	tss = (const struct x86_hw_tss *)snap->tss;
	snap->sp0 = tss->sp0;
	snap->sp1 = tss->sp1;
	snap->sp2 = tss->sp2;
	BUILD_BUG_ON(ARRAY_SIZE(tss->ist) != HOP_NR_IST);
	for (i = 0; i < HOP_NR_IST; i++)
		snap->ist[i] = tss->ist[i];
}

void hop_arch_snapshot(struct hop_snapshot *snap)
{
	struct desc_ptr idtr;

	hop_snapshot_tss(snap);
	store_idt(&idtr);
	snap->idt = idtr.address;
	snap->idt_limit = idtr.size;
	snap->cr3 = __read_cr3();
	rdmsrq(MSR_LSTAR, snap->lstar);
	rdmsrq(MSR_CSTAR, snap->cstar);
	rdmsrq(MSR_IA32_SYSENTER_EIP, snap->sysenter);
}

/* The log is for everybody: how far off, but no address. */
static int hop_layout_bad(const char *what, u64 got, u64 expected)
{
	pr_err("refused: this kernel's layout is not known: %s is %lld bytes from where it should be\n",
	       what, (s64)(got - expected));
	return -ENXIO;
}

int hop_arch_layout_check(const struct hop_snapshot *snap)
{
	unsigned long entry = (unsigned long)cpu_entry_stack(snap->cpu);
	unsigned long tss =
		(unsigned long)&get_cpu_entry_area(snap->cpu)->tss.x86_tss;
	u64 task_top = snap->stack + snap->stack_size;

	if (snap->tss != tss)
		return hop_layout_bad("the TSS", snap->tss, tss);
	if (snap->sp0 != entry + sizeof(struct entry_stack))
		return hop_layout_bad("tss.sp0", snap->sp0,
				      entry + sizeof(struct entry_stack));
	if (task_top - snap->top_of_stack > HOP_TOP_PADDING_MAX)
		return hop_layout_bad(hop_var_name(HOP_VAR_TOP),
				      snap->top_of_stack, task_top);
	if (!IS_ALIGNED(snap->hardirq_stack, PAGE_SIZE) &&
	    !IS_ALIGNED(snap->hardirq_stack + sizeof(long), PAGE_SIZE))
		return hop_layout_bad(hop_var_name(HOP_VAR_IRQ_STACK),
				      snap->hardirq_stack,
				      round_up(snap->hardirq_stack, PAGE_SIZE));
	return 0;
}
