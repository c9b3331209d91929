/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Assembly only: making a record, and saving the general registers in the
 * order of pt_regs.
 */
#ifndef HOP_X86_RECORD_H
#define HOP_X86_RECORD_H

#include <asm/segment.h>

#include "stub.h"

/*
 * Find this CPU's hop_gate_cpu without GS: the limit of the segment that the
 * kernel keeps for getcpu() tells (setup_getcpu()). Not RDPID: KVM runs the
 * host with a guest's TSC_AUX.
 */
.macro HOP_FIND_CPU reg=di
	movl	$__CPUNODE_SEG, %e\reg
	lsl	%e\reg, %e\reg
	andl	$VDSO_CPUNODE_MASK, %e\reg
	imulq	HOP_STUB_DATA(stride), %r\reg
	addq	HOP_STUB_DATA(cpus), %r\reg
.endm

/*
 * Record what this very instruction sees: RSP as \sp, CR3, and the frame that
 * %rdx points to. %rdi is this CPU's hop_gate_cpu in the region, which every
 * page table maps: no GS, no stack, nothing that can fault. \meta is the offset
 * of the record's second word; \flags, if given, a register to OR into it;
 * \error, if given, the error code, a register or a number.
 *
 * One XADD claims the position, so that an NMI before, in or behind this takes
 * its own. Bit 63 of pos tells readers that the record is not whole yet: it is
 * cleared last; x86 keeps the order of stores. Clobbers %rax, %rcx and RFLAGS.
 */
.macro HOP_RECORD meta:req sp:req flags error
	movl	$1, %eax
	xaddq	%rax, HOP_TAPE_head(%rdi)
	movq	%rax, %rcx
	andq	HOP_TAPE_mask(%rdi), %rcx
	shlq	$HOP_REC_SHIFT, %rcx
	leaq	HOP_TAPE_rec(%rdi, %rcx), %rcx
	incq	%rax
	btsq	$HOP_POS_BUSY_BIT, %rax
	movq	%rax, HOP_REC_pos(%rcx)
	movq	\meta(%rdi), %rax
	.ifnb \flags
	orq	\flags, %rax
	.endif
	movq	%rax, HOP_REC_cpu(%rcx)
	movq	\sp, HOP_REC_sp(%rcx)
	movq	HOP_FRAME_ip(%rdx), %rax
	movq	%rax, HOP_REC_ip(%rcx)
	movq	HOP_FRAME_flags(%rdx), %rax
	movq	%rax, HOP_REC_rflags(%rcx)
	movq	HOP_FRAME_sp(%rdx), %rax
	movq	%rax, HOP_REC_frame_sp(%rcx)
	movq	%cr3, %rax
	movq	%rax, HOP_REC_cr3(%rcx)
	movq	HOP_FRAME_cs(%rdx), %rax
	movw	%ax, HOP_REC_cs(%rcx)
	movq	HOP_FRAME_ss(%rdx), %rax
	movw	%ax, HOP_REC_ss(%rcx)
	.ifnb \error
	movl	\error, HOP_REC_error(%rcx)
	.endif
	btrq	$HOP_POS_BUSY_BIT, HOP_REC_pos(%rcx)
.endm

/* pt_regs in three parts, as the stubs come to need them. */
.macro HOP_PUSH_SCRATCH
	pushq	$0				/* pt_regs->orig_ax */
	pushq	%rdi				/* pt_regs->di */
	pushq	%rsi				/* pt_regs->si */
	pushq	%rdx				/* pt_regs->dx */
	pushq	%rcx				/* pt_regs->cx */
	pushq	%rax				/* pt_regs->ax */
.endm

.macro HOP_PUSH_R8_R9
	pushq	%r8				/* pt_regs->r8 */
	pushq	%r9				/* pt_regs->r9 */
.endm

.macro HOP_PUSH_REST
	pushq	%r10				/* pt_regs->r10 */
	pushq	%r11				/* pt_regs->r11 */
	pushq	%rbx				/* pt_regs->bx */
	pushq	%rbp				/* pt_regs->bp */
	pushq	%r12				/* pt_regs->r12 */
	pushq	%r13				/* pt_regs->r13 */
	pushq	%r14				/* pt_regs->r14 */
	pushq	%r15				/* pt_regs->r15 */
.endm

.macro HOP_POP_REST
	popq	%r15				/* pt_regs->r15 */
	popq	%r14				/* pt_regs->r14 */
	popq	%r13				/* pt_regs->r13 */
	popq	%r12				/* pt_regs->r12 */
	popq	%rbp				/* pt_regs->bp */
	popq	%rbx				/* pt_regs->bx */
	popq	%r11				/* pt_regs->r11 */
	popq	%r10				/* pt_regs->r10 */
.endm

.macro HOP_POP_R9_R8
	popq	%r9				/* pt_regs->r9 */
	popq	%r8				/* pt_regs->r8 */
.endm

.macro HOP_POP_SCRATCH
	popq	%rax				/* pt_regs->ax */
	popq	%rcx				/* pt_regs->cx */
	popq	%rdx				/* pt_regs->dx */
	popq	%rsi				/* pt_regs->si */
	popq	%rdi				/* pt_regs->di */
	addq	$8, %rsp			/* pt_regs->orig_ax */
.endm

#endif
