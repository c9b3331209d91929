/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls a thunk with every 64-bit register set, and stores what came back.
 */
#include "fire.h"

	.text

/*
 * void hop_regs_call(struct hop_regs *regs, void *thunk)
 *
 * In: %rdi regs, %rsi thunk. The caller's registers are on the stack while the
 * thunk runs; regs, thunk and RSP are in memory, since no register is free.
 * RSP is a multiple of 8 throughout: AC may be set.
 */
	.globl	hop_regs_call
	.type	hop_regs_call, @function
hop_regs_call:
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	pushfq
	movq	%rdi, the_regs(%rip)
	movq	%rsi, the_thunk(%rip)
	movq	%rsp, the_sp(%rip)

	movq	HOP_REGS_RBX(%rdi), %rbx
	movq	HOP_REGS_RCX(%rdi), %rcx
	movq	HOP_REGS_RDX(%rdi), %rdx
	movq	HOP_REGS_RSI(%rdi), %rsi
	movq	HOP_REGS_RBP(%rdi), %rbp
	movq	HOP_REGS_R8(%rdi), %r8
	movq	HOP_REGS_R8+0x08(%rdi), %r9
	movq	HOP_REGS_R8+0x10(%rdi), %r10
	movq	HOP_REGS_R8+0x18(%rdi), %r11
	movq	HOP_REGS_R8+0x20(%rdi), %r12
	movq	HOP_REGS_R8+0x28(%rdi), %r13
	movq	HOP_REGS_R8+0x30(%rdi), %r14
	movq	HOP_REGS_R8+0x38(%rdi), %r15
	pushq	HOP_REGS_RFLAGS(%rdi)
	popfq
	movq	HOP_REGS_RAX(%rdi), %rax
	movq	HOP_REGS_RDI(%rdi), %rdi

	call	*the_thunk(%rip)

	movq	%rdi, the_rdi(%rip)
	movq	the_regs(%rip), %rdi
	pushfq
	popq	HOP_REGS_RFLAGS(%rdi)
	movq	%rax, HOP_REGS_RAX(%rdi)
	movq	%rbx, HOP_REGS_RBX(%rdi)
	movq	%rcx, HOP_REGS_RCX(%rdi)
	movq	%rdx, HOP_REGS_RDX(%rdi)
	movq	%rsi, HOP_REGS_RSI(%rdi)
	movq	%rbp, HOP_REGS_RBP(%rdi)
	movq	%r8, HOP_REGS_R8(%rdi)
	movq	%r9, HOP_REGS_R8+0x08(%rdi)
	movq	%r10, HOP_REGS_R8+0x10(%rdi)
	movq	%r11, HOP_REGS_R8+0x18(%rdi)
	movq	%r12, HOP_REGS_R8+0x20(%rdi)
	movq	%r13, HOP_REGS_R8+0x28(%rdi)
	movq	%r14, HOP_REGS_R8+0x30(%rdi)
	movq	%r15, HOP_REGS_R8+0x38(%rdi)
	movq	the_rdi(%rip), %rax
	movq	%rax, HOP_REGS_RDI(%rdi)
	movq	%rsp, %rax
	subq	the_sp(%rip), %rax
	movq	%rax, HOP_REGS_RSP(%rdi)
	movq	the_sp(%rip), %rsp

	popfq
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret
	.size	hop_regs_call, . - hop_regs_call

	.local	the_regs, the_thunk, the_sp, the_rdi
	.comm	the_regs, 8, 8
	.comm	the_thunk, 8, 8
	.comm	the_sp, 8, 8
	.comm	the_rdi, 8, 8

/* hop_syscall_thunk: `syscall; ret`, like the thunks of thunks.S. */
	.globl	hop_syscall_thunk
	.type	hop_syscall_thunk, @function
hop_syscall_thunk:
	syscall
	ret
	.size	hop_syscall_thunk, . - hop_syscall_thunk

	.section .note.GNU-stack, "", @progbits
