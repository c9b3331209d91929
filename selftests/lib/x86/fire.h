/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the assembly and the C of firing share.
 */
#ifndef HOP_FIRE_H
#define HOP_FIRE_H

/* Room for each thunk: int n is two bytes, ret is one. */
#define HOP_THUNK_BYTES 4
#define HOP_INT_BYTES 2

/* Offsets in struct hop_regs; fire.c holds them against the structure. */
#define HOP_REGS_RAX 0x00
#define HOP_REGS_RBX 0x08
#define HOP_REGS_RCX 0x10
#define HOP_REGS_RDX 0x18
#define HOP_REGS_RSI 0x20
#define HOP_REGS_RDI 0x28
#define HOP_REGS_RBP 0x30
#define HOP_REGS_R8 0x38
#define HOP_REGS_RFLAGS 0x78
#define HOP_REGS_RSP 0x80

/* Offsets in struct hop_regs32. */
#define HOP_REGS32_EAX 0x00
#define HOP_REGS32_EBX 0x04
#define HOP_REGS32_ECX 0x08
#define HOP_REGS32_EDX 0x0c
#define HOP_REGS32_ESI 0x10
#define HOP_REGS32_EDI 0x14
#define HOP_REGS32_EBP 0x18
#define HOP_REGS32_EFLAGS 0x1c
#define HOP_REGS32_ESP 0x20

#ifndef __ASSEMBLER__
extern const unsigned char hop_int_thunks[256][HOP_THUNK_BYTES];
#endif

#endif
