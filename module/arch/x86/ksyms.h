/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kernel symbols that only own gates of x86 need. module/ksyms.c looks them up.
 */
#ifndef HOP_X86_KSYMS_H
#define HOP_X86_KSYMS_H

#include <linux/entry-common.h>

#include "../../ksyms.h"

/**
 * struct hop_x86_ksym_addrs - addresses found at load; 0: not in this kernel
 *
 * Functions are called by the names below, not through these.
 */
struct hop_x86_ksym_addrs {
	unsigned long early_idt_handler_array;
	unsigned long native_irq_return_iret;
	unsigned long native_irq_return_ldt; /* with CONFIG_X86_ESPFIX64 */
	unsigned long irqentry_nmi_enter;
	unsigned long irqentry_nmi_exit;
	unsigned long flush_tlb_all;
};

extern struct hop_x86_ksym_addrs hop_x86_ksyms;

/* The functions behind these addresses (call.S), where there are own gates. */
irqentry_state_t hop_irqentry_nmi_enter(struct pt_regs *regs);
void hop_irqentry_nmi_exit(struct pt_regs *regs, irqentry_state_t state);
void hop_flush_tlb_all(void);

#endif
