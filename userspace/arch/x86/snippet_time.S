/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Triggers with a time stamp before and after, instead of a window; and the
 * instructions of those that begin or end elsewhere.
 */
#include "snippet_asm.h"

/* LFENCE: neither what stood before nor what follows is mixed in (SDM, RDTSC). */
.macro STAMP field:req
	lfence
	rdtsc
	mov	%eax, \field
	mov	%edx, \field + 4
.endm

	.text
	.balign	512	/* all on one page */
/*
 * void hop_snippet_time(void)
 *
 * As hop_snippet_run(), but nothing is painted.
 */
	.globl	hop_snippet_time
	.type	hop_snippet_time, @function
hop_snippet_time:
	endbr64
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, WORD(frame)
	mov	$PLACE(STACK), %esp
	mov	WORD(args), %rdi
	mov	WORD(args) + 8, %rsi
	mov	WORD(args) + 24, %r10
	mov	WORD(args) + 32, %r8
	mov	WORD(args) + 40, %r9
	movq	$1, WORD(open)
	STAMP	WORD(from)
	mov	WORD(args) + 16, %rdx
	mov	WORD(nr), %rax
	ljmpl	*WORD(enter)

/* Where a trigger goes when it is over, be it the handler of a signal. */
	.globl	hop_snippet_stop
hop_snippet_stop:
	STAMP	WORD(to)
	STAMP	WORD(again)
	movq	$0, WORD(open)
	jmp	*WORD(leave)

/* Where a child of the trigger goes from there. */
	.globl	hop_snippet_exit
hop_snippet_exit:
	xor	%edi, %edi
	mov	$__NR_exit, %eax
	syscall
	ud2
	.size	hop_snippet_time, . - hop_snippet_time

/*
 * RAX is 1 to wait for an interrupt, 0 not to wait. The interrupt falls between
 * one look at ES and the next: from the look at the clock before the former
 * to the stamp after the latter. The least time between two looks, in R10, is
 * what a turn takes without it.
 */
SNIPPET spin_timed
	mov	%eax, %es
	mov	$-1, %r10
	rdtsc
	shl	$32, %rdx
	lea	(%rax, %rdx), %r9
LOW spin_timed
BACK spin_timed
1:	mov	%r9, %r8
	rdtsc
	shl	$32, %rdx
	lea	(%rax, %rdx), %r9
	mov	%r9, %rcx
	sub	%r8, %rcx
	cmp	%r10, %rcx
	cmovb	%rcx, %r10
	mov	%es, %ecx
	test	%ecx, %ecx
	jz	2f
	mov	%r9, %rcx
	sub	WORD(from), %rcx
	cmp	WORD(spins), %rcx
	jb	1b
	xor	%r8d, %r8d	/* nothing came */
HIGH spin_timed
2:	mov	%r8, WORD(from)
	mov	%r10, WORD(gap)
	jmp	*WORD(close)
FINISH spin_timed

/* The signal's handler takes the time, and returns. */
SNIPPET sigreturn_timed
	syscall
BACK sigreturn_timed
	jmp	*WORD(close)
	.set	.Lhandler_sigreturn_timed, .
	add	$8, %rsp
	STAMP	WORD(from)
	mov	$__NR_rt_sigreturn, %eax
LOW sigreturn_timed
	syscall
HIGH sigreturn_timed
	ud2
FINISH sigreturn_timed

	.section .note.GNU-stack, "", @progbits
