/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of the own gates that run in the module's text, on the kernel's
 * page table: change to the own stack, record that, call the C part if anybody
 * listens to the tracepoints, and begin the way out.
 *
 * They are not in the region because the unwinder knows this text and can
 * follow a trace from the C part through here into what was interrupted. For
 * that, pt_regs lie at the very top of the own stacks.
 */
#include <linux/linkage.h>
#include <asm/nospec-branch.h>
#include <asm/unwind_hints.h>

#include "../../compat.h"
#include "hop_offsets.h"
#include "record.h"
#include "stub.h"

/*
 * Call the C part with pt_regs at RSP. What the stubs keep in registers that C
 * may change travels in ones that it may not, all saved in pt_regs by now.
 */
.macro HOP_CALL_TRACE gate:req
	UNWIND_HINT_REGS
	movq	%rdi, %rbx
	movq	%rdx, %rbp
	movq	%r8, %r12
	movq	%r9, %r13
	movq	%rsp, %rdi
	movq	%rdx, %rsi
	movl	$\gate, %edx
	call	hop_gate_trace
	movq	%rbx, %rdi
	movq	%rbp, %rdx
	movq	%r12, %r8
	movq	%r13, %r9
.endm

	.section .noinstr.text, "ax"

/*
 * Purpose:  serve the plain gate on this CPU's own stack.
 * Frame:    ax, cx, dx, si, di, CR3 at entry, then the CPU's five words.
 * Live:     %rdi hop_gate_cpu, %rdx the frame; %rax, %rcx, %rsi free; the rest
 *           is the interrupted code's. Kernel GS and page table. IF, DF clear.
 * Callers:  hop_stub_own.
 *
 * A hit from kernel mode on the own stack itself stays there: starting at the
 * top again would overwrite the frame of the one that is being served.
 */
SYM_CODE_START(hop_enter_own)
	UNWIND_HINT_IRET_REGS offset=HOP_SAVED_OWN
	ENDBR
	xorl	%esi, %esi
	testb	$3, HOP_FRAME_cs(%rdx)
	jnz	.Lown_switch
	movq	HOP_CPU_own_top(%rdi), %rax
	subq	HOP_FRAME_sp(%rdx), %rax
	cmpq	$HOP_OWN_SIZE, %rax
	jae	.Lown_switch
	movabsq	$HOP_FLAGS_NESTED, %rsi
	jmp	.Lown_record
.Lown_switch:
	movq	HOP_CPU_own_top(%rdi), %rsp
.Lown_record:
	UNWIND_HINT_IRET_REGS base=%rdx
	pushq	%rdx				/* link to the stack it came from */
	HOP_RECORD HOP_META_own_handler, %rsp, %rsi
	cmpl	$0, hop_gate_listeners(%rip)
	jne	.Lown_trace
.Lown_leave:
	leaq	-HOP_SAVED_OWN(%rdx), %rsp
	UNWIND_HINT_IRET_REGS offset=HOP_SAVED_OWN
	ANNOTATE_RETPOLINE_SAFE
	jmp	*(hop_leave_addr + HOP_LEAVE_own)(%rip)
	int3

.Lown_trace:
	UNWIND_HINT_IRET_REGS base=%rdx
	addq	$8, %rsp			/* pt_regs begin at the very top */
	pushq	HOP_FRAME_ss(%rdx)		/* pt_regs->ss */
	pushq	HOP_FRAME_sp(%rdx)		/* pt_regs->sp */
	pushq	HOP_FRAME_flags(%rdx)		/* pt_regs->flags */
	pushq	HOP_FRAME_cs(%rdx)		/* pt_regs->cs */
	pushq	HOP_FRAME_ip(%rdx)		/* pt_regs->ip */
	pushq	HOP_FRAME_cr3(%rdx)		/* pt_regs->orig_ax */
	pushq	HOP_FRAME_di(%rdx)		/* pt_regs->di */
	pushq	HOP_FRAME_si(%rdx)		/* pt_regs->si */
	pushq	HOP_FRAME_dx(%rdx)		/* pt_regs->dx */
	pushq	HOP_FRAME_cx(%rdx)		/* pt_regs->cx */
	pushq	HOP_FRAME_ax(%rdx)		/* pt_regs->ax */
	HOP_PUSH_R8_R9
	HOP_PUSH_REST
	HOP_CALL_TRACE HOP_G_OWN
	HOP_POP_REST
	HOP_POP_R9_R8
	UNWIND_HINT_IRET_REGS base=%rdx
	jmp	.Lown_leave
SYM_CODE_END(hop_enter_own)

/*
 * Purpose:  serve the IST gate, on the stack that the CPU switched to.
 * Frame:    r9, r8, ax, cx, dx, si, di, CR3 at entry, then the five words.
 * Live:     %rdi hop_gate_cpu, %rdx the frame, %r8 GSBASE at entry, %r9 flags;
 *           %rax, %rcx, %rsi free; the rest is the interrupted code's. Kernel
 *           GS and page table. IF, DF clear.
 * Callers:  hop_stub_ist.
 */
SYM_CODE_START(hop_enter_ist)
	UNWIND_HINT_IRET_REGS offset=HOP_SAVED_IST
	ENDBR
	HOP_RECORD HOP_META_ist_handler, %rsp, %r9
	cmpl	$0, hop_gate_listeners(%rip)
	je	.List_leave
	HOP_PUSH_REST
	HOP_CALL_TRACE HOP_G_IST
	HOP_POP_REST
	UNWIND_HINT_IRET_REGS offset=HOP_SAVED_IST
.List_leave:
	ANNOTATE_RETPOLINE_SAFE
	jmp	*(hop_leave_addr + HOP_LEAVE_ist)(%rip)
	int3
SYM_CODE_END(hop_enter_ist)
