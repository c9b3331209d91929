// SPDX-License-Identifier: GPL-2.0
/*
 * What a round trip through the own gate costs, in guest instructions: one tick
 * of the time-stamp counter is one instruction when QEMU counts them
 * (scripts/vm -i). Anywhere else the numbers mean nothing and the test skips.
 */
#include <kselftest_harness.h>
#include <sys/syscall.h>

#include "lib/x86/x86.h"

#define ROUNDS 200
#define LOOP 10000
#define TRIES 10
#define LIMIT 150
#define VECTOR_SYSCALL 0x80
#define GETPPID_32 64
#define HOP_ENTER_BYTES 2
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

/* Ticks between two RDTSC with a call of @code in between, RAX being @rax. */
static uint32_t ticks_of(uint64_t code, uint64_t rax)
{
	uint32_t took;

	asm volatile("rdtsc\n\t"
		     "movl %%eax, %%esi\n\t"
		     "movq %[rax], %%rax\n\t"
		     "call *%[code]\n\t"
		     "rdtsc\n\t"
		     "subl %%esi, %%eax"
		     : "=&a"(took)
		     : [code] "r"(code), [rax] "r"(rax)
		     : "memory", "cc", "rcx", "rdx", "rsi", "r8", "r9", "r10",
		       "r11");
	return took;
}

/* The least in many rounds: no interrupt hit that one. */
static uint32_t least(uint64_t code, uint64_t rax)
{
	uint32_t best = ~0u;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		uint32_t took = ticks_of(code, rax);

		if (took < best)
			best = took;
	}
	return best;
}

/* Instructions from one that enters the kernel to the next: a `ret` is taken off. */
static uint32_t cost(uint64_t code, uint64_t rax)
{
	return least(code, rax) - least(code + HOP_ENTER_BYTES, rax);
}

/* `int n` and `syscall` are two bytes; behind them each thunk has a `ret`. */
static uint32_t cost_of_int(unsigned int vector, uint64_t rax)
{
	return cost((uintptr_t)hop_int_thunk(vector), rax);
}

static const char not_counting[] =
	"the TSC does not count instructions here; run under scripts/vm -i";

TEST(round_trip_of_the_own_gate)
{
	struct hop_info info;
	uint32_t own;
	int fd = hop_device_open();

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, hop_info_get(fd, &info));
	NEED_GATES(&info);
	if (!counts_instructions())
		SKIP(return, "%s", not_counting);
	ASSERT_EQ(0, hop_gates_arm(fd, HOP_BOTH));
	own = cost_of_int(info.vector[HOP_GATE_OWN], 0);
	TH_LOG("own gate %u, ist gate %u, int 80h %u, getppid %u", own,
	       cost_of_int(info.vector[HOP_GATE_IST], 0),
	       cost_of_int(VECTOR_SYSCALL, GETPPID_32),
	       cost((uintptr_t)hop_syscall_thunk, SYS_getppid));
	EXPECT_LT(20, own);
	EXPECT_GE(LIMIT, own);
	close(fd);
}

TEST_HARNESS_MAIN
