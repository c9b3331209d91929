// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's names that stackhop looks up on x86, and does not do without.
 */
#include <string.h>

#include "lib/x86/x86.h"

/* A kernel without 16-bit segments never had that way out, and needs none. */
const char *const *hop_gate_symbols(void)
{
	static const char *const all[] = {
		HOP_ESPFIX_EXIT,
		"early_idt_handler_array",
		"irqentry_nmi_enter",
		"native_irq_return_iret",
		"irqentry_nmi_exit",
		"flush_tlb_all",
		NULL,
	};

	return hop_symbol(HOP_ESPFIX_EXIT) ? all : all + 1;
}

/*
 * Where the top of stack is not in the TSS, the TSS has a word of that name all
 * the same: what it holds is compared, and found not to be the task's.
 */
static const char *hop_lookup_top(const struct hop_info *info,
				  const char **says)
{
	bool own = !strcmp(info->top_name, "cpu_current_top_of_stack");

	*says = own ? "layout is not known: cpu_tss_rw.x86_tss.sp1" :
		      "none of the symbols";
	return info->top_name;
}

/* Whatever this kernel calls it: without, the names of all kernels are named. */
const char *hop_lookup_name(const struct hop_info *info, enum hop_lookup what,
			    const char **says)
{
	if (what == HOP_LOOKUP_TOP)
		return hop_lookup_top(info, says);
	if (what == HOP_LOOKUP_MARK) {
		*says = "hardirq_stack_inuse";
		return info->irq_name;
	}
	*says = "hardirq_stack";
	return strncmp(info->irq_name, "pcpu_hot.", 9) ? "hardirq_stack_ptr" :
							 "pcpu_hot";
}
