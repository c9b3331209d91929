/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Taps: put in front of a stock handler, they record and jump on, with every
 * register and the stack as the CPU left them. Copied into the region behind
 * hop_stub_data, for they run on the user's page table, too.
 */
#include <linux/linkage.h>
#include <asm/nospec-branch.h>
#include <asm/segment.h>
#include <asm/trapnr.h>
#include <asm/unwind_hints.h>

/* A word of hop_stub_data where the copy finds it; for record.h, too. */
#define HOP_STUB_DATA(field) \
	(hop_taps_begin - HOP_STUB_DATA_SIZE + HOP_STUB_##field)(%rip)

#include "../../compat.h"
#include "hop_offsets.h"
#include "record.h"
#include "stub.h"

/* The TSS is reached through GS: its first page is mapped for user mode. */
#define HOP_TSS(field) %gs:(cpu_tss_rw + HOP_TSS_##field)

/*
 * The frame that SYSENTER does not push, for a record: of what the user had,
 * only RFLAGS are left.
 */
.macro HOP_PUSH_SYSENTER flags
	pushq	$0
	pushq	$0
	.ifb \flags
	pushfq
	.else
	pushq	\flags
	.endif
	pushq	$0
	pushq	$0
.endm

/*
 * Vectors whose frame has an error code on top: #DF, #TS, #NP, #SS, #GP, #PF,
 * #AC, #CP, #VC, #SX (SDM vol. 3, table 6-1; APM vol. 2, 8.2).
 */
#define HOP_ERROR_CODES 0x60227d00

	.section .noinstr.text, "ax"

/*
 * Purpose:  one entry for each vector, HOP_TAP_SIZE bytes apart.
 * Frame:    error code, if the vector has one, and the five words that the CPU
 *           pushed, on the stack that the CPU chose.
 * Live:     everything is the interrupted code's.
 * Leaves:   the vector above all that. On to hop_tap; #DB by way of hop_tap_db.
 * Callers:  the CPU, by the IDT only.
 */
SYM_CODE_START(hop_taps_begin)
	vector = 0
	.rept 256
	UNWIND_HINT_IRET_REGS
	ENDBR
	pushq	$vector
	.if vector == X86_TRAP_DB
	jmp	hop_tap_db
	.else
	jmp	hop_tap
	.endif
	.balign HOP_TAP_SIZE, 0xcc
	vector = vector + 1
	.endr
SYM_CODE_END(hop_taps_begin)

/*
 * Purpose:  record, and go on to the stock handler.
 * Frame:    vector, error code if there is one, five words.
 * Live:     everything is the interrupted code's. The vector's slot becomes
 *           the stock handler's address, so that RET takes it off the stack:
 *           a jump would need a register.
 * Callers:  the entries above, hop_tap_db.
 */
SYM_CODE_START_LOCAL(hop_tap)
	UNWIND_HINT_IRET_REGS offset=8
	pushq	%rdi
	pushq	%rsi
	pushq	%rdx
	pushq	%rcx
	pushq	%rax
	pushq	%r8
	pushq	%r9
	leaq	8*8(%rsp), %r8
	movq	%r8, %rdx
	xorl	%r9d, %r9d
	movq	7*8(%rsp), %rcx
	movq	%rcx, %rsi
	shlq	$HOP_VECTOR_SHIFT, %rsi
	cmpl	$32, %ecx
	jae	.Ltap_record
	movl	$HOP_ERROR_CODES, %eax
	btl	%ecx, %eax
	jnc	.Ltap_record
	movl	(%r8), %r9d
	addq	$8, %rdx
.Ltap_record:
	HOP_FIND_CPU
	HOP_RECORD HOP_META_tap, %r8, %rsi, %r9d
	movq	7*8(%rsp), %rcx
	leaq	HOP_STUB_DATA(stock), %rax
	movq	(%rax, %rcx, 8), %rax
	movq	%rax, 7*8(%rsp)
	popq	%r9
	popq	%r8
	popq	%rax
	popq	%rcx
	popq	%rdx
	popq	%rsi
	popq	%rdi
	ANNOTATE_UNRET_SAFE
	ret
	int3
SYM_CODE_END(hop_tap)

/*
 * Purpose:  let the kernel see a single-stepped SYSENTER as without its tap.
 * Frame:    vector, five words, on the stack of #DB, or the entry stack.
 * Live:     everything is the interrupted code's.
 * Callers:  the entry of vector 1.
 *
 * SYSENTER leaves TF as the user had it, so that the CPU traps at the first
 * instruction of its target, or behind that. The kernel knows such a #DB by its
 * RIP, within its own entry code; at any other it warns, and takes TF away
 * (exc_debug_kernel()). Nothing of the tap has been run then: so what the tap
 * would record is recorded here, and the frame says what it would say if the CPU
 * had gone to the kernel's entry. There all goes on. No other #DB comes within
 * a tap: it has no branch (BTF) before the last instruction, and hardware
 * breakpoints are refused at what it reads and writes.
 */
SYM_CODE_START_LOCAL(hop_tap_db)
	UNWIND_HINT_IRET_REGS offset=8
	testb	$SEGMENT_RPL_MASK, (8 + HOP_FRAME_cs)(%rsp)
	jnz	.Ldb_done
	pushq	%rdi
	pushq	%rsi
	pushq	%rdx
	pushq	%rcx
	pushq	%rax
	leaq	6*8(%rsp), %rsi
	movq	HOP_FRAME_ip(%rsi), %rcx
	leaq	hop_tap_sysenter(%rip), %rax
	subq	%rax, %rcx
	cmpq	$(.Lsysenter_steps - hop_tap_sysenter), %rcx
	ja	.Ldb_restore
	movq	HOP_STUB_DATA(sysenter), %rax
	movq	%rax, HOP_FRAME_ip(%rsi)
	HOP_PUSH_SYSENTER HOP_FRAME_flags(%rsi)
	movq	HOP_FRAME_sp(%rsi), %rsi
	movq	%rsp, %rdx
	HOP_FIND_CPU
	HOP_RECORD HOP_META_sysenter, %rsi, error=$0
	addq	$5*8, %rsp
.Ldb_restore:
	popq	%rax
	popq	%rcx
	popq	%rdx
	popq	%rsi
	popq	%rdi
.Ldb_done:
	cmpq	$0, HOP_STUB_DATA(db_quiet)
	je	hop_tap
	addq	$8, %rsp
	ANNOTATE_RETPOLINE_SAFE
	jmp	*HOP_STUB_DATA(stock_db)
	int3
SYM_CODE_END(hop_tap_db)

/*
 * Purpose:  the same for the NMI.
 * Frame:    five words at the top of the NMI stack.
 * Live:     everything is the interrupted code's.
 * Callers:  the CPU, by the IDT only.
 *
 * What lies below the frame belongs to the NMI that this one may have
 * interrupted: asm_exc_nmi keeps its "NMI executing" mark and two copies of its
 * frame there. Only the first word is free, asm_exc_nmi pushes RDX to it too.
 * So registers wait in the region.
 *
 * The frame does, too: a machine check here ends in an IRET, which lets another
 * NMI in, and the CPU pushes its frame where this one's is. That NMI comes here
 * again, sees by its RIP whom it interrupted, and puts all back: both are served
 * at once then, as the CPU makes one of those that come while it serves one.
 * Until the frame is kept it is lost, as in asm_exc_nmi until that has copies.
 */
SYM_CODE_START(hop_tap_nmi)
	UNWIND_HINT_IRET_REGS
	ENDBR
	pushq	%rdx
	leaq	hop_tap_nmi_kept(%rip), %rdx
	subq	(8 + HOP_FRAME_ip)(%rsp), %rdx
	negq	%rdx
	cmpq	$(hop_tap_nmi_again - hop_tap_nmi_kept), %rdx
	jb	hop_tap_nmi_again
	HOP_FIND_CPU dx
	movq	%rax, HOP_NMI_ax(%rdx)
	popq	%rax
	movq	%rax, HOP_NMI_dx(%rdx)
	.irp	word, 0, 1, 2, 3, 4
	movq	HOP_FRAME_ip + 8 * \word(%rsp), %rax
	movq	%rax, HOP_NMI_frame + 8 * \word(%rdx)
	.endr
SYM_INNER_LABEL(hop_tap_nmi_kept, SYM_L_LOCAL)
	ANNOTATE_NOENDBR
	movq	%rcx, HOP_NMI_cx(%rdx)
	movq	%rdi, HOP_NMI_di(%rdx)
	movq	%rsi, HOP_NMI_si(%rdx)
	movq	%rdx, %rdi
	movq	%rsp, %rdx
	movq	$X86_TRAP_NMI << HOP_VECTOR_SHIFT, %rsi
	HOP_RECORD HOP_META_tap, %rdx, %rsi, $0
	movq	%rdi, %rdx
	movq	HOP_NMI_ax(%rdx), %rax
	movq	HOP_NMI_cx(%rdx), %rcx
	movq	HOP_NMI_di(%rdx), %rdi
	movq	HOP_NMI_si(%rdx), %rsi
	movq	HOP_NMI_dx(%rdx), %rdx
	ANNOTATE_RETPOLINE_SAFE
	jmp	*HOP_STUB_DATA(stock_nmi)
	int3
SYM_CODE_END(hop_tap_nmi)

/*
 * Purpose:  give the NMI that another one interrupted in its tap its frame
 *           back, and go on there, with NMIs blocked as they were.
 * Frame:    RDX, and five words at the top of the NMI stack, which say where
 *           the tap was; its RSP was their address, too.
 * Live:     all registers are the tap's. MOV leaves RFLAGS alone.
 * Callers:  hop_tap_nmi.
 */
SYM_CODE_START_LOCAL(hop_tap_nmi_again)
	UNWIND_HINT_IRET_REGS offset=8
	HOP_FIND_CPU dx
	movq	%rax, HOP_NMI_tap_ax(%rdx)
	popq	%rax
	movq	%rax, HOP_NMI_tap_dx(%rdx)
	pushq	HOP_FRAME_flags(%rsp)
	popfq
	pushq	HOP_FRAME_ip(%rsp)
	.irp	word, 0, 1, 2, 3, 4
	movq	HOP_NMI_frame + 8 * \word(%rdx), %rax
	movq	%rax, 8 + HOP_FRAME_ip + 8 * \word(%rsp)
	.endr
	movq	HOP_NMI_tap_ax(%rdx), %rax
	movq	HOP_NMI_tap_dx(%rdx), %rdx
	ANNOTATE_UNRET_SAFE
	ret
	int3
SYM_CODE_END(hop_tap_nmi_again)

/*
 * The common part of the taps of SYSCALL, which leaves RSP the user's: the
 * own-ist stack is idle then (a gate on it would not let user mode run), and
 * tss.sp2 is where the stock entry is about to put RSP as well. The frame is
 * made of what the instruction left in registers.
 */
.macro HOP_TAP_SYSCALL meta:req cs:req to:req
	UNWIND_HINT_ENTRY
	ENDBR
	swapgs
	movq	%rsp, HOP_TSS(sp2)
	movq	HOP_TSS(own_ist), %rsp
	pushq	$__USER_DS
	pushq	HOP_TSS(sp2)
	pushq	%r11
	pushq	$\cs
	pushq	%rcx
	pushq	%rdi
	pushq	%rsi
	pushq	%rdx
	pushq	%rcx
	pushq	%rax
	leaq	5*8(%rsp), %rdx
	movq	HOP_TSS(sp2), %rsi
	HOP_FIND_CPU
	HOP_RECORD \meta, %rsi, error=$0
	popq	%rax
	popq	%rcx
	popq	%rdx
	popq	%rsi
	popq	%rdi
	movq	HOP_TSS(sp2), %rsp
	swapgs
	ANNOTATE_RETPOLINE_SAFE
	jmp	*\to
	int3
.endm

/*
 * Purpose:  record a SYSCALL from 64-bit code, and go on.
 * Frame:    none: RSP and GS are the user's, RCX its RIP, R11 its RFLAGS.
 * Live:     everything is the user's. IF, DF, TF are clear (MSR_SYSCALL_MASK).
 * Callers:  the CPU, by MSR_LSTAR only.
 */
SYM_CODE_START(hop_tap_lstar)
	HOP_TAP_SYSCALL HOP_META_lstar, __USER_CS, HOP_STUB_DATA(lstar)
SYM_CODE_END(hop_tap_lstar)

/* The same from 32-bit code: MSR_CSTAR, on AMD's CPUs only. */
SYM_CODE_START(hop_tap_cstar)
	HOP_TAP_SYSCALL HOP_META_cstar, __USER32_CS, HOP_STUB_DATA(cstar)
SYM_CODE_END(hop_tap_cstar)

/*
 * Purpose:  record a SYSENTER, and go on.
 * Frame:    none. RSP is MSR_IA32_SYSENTER_ESP: the top of the entry stack,
 *           which every page table maps. The user's RSP and RIP are lost.
 * Live:     everything is the user's. IF is clear; NT and AC may be set, TF only
 *           with BTF: else hop_tap_db has seen to it.
 * Callers:  the CPU, by MSR_IA32_SYSENTER_EIP only.
 */
SYM_CODE_START(hop_tap_sysenter)
	UNWIND_HINT_ENTRY
	ENDBR
	nop					/* TF traps before or behind it */
.Lsysenter_steps:
	HOP_PUSH_SYSENTER
	pushq	%rdi
	pushq	%rsi
	pushq	%rdx
	pushq	%rcx
	pushq	%rax
	leaq	5*8(%rsp), %rdx
	leaq	10*8(%rsp), %rsi
	HOP_FIND_CPU
	HOP_RECORD HOP_META_sysenter, %rsi, error=$0
	popq	%rax
	popq	%rcx
	popq	%rdx
	popq	%rsi
	popq	%rdi
	addq	$16, %rsp
	popfq
	leaq	16(%rsp), %rsp
	ANNOTATE_RETPOLINE_SAFE
	jmp	*HOP_STUB_DATA(sysenter)
	int3
SYM_CODE_END(hop_tap_sysenter)

SYM_CODE_START(hop_taps_end)
	UNWIND_HINT_IRET_REGS
	ANNOTATE_NOENDBR
	ud2
SYM_CODE_END(hop_taps_end)
