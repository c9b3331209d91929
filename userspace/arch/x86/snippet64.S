/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The instructions of triggers in 64-bit code.
 */
#include "snippet_asm.h"

#define SELECTOR_LDT 7 /* entry 0, LDT, RPL 3 */
#define UC_MCONTEXT 40 /* in struct ucontext: asm-generic/ucontext.h */
#define SC_SS 150 /* in struct sigcontext_64: asm/sigcontext.h */

TRAP call syscall
TRAP int80 int $0x80
TRAP own .byte 0xcd, 0		/* the vector is filled in */
TRAP int3 .byte 0xcc
TRAP ud2 ud2
TRAP gp hlt
TRAP icebp .byte 0xf1
TRAP watch movb $1, PLACE(WATCH)
TRAP segv movb $1, PLACE(HOLE)

SNIPPET pagefault
LOW pagefault
BACK pagefault
	movb	$1, PLACE(FRESH)
HIGH pagefault
	jmp	*WORD(close)
FINISH pagefault

SNIPPET divide
	xor	%ecx, %ecx
LOW divide
	div	%ecx
HIGH divide
BACK divide
	jmp	*WORD(close)
FINISH divide

SNIPPET align
	pushfq
	orl	$FLAG_AC, (%rsp)
	popfq
LOW align
	mov	PLACE(BUFFER) + 1, %eax
HIGH align
BACK align
	jmp	*WORD(close)
FINISH align

SNIPPET simd
	movl	$0x1d80, WORD(control)	/* all masked but division by 0 */
	ldmxcsr	WORD(control)
	mov	$1, %eax
	cvtsi2ss %eax, %xmm0
	xorps	%xmm1, %xmm1
LOW simd
	divss	%xmm1, %xmm0
HIGH simd
BACK simd
	jmp	*WORD(close)
FINISH simd

SNIPPET x87
	movl	$0x37b, WORD(control)	/* the same */
	fldcw	WORD(control)
	fld1
	fldz
	fdivrp
LOW x87
	fwait
HIGH x87
BACK x87
	jmp	*WORD(close)
FINISH x87

SNIPPET debug_tf
	pushfq
	orl	$FLAG_TF, (%rsp)
LOW debug_tf
	popfq
	nop
HIGH debug_tf
BACK debug_tf
	jmp	*WORD(close)
FINISH debug_tf

SNIPPET spin
	WAIT_BEGIN
LOW spin
BACK spin
	WAIT
HIGH spin
	jmp	*WORD(close)
FINISH spin

/*
 * The keyboard controller, told to act as if a key had been released that was
 * not pressed, raises its interrupt.
 */
SNIPPET outb
	mov	$0xd2, %eax
	out	%al, $0x64
	WAIT_BEGIN
	mov	$0xb6, %eax
LOW outb
	out	%al, $0x60
BACK outb
	WAIT
HIGH outb
	jmp	*WORD(close)
FINISH outb

/* The child, which has a stack of its own, closes the window and ends. */
SNIPPET fork
LOW fork
	syscall
HIGH fork
BACK fork
	test	%eax, %eax
	jnz	1f
	jmp	*WORD(close)
1:	jmp	*WORD(return_to)
FINISH fork

/* The other task closes the window. */
SNIPPET switch
LOW switch
	syscall
HIGH switch
BACK switch
	jmp	*WORD(return_to)
FINISH switch

/* A signal first; its handler opens the window anew, and returns. */
SNIPPET sigreturn
	syscall
BACK sigreturn
	jmp	*WORD(close)
	.set	.Lhandler_sigreturn, .
	OPEN
	add	$8, %rsp
	mov	$__NR_rt_sigreturn, %eax
LOW sigreturn
	syscall
HIGH sigreturn
	ud2
FINISH sigreturn

/*
 * A signal, whose handler returns to an SS of the LDT, where no segment is: the
 * IRET fails on the read-only espfix stack, and so does pushing the fault's
 * frame there. Of struct sigcontext the registers are 8 bytes each, from R8 on;
 * each gets a mark of its own.
 */
SNIPPET doublefault
	syscall
BACK doublefault
	jmp	*WORD(close)
	.set	.Lhandler_doublefault, .
	mov	WORD(args), %rax
	xor	%ecx, %ecx
1:	mov	%rax, UC_MCONTEXT(%rdx, %rcx, 8)
	inc	%rax
	inc	%ecx
	cmp	$HOP_MARKS, %ecx
	jb	1b
	movw	$SELECTOR_LDT, UC_MCONTEXT + SC_SS(%rdx)
	OPEN
	add	$8, %rsp
	mov	$__NR_rt_sigreturn, %eax
LOW doublefault
	syscall
HIGH doublefault
	ud2
FINISH doublefault

/* SS is made the first segment of the LDT, which has 16 bits. */
SNIPPET espfix
	mov	%ss, %ecx
	mov	$SELECTOR_LDT, %edx
	mov	%edx, %ss
LOW espfix
	int	$0x80
HIGH espfix
BACK espfix
	mov	%ecx, %ss
	jmp	*WORD(close)
FINISH espfix

	.section .note.GNU-stack, "", @progbits
