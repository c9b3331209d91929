/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls a thunk with every 32-bit register set, and stores what came back.
 */
#include "fire.h"

	.text

/*
 * void hop_regs32_call(struct hop_regs32 *regs, void *thunk)
 *
 * As hop_regs_call() in regs.S; the arguments are on the stack.
 */
	.globl	hop_regs32_call
	.type	hop_regs32_call, @function
hop_regs32_call:
	pushl	%ebx
	pushl	%ebp
	pushl	%esi
	pushl	%edi
	pushfl
	movl	0x18(%esp), %edi
	movl	0x1c(%esp), %eax
	movl	%edi, the_regs
	movl	%eax, the_thunk
	movl	%esp, the_sp

	movl	HOP_REGS32_EBX(%edi), %ebx
	movl	HOP_REGS32_ECX(%edi), %ecx
	movl	HOP_REGS32_EDX(%edi), %edx
	movl	HOP_REGS32_ESI(%edi), %esi
	movl	HOP_REGS32_EBP(%edi), %ebp
	pushl	HOP_REGS32_EFLAGS(%edi)
	popfl
	movl	HOP_REGS32_EAX(%edi), %eax
	movl	HOP_REGS32_EDI(%edi), %edi

	call	*the_thunk

	movl	%edi, the_edi
	movl	the_regs, %edi
	pushfl
	popl	HOP_REGS32_EFLAGS(%edi)
	movl	%eax, HOP_REGS32_EAX(%edi)
	movl	%ebx, HOP_REGS32_EBX(%edi)
	movl	%ecx, HOP_REGS32_ECX(%edi)
	movl	%edx, HOP_REGS32_EDX(%edi)
	movl	%esi, HOP_REGS32_ESI(%edi)
	movl	%ebp, HOP_REGS32_EBP(%edi)
	movl	the_edi, %eax
	movl	%eax, HOP_REGS32_EDI(%edi)
	movl	%esp, %eax
	subl	the_sp, %eax
	movl	%eax, HOP_REGS32_ESP(%edi)
	movl	the_sp, %esp

	popfl
	popl	%edi
	popl	%esi
	popl	%ebp
	popl	%ebx
	ret
	.size	hop_regs32_call, . - hop_regs32_call

	.local	the_regs, the_thunk, the_sp, the_edi
	.comm	the_regs, 4, 4
	.comm	the_thunk, 4, 4
	.comm	the_sp, 4, 4
	.comm	the_edi, 4, 4

	.section .note.GNU-stack, "", @progbits
