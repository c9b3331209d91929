// SPDX-License-Identifier: GPL-2.0
/*
 * Tells a time-stamp counter that counts instructions from one that counts time.
 */
#include <cpuid.h>
#include <string.h>

#include "arch/arch.h"

#define TURNS 10000
#define TURN_INSTRUCTIONS 2
#define STAMP_INSTRUCTIONS 50 /* more than there are around the loop */
#define TRIES 10

uint64_t hop_ticks_now(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high)::"memory");
	return (uint64_t)high << 32 | low;
}

static uint64_t loop_ticks(void)
{
	uint64_t turns = TURNS, from = hop_ticks_now();

	__asm__ volatile("1:\tdec %0\n\tjnz 1b" : "+r"(turns)::"cc");
	return hop_ticks_now() - from;
}

/* Some are hit by an interrupt; the least of a few is not. */
bool hop_ticks_instructions(void)
{
	const uint64_t want = TURNS * TURN_INSTRUCTIONS;
	uint64_t least = UINT64_MAX;

	for (int i = 0; i < TRIES; i++) {
		uint64_t took = loop_ticks();

		if (took < least)
			least = took;
	}
	return least >= want && least < want + STAMP_INSTRUCTIONS;
}

/* The leaf of hypervisors: QEMU signs it so when it translates the code. */
#define LEAF_HYPERVISOR 0x40000000

const char *hop_ticks_emulator(void)
{
	uint32_t word[3], eax;

	__cpuid(LEAF_HYPERVISOR, eax, word[0], word[1], word[2]);
	(void)eax;
	return memcmp(word, "TCGTCGTCGTCG", sizeof(word)) ? NULL : "QEMU's TCG";
}

/* An emulator whose CPUs take turns ends the turn at a PAUSE. */
void hop_ticks_relax(void)
{
	__asm__ volatile("pause" ::: "memory");
}
