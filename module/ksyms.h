/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kernel symbols that are not exported: the only place that looks them up.
 * Names that moved between kernels are told apart here and nowhere else.
 */
#ifndef HOP_KSYMS_H
#define HOP_KSYMS_H

#include <linux/entry-common.h>
#include <linux/sched.h>
#include <linux/types.h>

/**
 * struct hop_ksyms - addresses found at load; 0 or NULL: not in this kernel
 *
 * The first group must be there, or the module does not load. Without one of
 * the second group own gates are refused and everything else works.
 */
struct hop_ksyms {
	/* per-CPU variables: add per_cpu_offset() or use per_cpu_ptr() */
	unsigned long hardirq_stack_ptr;
	unsigned long hardirq_stack_inuse; /* bool, idle false; since 5.12 */
	unsigned long irq_count; /* int, idle -1; up to 5.11 */
	unsigned long current_top_of_stack; /* up to 5.19 it is tss.sp1 */

	unsigned long early_idt_handler_array;
	unsigned long native_irq_return_iret;
	unsigned long native_irq_return_ldt;
	irqentry_state_t (*irqentry_nmi_enter)(struct pt_regs *regs);
	void (*irqentry_nmi_exit)(struct pt_regs *regs, irqentry_state_t state);

	/* Nice to have: names the idle tasks' stacks. */
	struct task_struct *(*idle_task)(int cpu);
};

extern struct hop_ksyms hop_ksyms;

/*
 * Fill hop_ksyms. -ENOENT when a symbol that everything needs is missing (its
 * name is printed). May sleep.
 */
int hop_ksyms_init(void);

/* Name of the first symbol that own gates need and miss, or NULL. */
const char *hop_ksyms_missing_for_gates(void);

#endif
