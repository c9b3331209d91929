// SPDX-License-Identifier: GPL-2.0
/*
 * Firing gates from user mode, and what the CPU must push when they fire.
 */
#include <stddef.h>

#include "lib/x86/x86.h"

#ifdef __x86_64__
#define HOP_SP "rsp"
_Static_assert(HOP_REGS_R8 == 8 * HOP_R8, "general registers");
_Static_assert(offsetof(struct hop_regs, rflags) == HOP_REGS_RFLAGS, "rflags");
_Static_assert(offsetof(struct hop_regs, rsp) == HOP_REGS_RSP, "rsp");
#else
#define HOP_SP "esp"
_Static_assert(HOP_REGS32_EBP == 4 * HOP_RBP, "general registers");
_Static_assert(offsetof(struct hop_regs32, eflags) == HOP_REGS32_EFLAGS,
	       "eflags");
_Static_assert(offsetof(struct hop_regs32, esp) == HOP_REGS32_ESP, "esp");
#endif

hop_thunk hop_int_thunk(unsigned int vector)
{
	return (hop_thunk)(uintptr_t)hop_int_thunks[vector & 0xff];
}

uint64_t hop_int_next(unsigned int vector)
{
	return (uintptr_t)hop_int_thunk(vector) + HOP_INT_BYTES;
}

/*
 * Between pushf and the int nothing changes a flag; the call pushes one word.
 * The build has no red zone that pushing could hit.
 */
void hop_int(unsigned int vector, struct hop_int_frame *shot)
{
	unsigned long sp, flags;

	asm volatile("pushf\n\t"
		     "pop %[flags]\n\t"
		     "mov %%" HOP_SP ", %[sp]\n\t"
		     "call *%[thunk]"
		     : [flags] "=&r"(flags), [sp] "=&r"(sp)
		     : [thunk] "r"(hop_int_thunk(vector))
		     : "memory", "cc");
	shot->ip = hop_int_next(vector);
	shot->sp = sp - sizeof(long);
	shot->rflags = flags;
}

void hop_int_many(unsigned int vector, unsigned long count)
{
	hop_thunk thunk = hop_int_thunk(vector);

	while (count--)
		thunk();
}
