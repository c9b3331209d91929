/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls of kernel functions that are not exported, by addresses of hop_ksyms and
 * hop_x86_ksyms.
 *
 * With IBT (CONFIG_X86_KERNEL_IBT, since 5.18) an indirect call must land on an
 * ENDBR, and the kernel takes the ENDBR away from functions whose address it
 * does not use itself. RET is not tracked: it goes anywhere. Arguments and the
 * return address are the caller's and stay where they are.
 */
#include <linux/linkage.h>
#include <asm/nospec-branch.h>
#include <asm/unwind_hints.h>

#include "../../compat.h"
#include "hop_offsets.h"

.macro HOP_CALL name:req table:req at:req
SYM_FUNC_START(\name)
	pushq	(\table + \at)(%rip)
	UNWIND_HINT_FUNC			/* as if called from there */
	ANNOTATE_UNRET_SAFE
	ret
	int3
SYM_FUNC_END(\name)
.endm

	.section .noinstr.text, "ax"

HOP_CALL hop_kallsyms_lookup_name, hop_ksyms, HOP_KSYM_kallsyms_lookup_name
HOP_CALL hop_irqentry_nmi_enter, hop_x86_ksyms, HOP_KSYM_irqentry_nmi_enter
HOP_CALL hop_irqentry_nmi_exit, hop_x86_ksyms, HOP_KSYM_irqentry_nmi_exit
HOP_CALL hop_flush_tlb_all, hop_x86_ksyms, HOP_KSYM_flush_tlb_all
HOP_CALL hop_idle_task, hop_ksyms, HOP_KSYM_idle_task
