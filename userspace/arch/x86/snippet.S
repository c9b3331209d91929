/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The window of a run. No libc, no page that is not there, no system call but
 * those that are meant.
 */
#include "snippet_asm.h"

#define PR_SET_PDEATHSIG 1 /* linux/prctl.h */
#define SIGKILL 9 /* asm/signal.h */

/* Longer than a run may take. */
#define LINGER_SECONDS 10

	.text
	.balign	512	/* all on one page */
/*
 * void hop_snippet_run(void)
 *
 * The trigger gets a stack that PAINT was not called on, and registers that it
 * was not called with: what its way out leaves behind cannot be PAINT's.
 */
	.globl	hop_snippet_run
	.type	hop_snippet_run, @function
hop_snippet_run:
	endbr64
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, WORD(frame)
	OPEN
	mov	$PLACE(STACK), %esp
	mov	WORD(args), %rdi
	mov	WORD(args) + 8, %rsi
	mov	WORD(args) + 16, %rdx
	mov	WORD(args) + 24, %r10
	mov	WORD(args) + 32, %r8
	mov	WORD(args) + 40, %r9
	mov	WORD(nr), %rax
	ljmpl	*WORD(enter)

/* A signal handler, whose first act is to close the window. */
	.globl	hop_snippet_caught
hop_snippet_caught:
	mov	%rdi, WORD(back_arg)
	mov	%rsp, WORD(back_sp)
	lea	hop_snippet_caught(%rip), %rdi
	mov	%rdi, WORD(back_ip)
	jmp	1f

/* Where a trigger goes when it is over. */
	.globl	hop_snippet_close
hop_snippet_close:
	mov	%rdi, WORD(back_arg)
	mov	%rsp, WORD(back_sp)
1:	IOCTL WORD(req_residue), WORD(residue_entry)
	.globl	hop_snippet_closing
hop_snippet_closing:			/* RIP of the closing SYSCALL */
	mov	%rax, WORD(entry_err)
	IOCTL WORD(req_residue), WORD(residue_irq)
	mov	%rax, WORD(irq_err)
	movq	$1, WORD(done)
	jmp	*WORD(leave)

/* Back to C, with the flags and control words that it expects. */
	.globl	hop_snippet_return
hop_snippet_return:
	mov	WORD(frame), %rsp
	pushfq
	andl	$~(FLAG_AC | FLAG_TF), (%rsp)
	popfq
	cld
	xor	%eax, %eax
	mov	%eax, %es
	fninit
	movl	$0x1f80, WORD(control)
	ldmxcsr	WORD(control)
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret

/*
 * The end of a second task: its stack must not go away before the parent has
 * found it. It ends when the first task does, and even that may not be there any
 * more to be followed: then a while later.
 */
	.globl	hop_snippet_linger
hop_snippet_linger:
	mov	WORD(done_fd), %rdi
	mov	$PLACE(BUFFER), %esi
	mov	$1, %edx
	mov	$__NR_write, %eax
	syscall
	mov	$PR_SET_PDEATHSIG, %edi
	mov	$SIGKILL, %esi
	mov	$__NR_prctl, %eax
	syscall
	mov	$LINGER_SECONDS, %edi
	mov	$__NR_alarm, %eax
	syscall
1:	mov	$WORD(nap), %edi
	xor	%esi, %esi
	mov	$__NR_nanosleep, %eax
	syscall
	cmpq	$0, WORD(over)
	je	1b
	xor	%edi, %edi
	mov	$__NR_exit, %eax
	syscall
	ud2
	.size	hop_snippet_run, . - hop_snippet_run

	.globl	hop_snippet_settle
	.type	hop_snippet_settle, @function
hop_snippet_settle:
	endbr64
	WAIT_BEGIN
	WAIT
	ret
	.size	hop_snippet_settle, . - hop_snippet_settle

	.globl	hop_snippet_partner
	.type	hop_snippet_partner, @function
hop_snippet_partner:
	endbr64
	.globl	hop_snippet_partner_on
hop_snippet_partner_on:
	mov	$PLACE(PARTNER), %esp
	mov	WORD(args), %rdi
1:	mov	$__NR_sched_yield, %eax
	syscall
	.globl	hop_snippet_partner_back
hop_snippet_partner_back:
	cmpq	$0, WORD(open)
	je	1b
	jmp	*WORD(close)
	.size	hop_snippet_partner, . - hop_snippet_partner

	.org	hop_snippet_run + 512	/* no further: they are on one page */

	.section .note.GNU-stack, "", @progbits
