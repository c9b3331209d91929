/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of the own gates that run in the module's text, on the kernel's
 * page table: change to the own stack, call the C part, begin the way out.
 *
 * They are not in the region because the unwinder knows this text and can
 * follow a trace from the handler through here into what was interrupted. For
 * that, pt_regs lie at the very top of the own stacks.
 */
#include <linux/linkage.h>
#include <asm/alternative.h>
#include <asm/asm.h>
#include <asm/cpufeatures.h>
#include <asm/msr-index.h>
#include <asm/nospec-branch.h>
#include <asm/percpu.h>
#include <asm/segment.h>
#include <asm/unwind_hints.h>

#include "../../compat.h"
#include "hop_offsets.h"
#include "regs.h"

#define HOP_CPU(field) PER_CPU_VAR(hop_gate_cpu + HOP_CPU_##field)

/*
 * Claim an EXIT record and copy the IRET frame at \frame(%rsp) into it once
 * more, as it is now. Leaves the record in %rdi and its position + 1 in %rsi
 * for HOP_EXIT_DONE. One XADD claims, as in hop_tape_claim(). Clobbers %rax.
 */
.macro HOP_EXIT_BEGIN gate:req frame:req
	movq	HOP_CPU(tape), %rdi
	movl	$1, %esi
	xaddq	%rsi, HOP_TAPE_head(%rdi)
	movq	HOP_TAPE_mask(%rdi), %rax
	andq	%rsi, %rax
	shlq	$HOP_REC_SHIFT, %rax
	leaq	HOP_TAPE_rec(%rdi, %rax), %rdi
	incq	%rsi
	movq	$0, HOP_REC_pos(%rdi)
	movq	HOP_CPU(exit_meta + \gate * 8), %rax
	movq	%rax, HOP_REC_cpu(%rdi)
	movq	\frame(%rsp), %rax
	movq	%rax, HOP_REC_ip(%rdi)
	movq	\frame + HOP_IRET_flags(%rsp), %rax
	movq	%rax, HOP_REC_rflags(%rdi)
	movq	\frame + HOP_IRET_sp(%rsp), %rax
	movq	%rax, HOP_REC_frame_sp(%rdi)
	movl	\frame + HOP_IRET_cs(%rsp), %eax
	movw	%ax, HOP_REC_cs(%rdi)
	movl	\frame + HOP_IRET_ss(%rsp), %eax
	movw	%ax, HOP_REC_ss(%rdi)
.endm

	.section .noinstr.text, "ax"

/*
 * Purpose:  serve the plain gate on this CPU's own stack.
 * Frame:    RSI, RDI, CR3 at entry, then the CPU's five words.
 * Live:     all but %rdi, %rsi are the interrupted code's. Kernel GS and page
 *           table. IF and DF are clear.
 * Callers:  hop_stub_own.
 *
 * A hit from kernel mode on the own stack itself stays there: starting at the
 * top again would overwrite the frame of the one that is being served.
 */
SYM_CODE_START(hop_enter_own)
	UNWIND_HINT_IRET_REGS offset=HOP_SAVED_frame
	ENDBR
	movq	%rsp, %rdi
	xorl	%esi, %esi
	testb	$3, HOP_SAVED_frame + HOP_IRET_cs(%rdi)
	jnz	.Lown_switch
	movq	HOP_CPU(own_top), %rsi
	subq	HOP_SAVED_frame + HOP_IRET_sp(%rdi), %rsi
	cmpq	$HOP_OWN_SIZE, %rsi
	movl	$HOP_F_NESTED, %esi
	jb	.Lown_push
	xorl	%esi, %esi
.Lown_switch:
	movq	HOP_CPU(own_top), %rsp
.Lown_push:
	UNWIND_HINT_IRET_REGS base=%rdi offset=HOP_SAVED_frame
	pushq	HOP_SAVED_frame + HOP_IRET_ss(%rdi)	/* pt_regs->ss */
	pushq	HOP_SAVED_frame + HOP_IRET_sp(%rdi)	/* pt_regs->sp */
	pushq	HOP_SAVED_frame + HOP_IRET_flags(%rdi)	/* pt_regs->flags */
	pushq	HOP_SAVED_frame + HOP_IRET_cs(%rdi)	/* pt_regs->cs */
	pushq	HOP_SAVED_frame(%rdi)			/* pt_regs->ip */
	pushq	HOP_SAVED_cr3(%rdi)			/* pt_regs->orig_ax */
	pushq	HOP_SAVED_di(%rdi)			/* pt_regs->di */
	pushq	HOP_SAVED_si(%rdi)			/* pt_regs->si */
	HOP_PUSH_REST
	UNWIND_HINT_REGS
	movq	%rdi, %rbx
	movl	%esi, %edx
	leaq	HOP_SAVED_frame(%rdi), %rsi
	movl	$HOP_G_OWN, %ecx
	movq	%rsp, %rdi
	call	hop_gate_handle

	/* Where to go back to travels in the slot that is popped last. */
	movq	%rbx, HOP_PT_orig_ax(%rsp)
	HOP_POP_REST
	movq	HOP_SAVED_cr3(%rsp), %rsp
	UNWIND_HINT_IRET_REGS offset=HOP_SAVED_frame
	pushq	%rax				/* pt_regs->ax */
	HOP_EXIT_BEGIN HOP_G_OWN HOP_SAVED_frame+8
	ANNOTATE_RETPOLINE_SAFE
	jmp	*HOP_CPU(leave_own)
	int3
SYM_CODE_END(hop_enter_own)

/*
 * Purpose:  serve the IST gate, on the stack that the CPU switched to.
 * Frame:    pt_regs, with CR3 at entry in orig_ax.
 * Live:     %r14 CR3 at entry; all others are saved. Kernel page table. GS is
 *           the kernel's or the user's: CS is not asked (paranoid entry).
 *           IF and DF are clear.
 * Callers:  hop_stub_ist.
 *
 * Without FSGSBASE user mode cannot set a GS base of the kernel's half, so the
 * sign tells. With FSGSBASE it can: then the base is saved, set to this CPU's
 * and put back, whatever it was.
 */
SYM_CODE_START(hop_enter_ist)
	UNWIND_HINT_REGS
	ENDBR
	xorl	%ebp, %ebp
	ALTERNATIVE "jmp .List_sign", "", X86_FEATURE_FSGSBASE
	rdgsbase %rbx
	movl	$__CPUNODE_SEG, %eax
	lsl	%eax, %eax
	andl	$VDSO_CPUNODE_MASK, %eax
	movq	__per_cpu_offset(, %rax, 8), %rax
	wrgsbase %rax
	cmpq	%rax, %rbx
	je	.List_handle
	movl	$HOP_F_GS_USER, %ebp
	jmp	.List_handle
.List_sign:
	movl	$MSR_GS_BASE, %ecx
	rdmsr
	testl	%edx, %edx
	js	.List_handle
	swapgs
	movl	$HOP_F_GS_USER, %ebp
.List_handle:
	ALTERNATIVE "", "lfence", X86_FEATURE_FENCE_SWAPGS_KERNEL
	movq	%rsp, %rdi
	leaq	HOP_PT_ip(%rsp), %rsi
	movl	%ebp, %edx
	orl	$HOP_F_PARANOID, %edx
	movl	$HOP_G_IST, %ecx
	call	hop_gate_handle

	HOP_EXIT_BEGIN HOP_G_IST HOP_PT_ip
	movq	HOP_CPU(leave_ist), %rcx
	ALTERNATIVE "jmp .List_swapgs", "", X86_FEATURE_FSGSBASE
	wrgsbase %rbx
	jmp	.List_leave
.List_swapgs:
	testl	%ebp, %ebp
	jz	.List_leave
	swapgs
.List_leave:
	ANNOTATE_RETPOLINE_SAFE
	jmp	*%rcx
	int3
SYM_CODE_END(hop_enter_ist)
