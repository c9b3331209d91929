/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For the assembly of snippets: words of the arena, and what windows and
 * triggers have in common.
 */
#ifndef HOP_X86_SNIPPET_ASM_H
#define HOP_X86_SNIPPET_ASM_H

#include <asm/unistd_64.h>

#include "arch/arena.h"
#include "selectors.h"

#define WORD(field) (HOP_ARENA_ADDR + HOP_ARENA_##field)
#define PLACE(name) (HOP_ARENA_ADDR + HOP_ARENA_##name)

#define FLAG_TF 0x100
#define FLAG_AC 0x40000

/* ioctl(arena.fd, request, argument): clobbers what SYSCALL clobbers. */
.macro IOCTL request:req argument:req
	mov	WORD(fd), %rdi
	mov	\request, %rsi
	mov	$\argument, %edx
	mov	$__NR_ioctl, %eax
	syscall
.endm

.macro OPEN
	mov	%rsp, WORD(paint_sp)
	IOCTL WORD(req_paint), WORD(paint)
	mov	%rax, WORD(paint_err)
	movq	$1, WORD(open)
.endm

/*
 * Wait for one interrupt. An IRET to user mode makes any null selector 0: when
 * ES, loaded with 1, is no longer 1, something came and went.
 */
.macro WAIT
	rdtsc
	mov	%eax, %ecx
1:	mov	%es, %eax
	test	%eax, %eax
	jz	2f
	pause
	rdtsc
	sub	%ecx, %eax
	cmp	WORD(spins), %eax
	jb	1b
2:
.endm

.macro WAIT_BEGIN
	mov	$1, %eax
	mov	%eax, %es
.endm

/*
 * A trigger's instructions: they know no address but those of the arena.
 * LOW, HIGH and BACK mark what struct hop_snippet says; FINISH ends one.
 */
.macro SNIPPET name:req cs=HOP_USER_CS
	.section .rodata
	.balign	16
	.code64
.Lcode_\name:
	.set	.Lcs_\name, \cs
	.set	.Lhandler_\name, .Lcode_\name
.endm

.macro LOW name:req
.Llow_\name:
.endm

.macro HIGH name:req
.Lhigh_\name:
.endm

.macro BACK name:req
.Lback_\name:
.endm

.macro FINISH name:req
.Lend_\name:
	.section .data.rel.ro, "aw"
	.balign	8
	.globl	hop_snippet_\name
	.type	hop_snippet_\name, @object
hop_snippet_\name:
	.quad	.Lcode_\name
	.long	.Lend_\name - .Lcode_\name
	.long	.Llow_\name - .Lcode_\name
	.long	.Lhigh_\name - .Lcode_\name + 1
	.long	.Lback_\name - .Lcode_\name
	.long	.Lhandler_\name - .Lcode_\name
	.long	.Lcs_\name
	.size	hop_snippet_\name, . - hop_snippet_\name
.endm

/* One instruction whose entry returns to the next one, then the end. */
.macro TRAP name:req insn:vararg
	SNIPPET \name
	LOW	\name
	\insn
	HIGH	\name
	BACK	\name
	jmp	*WORD(close)
	FINISH	\name
.endm

#endif
