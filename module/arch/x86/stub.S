/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of the own gates that run on whatever page table the CPU has: the
 * first and the last instructions. They are copied into the region.
 *
 * With PTI a gate hit in user mode begins on the user's page table, where the
 * module's text is not mapped but the region is. So this code may touch only
 * the stack that the CPU chose, the tape, and hop_stub_data in the page behind
 * the code; it may reach that page alone relative to RIP, and leaves by
 * absolute pointers. It is a copy, so that a kprobe set on these symbols stays
 * without effect.
 */
#include <linux/linkage.h>
#include <asm/alternative.h>
#include <asm/cpufeatures.h>
#include <asm/nospec-branch.h>
#include <asm/page_types.h>
#include <asm/processor-flags.h>
#include <asm/unwind_hints.h>

#include "../../compat.h"
#include "hop_offsets.h"
#include "regs.h"
#include "stub.h"

/* PTI: the user page table is the page behind the kernel's, with its own PCID. */
#define HOP_CR3_USER_BIT	PAGE_SHIFT
#define HOP_CR3_USER_MASK \
	((1 << HOP_CR3_USER_BIT) | (1 << X86_CR3_PTI_PCID_USER_BIT))

/* A word of hop_stub_data, as seen from the copy. */
#define HOP_STUB_DATA(field) \
	(hop_stubs_begin + HOP_STUB_CODE_SIZE + HOP_STUB_##field)(%rip)

/* A macro, since the preprocessor does not look into an ALTERNATIVE's text. */
.macro HOP_KEEP_TLB reg:req
	btsq	$X86_CR3_PCID_NOFLUSH_BIT, \reg
.endm

/*
 * From the user CR3 in \reg to the kernel's. Without PCID bit 63 is reserved;
 * with it, it keeps the TLB, which the kernel keeps right for kernel PCIDs.
 */
.macro HOP_SET_KERNEL_CR3 reg:req
	ALTERNATIVE "", "HOP_KEEP_TLB \reg", X86_FEATURE_PCID
	andq	$~HOP_CR3_USER_MASK, \reg
	movq	\reg, %cr3
.endm

/*
 * Back to the CR3 in \reg that the gate was entered with. The TLB may be kept:
 * a flush that was due for this user PCID was made when the kernel last left
 * for user mode, and interrupts have been off since the gate.
 */
.macro HOP_SET_ENTRY_CR3 reg:req
	ALTERNATIVE "", "HOP_KEEP_TLB \reg", X86_FEATURE_PCID
	movq	\reg, %cr3
.endm

/*
 * Finish the EXIT record that %rdi points to (position + 1 in %rsi), now that
 * CR3 and stack are those it leaves with; \frame is where the IRET frame lies
 * from RSP. Clobbers %rax.
 */
.macro HOP_EXIT_DONE frame:req
	movq	%cr3, %rax
	movq	%rax, HOP_REC_cr3(%rdi)
	leaq	\frame(%rsp), %rax
	movq	%rax, HOP_REC_sp(%rdi)
	movq	%rsi, HOP_REC_pos(%rdi)
.endm

/*
 * Leave with nothing but the IRET frame on the stack. An IRETQ of our own
 * would be the end of the machine if the user's SS or CS is bad: the kernel
 * repairs that fault only at its own (fixup_bad_iret, by address). A stack
 * segment of the LDT goes out by espfix, as Linux does it, or the high half of
 * ESP would leak.
 */
.macro HOP_IRET
	UNWIND_HINT_IRET_REGS
	testb	$4, HOP_IRET_ss(%rsp)
	jnz	.Lldt_\@
	ANNOTATE_RETPOLINE_SAFE
	jmp	*HOP_STUB_DATA(iret)
	int3
.Lldt_\@:
	ANNOTATE_RETPOLINE_SAFE
	jmp	*HOP_STUB_DATA(iret_ldt)
	int3
.endm

	.section .noinstr.text, "ax"

SYM_CODE_START(hop_stubs_begin)
	UNWIND_HINT_EMPTY
	ANNOTATE_NOENDBR
	int3
SYM_CODE_END(hop_stubs_begin)

/*
 * Purpose:  first instructions of the plain gate.
 * Frame:    SS, RSP, RFLAGS, CS, RIP, pushed by the CPU on the entry stack (from
 *           user mode) or on the interrupted stack (from kernel mode). An
 *           `int n` pushes no error code.
 * Live:     all registers are the interrupted code's. IF is clear.
 * Leaves:   %rdi, %rsi saved below the frame, CR3 at entry above them; kernel
 *           GS and page table; %rdi, %rsi clobbered. On to hop_enter_own.
 * Callers:  the CPU, by the IDT only.
 */
SYM_CODE_START(hop_stub_own)
	UNWIND_HINT_IRET_REGS
	ENDBR
	pushq	$0				/* pt_regs->orig_ax */
	pushq	%rdi				/* pt_regs->di */
	pushq	%rsi				/* pt_regs->si */
	cld
	movq	%cr3, %rsi
	movq	%rsi, HOP_SAVED_cr3(%rsp)
	testb	$3, HOP_SAVED_frame + HOP_IRET_cs(%rsp)
	jz	.Lown_from_kernel
	swapgs
	ALTERNATIVE "", "lfence", X86_FEATURE_FENCE_SWAPGS_USER
	ALTERNATIVE "jmp .Lown_enter", "", X86_FEATURE_PTI
	HOP_SET_KERNEL_CR3 %rsi
	jmp	.Lown_enter
.Lown_from_kernel:
	ALTERNATIVE "", "lfence", X86_FEATURE_FENCE_SWAPGS_KERNEL
.Lown_enter:
	UNWIND_HINT_IRET_REGS offset=HOP_SAVED_frame
	ANNOTATE_RETPOLINE_SAFE
	jmp	*HOP_STUB_DATA(enter_own)
	int3
SYM_CODE_END(hop_stub_own)

/*
 * Purpose:  first instructions of the IST gate.
 * Frame:    the same five words, on the own-ist stack whatever was interrupted.
 * Live:     all registers are the interrupted code's. IF is clear.
 * Leaves:   a whole pt_regs on this stack, CR3 at entry in orig_ax and %r14;
 *           kernel page table, found by looking at CR3 itself; GS untouched.
 *           On to hop_enter_ist.
 * Callers:  the CPU, by the IDT only. Not re-entrant: a second hit before the
 *           first has left would begin at the same top of stack.
 */
SYM_CODE_START(hop_stub_ist)
	UNWIND_HINT_IRET_REGS
	ENDBR
	pushq	$0				/* pt_regs->orig_ax */
	pushq	%rdi				/* pt_regs->di */
	pushq	%rsi				/* pt_regs->si */
	HOP_PUSH_REST
	UNWIND_HINT_REGS
	cld
	movq	%cr3, %r14
	movq	%r14, HOP_PT_orig_ax(%rsp)
	ALTERNATIVE "jmp .List_enter", "", X86_FEATURE_PTI
	btq	$HOP_CR3_USER_BIT, %r14
	jnc	.List_enter
	movq	%r14, %rsi
	HOP_SET_KERNEL_CR3 %rsi
.List_enter:
	ANNOTATE_RETPOLINE_SAFE
	jmp	*HOP_STUB_DATA(enter_ist)
	int3
SYM_CODE_END(hop_stub_ist)

/*
 * Purpose:  last instructions of the plain gate.
 * Frame:    on the stack that the CPU chose at entry: user RAX, RSI, RDI, CR3
 *           at entry, then the five words untouched.
 * Live:     %rdi the EXIT record, %rsi its position + 1; %rax is free, all
 *           others are the interrupted code's. Kernel GS and page table.
 * Callers:  hop_enter_own.
 */
SYM_CODE_START(hop_leave_own)
	UNWIND_HINT_IRET_REGS offset=HOP_SAVED_frame+8
	ENDBR
	testb	$3, HOP_SAVED_frame + 8 + HOP_IRET_cs(%rsp)
	jz	.Lown_out
	ALTERNATIVE "jmp .Lown_swapgs", "", X86_FEATURE_PTI
	movq	HOP_SAVED_cr3 + 8(%rsp), %rax
	HOP_SET_ENTRY_CR3 %rax
.Lown_swapgs:
	swapgs
.Lown_out:
	HOP_EXIT_DONE HOP_SAVED_frame+8
	popq	%rax				/* pt_regs->ax */
	popq	%rsi				/* pt_regs->si */
	popq	%rdi				/* pt_regs->di */
	addq	$8, %rsp			/* pt_regs->orig_ax */
	HOP_IRET
SYM_CODE_END(hop_leave_own)

/*
 * Purpose:  last instructions of the IST gate.
 * Frame:    the whole pt_regs on the own-ist stack.
 * Live:     %rdi the EXIT record, %rsi its position + 1, %r14 CR3 at entry. GS
 *           is back to what was found at entry. Page table: the kernel's.
 * Callers:  hop_enter_ist.
 */
SYM_CODE_START(hop_leave_ist)
	UNWIND_HINT_REGS
	ENDBR
	ALTERNATIVE "jmp .List_out", "", X86_FEATURE_PTI
	btq	$HOP_CR3_USER_BIT, %r14
	jnc	.List_out
	HOP_SET_ENTRY_CR3 %r14
.List_out:
	HOP_EXIT_DONE HOP_PT_ip
	HOP_POP_REST
	popq	%rsi				/* pt_regs->si */
	popq	%rdi				/* pt_regs->di */
	addq	$8, %rsp			/* pt_regs->orig_ax */
	HOP_IRET
SYM_CODE_END(hop_leave_ist)

SYM_CODE_START(hop_stubs_end)
	UNWIND_HINT_EMPTY
	ANNOTATE_NOENDBR
	int3
SYM_CODE_END(hop_stubs_end)
