/* SPDX-License-Identifier: GPL-2.0 */
/*
 * `int n` takes its vector as an immediate, so there is a thunk for each:
 *
 *	void thunk(struct hop_shot *shot, u64 count);	count > 0
 *
 * Notes where it fires from, then fires @count times. The kernel preserves all
 * registers: what is clobbered is clobbered here (RAX, RSI, flags).
 */
#include "thunks.h"

	.text
	.p2align HOP_THUNK_SHIFT
	.globl	hop_int_thunks
	.type	hop_int_thunks, @object
hop_int_thunks:
vector = 0
	.rept	256
	.p2align HOP_THUNK_SHIFT
	endbr64
	lea	1f(%rip), %rax
	mov	%rax, HOP_SHOT_IP(%rdi)
	mov	%rsp, HOP_SHOT_SP(%rdi)
	mov	%cs, %eax
	mov	%rax, HOP_SHOT_WORD(HOP_SHOT_CS)(%rdi)
	mov	%ss, %eax
	mov	%rax, HOP_SHOT_WORD(HOP_SHOT_SS)(%rdi)
0:	.byte	0xcd, vector		/* int $vector, never the short int3 */
1:	incq	HOP_SHOT_FIRED(%rdi)
	dec	%rsi
	jnz	0b
	ret
vector = vector + 1
	.endr
	/* An error here: a thunk has outgrown HOP_THUNK_BYTES. */
	.org	hop_int_thunks + 256 * HOP_THUNK_BYTES
	.size	hop_int_thunks, . - hop_int_thunks

	.section .note.GNU-stack, "", @progbits
