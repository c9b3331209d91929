/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Firing gates from user mode, and registers around it: fire.c, thunks.S,
 * regs_64.S, regs_32.S. What assembly needs, too, comes first.
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

#include <stdint.h>

extern const unsigned char hop_int_thunks[256][HOP_THUNK_BYTES];

/* What the CPU must push when a thunk's int fires. */
struct hop_int_frame {
	uint64_t ip;
	uint64_t sp;
	uint64_t rflags;
};

/* A function that executes one int and returns. */
typedef void (*hop_thunk)(void);

/* The thunk for `int @vector`; any of the 256. */
hop_thunk hop_int_thunk(unsigned int vector);

/* The address behind the thunk's int, that the CPU pushes. */
uint64_t hop_int_next(unsigned int vector);

/* Executes `int @vector`, once or @count times. */
void hop_int(unsigned int vector, struct hop_int_frame *shot);
void hop_int_many(unsigned int vector, unsigned long count);

/* Executes SYSCALL and returns; not to be called from C. */
void hop_syscall_thunk(void);

/* Index in the general registers of a 64-bit program; then R9 to R15. */
enum { HOP_RAX, HOP_RBX, HOP_RCX, HOP_RDX, HOP_RSI, HOP_RDI, HOP_RBP, HOP_R8 };

#define HOP_NR_GENERAL 15
#define HOP_NR_GENERAL_32 7 /* up to EBP */

/* Registers before and after a call of a thunk. */
struct hop_regs {
	uint64_t general[HOP_NR_GENERAL];
	uint64_t rflags;
	uint64_t rsp; /* out: RSP moved by so much */
};

/*
 * Loads all of @regs, calls @thunk, stores all of them back. Not for more than
 * one thread at a time.
 */
void hop_regs_call(struct hop_regs *regs, hop_thunk thunk);

/* The same for 32-bit programs. */
struct hop_regs32 {
	uint32_t general[HOP_NR_GENERAL_32];
	uint32_t eflags;
	uint32_t esp; /* out: ESP moved by so much */
};

void hop_regs32_call(struct hop_regs32 *regs, hop_thunk thunk);

#endif

#endif
