/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The selectors of user mode, and what is marked where, for C and assembly.
 */
#ifndef HOP_X86_SELECTORS_H
#define HOP_X86_SELECTORS_H

/* Of 64-bit and of 32-bit code: hop_snippet.mode. */
#define HOP_USER_CS 0x33
#define HOP_USER_CS32 0x23

/* Registers with marks of their own: R8 to R15, DI, SI, BP, BX, DX, AX, CX. */
#define HOP_MARKS 15

#endif
