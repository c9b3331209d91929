/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The instructions of triggers in 32-bit code, in a page that both can reach.
 */
#include "snippet_asm.h"

/* Back from 32-bit code. */
.macro TO64 name:req
	ljmp	$HOP_USER_CS, $PLACE(CODE) + .Lhome_\name - .Lcode_\name
	.code64
.Lhome_\name:
	jmp	*WORD(close)
.endm

SNIPPET int80_32 HOP_USER_CS32
	.code32
LOW int80_32
	int	$0x80
HIGH int80_32
BACK int80_32
	TO64	int80_32
FINISH int80_32

SNIPPET bound_32 HOP_USER_CS32
	.code32
	mov	$-1, %ecx
LOW bound_32
	bound	%ecx, PLACE(BUFFER)
HIGH bound_32
BACK bound_32
	TO64	bound_32
FINISH bound_32

/*
 * The kernel returns to the landing pad of the 32-bit vDSO: POP EBP, EDX, ECX,
 * RET. With SYSENTER it takes ESP from EBP.
 */
SNIPPET sysenter_32 HOP_USER_CS32
	.code32
	push	$PLACE(CODE) + .Lback_sysenter_32 - .Lcode_sysenter_32
	push	%ecx
	push	%edx
	push	%ebp
	mov	%esp, %ebp
LOW sysenter_32
	sysenter
HIGH sysenter_32
	ud2
BACK sysenter_32
	TO64	sysenter_32
FINISH sysenter_32

SNIPPET syscall_32 HOP_USER_CS32
	.code32
	push	$PLACE(CODE) + .Lback_syscall_32 - .Lcode_syscall_32
	push	%ecx
	push	%edx
	push	%ebp
	mov	%ecx, %ebp
LOW syscall_32
	syscall
HIGH syscall_32
	ud2
BACK syscall_32
	TO64	syscall_32
FINISH syscall_32

	.section .note.GNU-stack, "", @progbits
