// SPDX-License-Identifier: GPL-2.0
/*
 * Whether one tick of the time-stamp counter is one instruction.
 */
#include "lib/x86/x86.h"

#define HOP_LOOP_TURNS 10000
#define HOP_LOOP_INSTRUCTIONS 2 /* of one turn */
#define HOP_LOOP_TRIES 10

static uint64_t hop_ticks(void)
{
	uint32_t low, high;

	asm volatile("rdtsc" : "=a"(low), "=d"(high)::"memory");
	return (uint64_t)high << 32 | low;
}

static uint64_t hop_ticks_of_loop(void)
{
	unsigned long turns = HOP_LOOP_TURNS;
	uint64_t from = hop_ticks();

	asm volatile("1:\tdec %0\n\tjnz 1b" : "+r"(turns)::"cc");
	return hop_ticks() - from;
}

/*
 * Does a loop of known length take as many ticks as it has instructions? Some
 * turns are hit by an interrupt; the least of a few is not.
 */
bool hop_counts_instructions(void)
{
	uint64_t want = HOP_LOOP_TURNS * HOP_LOOP_INSTRUCTIONS, best = ~0ull;
	int i;

	for (i = 0; i < HOP_LOOP_TRIES; i++) {
		uint64_t took = hop_ticks_of_loop();

		if (took < best)
			best = took;
	}
	return best >= want && best < want + 50;
}
