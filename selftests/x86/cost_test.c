// SPDX-License-Identifier: GPL-2.0
/*
 * What a round trip through the own gate costs, in guest instructions: one tick
 * of the time-stamp counter is one instruction when QEMU counts them
 * (scripts/vm -i). Anywhere else the numbers mean nothing and the test skips.
 */
#include <kselftest_harness.h>
#include <sys/syscall.h>

#include "lib/instructions.h"
#include "lib/x86/x86.h"

#define ROUNDS 200
#define LIMIT 150
#define VECTOR_SYSCALL 0x80
#define GETPPID_32 64
#define HOP_ENTER_BYTES 2

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

TEST(round_trip_of_the_own_gate)
{
	struct hop_info info;
	uint32_t own;
	int fd = hop_device_open();

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, hop_info_get(fd, &info));
	NEED_GATES(&info);
	NEED_INSTRUCTIONS();
	ASSERT_EQ(0, hop_gates_arm(fd, HOP_BOTH));
	own = cost_of_int(info.vector[HOP_GATE_OWN], 0);
	TH_LOG("instructions: own-user %u, own-ist-user %u, int80 %u, syscall %u",
	       own, cost_of_int(info.vector[HOP_GATE_IST], 0),
	       cost_of_int(VECTOR_SYSCALL, GETPPID_32),
	       cost((uintptr_t)hop_syscall_thunk, SYS_getppid));
	EXPECT_LT(20, own);
	EXPECT_GE(LIMIT, own);
	close(fd);
}

TEST_HARNESS_MAIN
