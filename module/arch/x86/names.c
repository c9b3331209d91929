// SPDX-License-Identifier: GPL-2.0
/*
 * What x86-64 kernels have called, or call, the per-CPU variables that
 * stackhop reads: a kernel line more is a row more. And what else they have:
 * symbols, tracepoints.
 */
#include <linux/stddef.h>
#include <linux/types.h>
#include <asm/current.h>
#include <asm/processor.h>

#include "../../compat.h"
#include "../arch.h"
#include "ksyms.h"

const struct hop_name hop_arch_names[HOP_VAR_NR][HOP_NAMES_MAX] = {
	[HOP_VAR_TOP] = {
		/* Since 5.13 (1591584e2e76); before, in a field that the CPU ignores. */
		{ "cpu_current_top_of_stack", "cpu_current_top_of_stack", 0,
		  sizeof(long) },
#ifdef HOP_HAVE_PCPU_HOT
		{ "pcpu_hot.top_of_stack", "pcpu_hot",
		  offsetof(struct pcpu_hot, top_of_stack), sizeof(long) },
#endif
		{ "cpu_tss_rw.x86_tss.sp1", "cpu_tss_rw",
		  offsetof(struct tss_struct, x86_tss.sp1), sizeof(long) },
	},
	[HOP_VAR_INUSE] = {
		/* Since 5.12; before, a count that is -1 when idle. */
		{ "hardirq_stack_inuse", "hardirq_stack_inuse", 0,
		  sizeof(bool) },
#ifdef HOP_HAVE_PCPU_HOT
		{ "pcpu_hot.hardirq_stack_inuse", "pcpu_hot",
		  offsetof(struct pcpu_hot, hardirq_stack_inuse), sizeof(bool) },
#endif
		{ "irq_count", "irq_count", 0, sizeof(int) },
	},
	[HOP_VAR_IRQ_STACK] = {
		{ "hardirq_stack_ptr", "hardirq_stack_ptr", 0, sizeof(long) },
#ifdef HOP_HAVE_PCPU_HOT
		{ "pcpu_hot.hardirq_stack_ptr", "pcpu_hot",
		  offsetof(struct pcpu_hot, hardirq_stack_ptr), sizeof(long) },
#endif
	},
};

const char *const hop_arch_stamp_names[HOP_STAMP_NR] = {
	[HOP_STAMP_FAULT_USER] = "page_fault_user",
	[HOP_STAMP_FAULT_KERNEL] = "page_fault_kernel",
	[HOP_STAMP_TIMER_ENTRY] = "local_timer_entry",
	[HOP_STAMP_TIMER_EXIT] = "local_timer_exit",
	[HOP_STAMP_CALL_ENTRY] = "call_function_single_entry",
	[HOP_STAMP_CALL_EXIT] = "call_function_single_exit",
};

struct hop_x86_ksym_addrs hop_x86_ksyms;

#define HOP_KSYM(sym, for_gates)                    \
	{                                           \
#sym, &hop_x86_ksyms.sym, for_gates \
	}

const struct hop_ksym hop_arch_ksyms[] = {
	HOP_KSYM(early_idt_handler_array, true),
	HOP_KSYM(native_irq_return_iret, true),
	HOP_KSYM(native_irq_return_ldt, IS_ENABLED(CONFIG_X86_ESPFIX64)),
	HOP_KSYM(irqentry_nmi_enter, true),
	HOP_KSYM(irqentry_nmi_exit, true),
	HOP_KSYM(flush_tlb_all, true),
	{},
};
