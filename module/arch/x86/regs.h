/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Assembly only: saving the general registers in the order of pt_regs.
 */
#ifndef HOP_X86_REGS_H
#define HOP_X86_REGS_H

.macro HOP_PUSH_REST
	pushq	%rdx				/* pt_regs->dx */
	pushq	%rcx				/* pt_regs->cx */
	pushq	%rax				/* pt_regs->ax */
	pushq	%r8				/* pt_regs->r8 */
	pushq	%r9				/* pt_regs->r9 */
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
	popq	%r9				/* pt_regs->r9 */
	popq	%r8				/* pt_regs->r8 */
	popq	%rax				/* pt_regs->ax */
	popq	%rcx				/* pt_regs->cx */
	popq	%rdx				/* pt_regs->dx */
.endm

#endif
