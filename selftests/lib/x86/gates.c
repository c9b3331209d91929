// SPDX-License-Identifier: GPL-2.0
/*
 * The ways into the kernel by own gates and others, as tests expect them.
 */
#include <string.h>

#include "lib/x86/x86.h"

/* The slot of the TSS that stackhop takes. */
#define HOP_IST_SLOT 5

const struct hop_gate_path hop_gate_paths[] = {
	{ "own", "user", "user > entry > own > entry > user" },
	{ "own", "kernel", "task > own > task" },
	{ "own-ist", "user", "user > own-ist > user" },
	{ "own-ist", "kernel", "task > own-ist > task" },
};

const int hop_gate_paths_nr = ARRAY_SIZE(hop_gate_paths);

void hop_user_fire(const struct hop_info *info, unsigned int gate,
		   unsigned long count)
{
	hop_int_many(info->vector[gate], count);
}

void hop_breakpoint(void)
{
	asm volatile("int3");
}

uint64_t hop_gate_stack(const struct hop_snapshot *snap, unsigned int gate)
{
	return gate == HOP_GATE_IST ?
		       hop_snapshot_value(snap, HOP_X86_IST + HOP_IST_SLOT) :
		       hop_snapshot_value(snap, HOP_X86_SP0);
}

bool hop_is_interrupt_entry(const char *name)
{
	return strstr(name, "asm_sysvec") ||
	       strstr(name, "asm_common_interrupt");
}

/* The entry of int80 clears these registers. */
long hop_int80(long number)
{
	long ret;

	asm volatile("int $0x80"
		     : "=a"(ret)
		     : "0"(number)
		     : "r8", "r9", "r10", "r11", "memory");
	return ret;
}
