/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Firing gates from user mode: one thunk for each vector, 64-bit and 32-bit.
 */
#include "fire.h"

	.text

/*
 * hop_int_thunks: 256 times `int n; ret`, HOP_THUNK_BYTES each. The opcode is
 * spelt out: the assembler would make `int $3` the one-byte int3.
 */
	.balign	HOP_THUNK_BYTES
	.globl	hop_int_thunks
	.type	hop_int_thunks, @object
hop_int_thunks:
	.set	vector, 0
	.rept	256
	.balign	HOP_THUNK_BYTES
	.byte	0xcd, vector
	ret
	.set	vector, vector + 1
	.endr
	.size	hop_int_thunks, . - hop_int_thunks

	.section .note.GNU-stack, "", @progbits
