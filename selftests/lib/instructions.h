/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether one tick of the time-stamp counter is one instruction: so it is in
 * guests whose instructions QEMU counts (scripts/vm -i).
 */
#ifndef HOP_LIB_INSTRUCTIONS_H
#define HOP_LIB_INSTRUCTIONS_H

#include <stdbool.h>
#include <stdint.h>

#define HOP_LOOP_TURNS 10000
#define HOP_LOOP_INSTRUCTIONS 2 /* of one turn */
#define HOP_LOOP_TRIES 10

static inline uint64_t hop_ticks(void)
{
	uint32_t low, high;

	asm volatile("rdtsc" : "=a"(low), "=d"(high)::"memory");
	return (uint64_t)high << 32 | low;
}

/*
 * Does a loop of known length take as many ticks as it has instructions? Some
 * turns are hit by an interrupt; the least of a few is not.
 */
static inline bool hop_counts_instructions(void)
{
	uint64_t want = HOP_LOOP_TURNS * HOP_LOOP_INSTRUCTIONS, best = ~0ul;
	int i;

	for (i = 0; i < HOP_LOOP_TRIES; i++) {
		uint64_t turns = HOP_LOOP_TURNS, took = hop_ticks();

		asm volatile("1:\tdecq %0\n\tjnz 1b" : "+r"(turns)::"cc");
		took = hop_ticks() - took;
		if (took < best)
			best = took;
	}
	return best >= want && best < want + 50;
}

/* For the first line of a test of costs. */
#define NEED_INSTRUCTIONS()                                                         \
	do {                                                                        \
		if (!hop_counts_instructions())                                     \
			SKIP(return,                                                \
				   "the TSC does not count instructions here; run " \
				   "under scripts/vm -i");                          \
	} while (0)

#endif
