/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of the own gates that run on whatever page table the CPU has: the
 * first and the last instructions. They are copied into the region.
 *
 * With PTI a gate hit in user mode begins on the user's page table, where the
 * module's text is not mapped but the region is. So this code may touch only
 * the stack that the CPU chose and the region; it reaches hop_stub_data in the
 * page behind it relative to RIP, and all else by absolute pointers from there.
 * Since it is a copy, a kprobe set on these symbols stays without effect.
 */
#include <linux/linkage.h>
#include <asm/alternative.h>
#include <asm/cpufeatures.h>
#include <asm/msr-index.h>
#include <asm/nospec-branch.h>
#include <asm/page_types.h>
#include <asm/processor-flags.h>
#include <asm/smap.h>
#include <asm/unwind_hints.h>

/* A word of hop_stub_data where the copy finds it; for record.h, too. */
#define HOP_STUB_DATA(field) \
	(hop_stubs_begin + HOP_STUB_CODE_SIZE + HOP_STUB_##field)(%rip)

#include "../../compat.h"
#include "hop_offsets.h"
#include "record.h"
#include "stub.h"

/*
 * PTI: the user page table is the page behind the kernel's, with its own PCID.
 * A kernel that is built without has no name for that bit, and never comes here.
 */
#define HOP_CR3_USER_BIT	PAGE_SHIFT
#ifdef X86_CR3_PTI_PCID_USER_BIT
#define HOP_CR3_USER_MASK \
	((1 << HOP_CR3_USER_BIT) | (1 << X86_CR3_PTI_PCID_USER_BIT))
#else
#define HOP_CR3_USER_MASK	(1 << HOP_CR3_USER_BIT)
#endif

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
 * Go to a place in the kernel's code, which begins with no ENDBR. With IBT an
 * indirect jump must not go there, but RET, which nothing tracks, may.
 */
.macro HOP_GOTO address:req
#ifdef CONFIG_X86_KERNEL_IBT
	pushq	\address
	ANNOTATE_UNRET_SAFE
	ret
#else
	ANNOTATE_RETPOLINE_SAFE
	jmp	*\address
#endif
	int3
.endm

/*
 * Leave with nothing but the IRET frame on the stack. An IRETQ of our own
 * would be the end of the machine if the user's SS or CS is bad: the kernel
 * repairs that fault only at its own (fixup_bad_iret, by address). A stack
 * segment of the LDT goes out by espfix, as Linux does it, or the high half of
 * ESP would leak. A kernel without espfix lets no such segment have 16 bits.
 */
.macro HOP_IRET
	UNWIND_HINT_IRET_REGS
#ifdef CONFIG_X86_ESPFIX64
	testb	$4, HOP_FRAME_ss(%rsp)
	jz	.Lnot_ldt_\@
	HOP_GOTO HOP_STUB_DATA(iret_ldt)
.Lnot_ldt_\@:
#endif
	HOP_GOTO HOP_STUB_DATA(iret)
.endm

	.section .noinstr.text, "ax"

SYM_CODE_START(hop_stubs_begin)
	UNWIND_HINT_IRET_REGS
	ANNOTATE_NOENDBR
	ud2
SYM_CODE_END(hop_stubs_begin)

/*
 * Purpose:  first instructions of the plain gate.
 * Frame:    SS, RSP, RFLAGS, CS, RIP, pushed by the CPU on the entry stack (from
 *           user mode) or on the interrupted stack (from kernel mode). An
 *           `int n` pushes no error code.
 * Live:     all registers are the interrupted code's. IF is clear. The CPU has
 *           left AC and DF as they were: with the user's AC, SMAP would be off.
 * Leaves:   %rdi hop_gate_cpu, %rdx the frame, below it CR3 at entry, di, si,
 *           dx, cx, ax; %rax, %rcx, %rsi free. Kernel GS and page table. On to
 *           hop_enter_own.
 * Callers:  the CPU, by the IDT only.
 */
SYM_CODE_START(hop_stub_own)
	UNWIND_HINT_IRET_REGS
	ENDBR
	ASM_CLAC
	HOP_PUSH_SCRATCH
	cld
	leaq	HOP_SAVED_OWN(%rsp), %rdx
	HOP_FIND_CPU
	HOP_RECORD HOP_META_own_entry, %rdx
	testb	$3, HOP_FRAME_cs(%rdx)
	jz	.Lown_from_kernel
	swapgs
	ALTERNATIVE "", "lfence", X86_FEATURE_FENCE_SWAPGS_USER
	ALTERNATIVE "jmp .Lown_enter", "", X86_FEATURE_PTI
	movq	%cr3, %rax
	movq	%rax, HOP_FRAME_cr3(%rdx)
	HOP_SET_KERNEL_CR3 %rax
	jmp	.Lown_enter
.Lown_from_kernel:
	ALTERNATIVE "", "lfence", X86_FEATURE_FENCE_SWAPGS_KERNEL
.Lown_enter:
	UNWIND_HINT_IRET_REGS offset=HOP_SAVED_OWN
	ANNOTATE_RETPOLINE_SAFE
	jmp	*HOP_STUB_DATA(enter_own)
	int3
SYM_CODE_END(hop_stub_own)

/*
 * Purpose:  first instructions of the IST gate.
 * Frame:    the same five words, on the own-ist stack whatever was interrupted.
 * Live:     all registers are the interrupted code's. IF is clear.
 * Leaves:   as hop_stub_own, and r8, r9 saved below ax; %r8 GSBASE at entry and
 *           %r9 flags for records, HOP_REC_GS_USER if GS was changed. Kernel
 *           GS and page table. On to hop_enter_ist.
 * Callers:  the CPU, by the IDT only. Not re-entrant: a second hit before the
 *           first has left would begin at the same top of stack.
 *
 * CS is not asked (paranoid entry): a gate like this one may hit in kernel mode
 * before GS and CR3 have been switched. With FSGSBASE user mode can set any GS
 * base, the kernel's half included, so only this CPU's own value is trusted.
 * Without, user mode cannot, and the sign tells.
 */
SYM_CODE_START(hop_stub_ist)
	UNWIND_HINT_IRET_REGS
	ENDBR
	ASM_CLAC
	HOP_PUSH_SCRATCH
	HOP_PUSH_R8_R9
	cld
	HOP_FIND_CPU
	movabsq	$HOP_FLAGS_PARANOID, %r9
	ALTERNATIVE "jmp .List_sign", "", X86_FEATURE_FSGSBASE
	rdgsbase %r8
	movq	HOP_CPU_gs_base(%rdi), %rax
	cmpq	%rax, %r8
	je	.List_record
	wrgsbase %rax
	jmp	.List_gs_user
.List_sign:
	movl	$MSR_GS_BASE, %ecx
	rdmsr
	testl	%edx, %edx
	js	.List_record
	swapgs
.List_gs_user:
	movabsq	$HOP_FLAGS_GS_USER, %r9
.List_record:
	ALTERNATIVE "", "lfence", X86_FEATURE_FENCE_SWAPGS_KERNEL
	leaq	HOP_SAVED_IST(%rsp), %rdx
	HOP_RECORD HOP_META_ist_entry, %rdx, %r9
	ALTERNATIVE "jmp .List_enter", "", X86_FEATURE_PTI
	movq	%cr3, %rax
	movq	%rax, HOP_FRAME_cr3(%rdx)
	btq	$HOP_CR3_USER_BIT, %rax
	jnc	.List_enter
	HOP_SET_KERNEL_CR3 %rax
.List_enter:
	UNWIND_HINT_IRET_REGS offset=HOP_SAVED_IST
	ANNOTATE_RETPOLINE_SAFE
	jmp	*HOP_STUB_DATA(enter_ist)
	int3
SYM_CODE_END(hop_stub_ist)

/*
 * Purpose:  last instructions of the plain gate.
 * Frame:    on the stack that the CPU chose at entry: ax, cx, dx, si, di, CR3
 *           at entry, then the five words.
 * Live:     %rdi hop_gate_cpu, %rdx the frame; %rax, %rcx, %rsi free. Kernel GS
 *           and page table.
 * Callers:  hop_enter_own.
 */
SYM_CODE_START(hop_leave_own)
	UNWIND_HINT_IRET_REGS offset=HOP_SAVED_OWN
	ENDBR
	leaq	HOP_SAVED_OWN(%rsp), %rdx
	testb	$3, HOP_FRAME_cs(%rdx)
	jz	.Lown_record
	ALTERNATIVE "jmp .Lown_swapgs", "", X86_FEATURE_PTI
	movq	HOP_FRAME_cr3(%rdx), %rax
	HOP_SET_ENTRY_CR3 %rax
.Lown_swapgs:
	swapgs
.Lown_record:
	HOP_RECORD HOP_META_own_exit, %rdx
	HOP_POP_SCRATCH
	HOP_IRET
SYM_CODE_END(hop_leave_own)

/*
 * Purpose:  last instructions of the IST gate.
 * Frame:    on the own-ist stack: r9, r8, ax, cx, dx, si, di, CR3 at entry, then
 *           the five words.
 * Live:     %rdi hop_gate_cpu, %r8 and %r9 as hop_stub_ist left them; %rax,
 *           %rcx, %rdx, %rsi free. Kernel GS and page table.
 * Callers:  hop_enter_ist.
 */
SYM_CODE_START(hop_leave_ist)
	UNWIND_HINT_IRET_REGS offset=HOP_SAVED_IST
	ENDBR
	leaq	HOP_SAVED_IST(%rsp), %rdx
	ALTERNATIVE "jmp .List_gs", "", X86_FEATURE_PTI
	movq	HOP_FRAME_cr3(%rdx), %rax
	btq	$HOP_CR3_USER_BIT, %rax
	jnc	.List_gs
	HOP_SET_ENTRY_CR3 %rax
.List_gs:
	btq	$HOP_GS_USER_BIT, %r9
	jnc	.List_exit
	ALTERNATIVE "jmp .List_swapgs", "", X86_FEATURE_FSGSBASE
	wrgsbase %r8
	jmp	.List_exit
.List_swapgs:
	swapgs
.List_exit:
	HOP_RECORD HOP_META_ist_exit, %rdx, %r9
	HOP_POP_R9_R8
	HOP_POP_SCRATCH
	HOP_IRET
SYM_CODE_END(hop_leave_ist)

SYM_CODE_START(hop_stubs_end)
	UNWIND_HINT_IRET_REGS
	ANNOTATE_NOENDBR
	ud2
SYM_CODE_END(hop_stubs_end)
