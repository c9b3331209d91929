// SPDX-License-Identifier: GPL-2.0
/*
 * What a round trip through the own gate costs, in guest instructions: one tick
 * of the time-stamp counter is one instruction when QEMU counts them
 * (scripts/vm -i). Anywhere else the numbers mean nothing and the test skips.
 */
#include <kselftest_harness.h>
#include <sys/syscall.h>

#include "lib/lib.h"

#define ROUNDS 200
#define LOOP 10000
#define TRIES 10
#define LIMIT 150
#define VECTOR_SYSCALL 0x80
#define GETPPID_32 64
#define LOOP_INSTRUCTIONS 2 /* of one turn of the calibration loop */

static inline uint64_t rdtsc(void)
{
	uint32_t low, high;

	asm volatile("rdtsc" : "=a"(low), "=d"(high)::"memory");
	return (uint64_t)high << 32 | low;
}

static uint64_t ticks_of_loop(void)
{
	uint64_t turns = LOOP, from = rdtsc();

	asm volatile("1:\tdecq %0\n\tjnz 1b" : "+r"(turns)::"cc");
	return rdtsc() - from;
}

/*
 * Does a loop of known length take as many ticks as it has instructions? Some
 * turns are hit by an interrupt; the least of a few is not.
 */
static bool counts_instructions(void)
{
	uint64_t want = LOOP * LOOP_INSTRUCTIONS, best = ~0ul;
	int i;

	for (i = 0; i < TRIES; i++) {
		uint64_t took = ticks_of_loop();

		if (took < best)
			best = took;
	}
	return best >= want && best < want + 50;
}

static void do_nothing(const void *arg)
{
	(void)arg;
}

/* By the address of a vector. */
static void do_int(const void *vector)
{
	hop_int_many(*(const __u32 *)vector, 1);
}

static void do_int80(const void *arg)
{
	long number = GETPPID_32;

	(void)arg;
	asm volatile("int $0x80"
		     : "+a"(number)::"memory", "r8", "r9", "r10", "r11");
}

static void do_getppid(const void *arg)
{
	long number = SYS_getppid;

	(void)arg;
	asm volatile("syscall" : "+a"(number)::"memory", "rcx", "r11");
}

/* The least that @what took in many rounds: no interrupt hit that one. */
static uint64_t least(void (*what)(const void *), const void *arg)
{
	uint64_t best = ~0ul, took;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		took = rdtsc();
		what(arg);
		took = rdtsc() - took;
		if (took < best)
			best = took;
	}
	return best;
}

static uint64_t cost(void (*what)(const void *), const void *arg)
{
	return least(what, arg) - least(do_nothing, NULL);
}

static const char not_counting[] =
	"the TSC does not count instructions here; run under scripts/vm -i";

TEST(round_trip_of_the_own_gate)
{
	struct hop_info info;
	uint64_t own;
	int fd = hop_open();

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, hop_info(fd, &info));
	NEED_GATES(&info);
	if (!counts_instructions())
		SKIP(return, "%s", not_counting);
	ASSERT_EQ(0, hop_arm(fd, HOP_BOTH));
	own = cost(do_int, &info.vector[HOP_GATE_OWN]);
	TH_LOG("own gate %ju, ist gate %ju, int 80h %ju, getppid %ju",
	       (uintmax_t)own,
	       (uintmax_t)cost(do_int, &info.vector[HOP_GATE_IST]),
	       (uintmax_t)cost(do_int80, NULL),
	       (uintmax_t)cost(do_getppid, NULL));
	EXPECT_LT(20, own);
	EXPECT_GE(LIMIT, own);
	close(fd);
}

TEST_HARNESS_MAIN
