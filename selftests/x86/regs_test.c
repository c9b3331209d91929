// SPDX-License-Identifier: GPL-2.0
/*
 * Own gates give every register back as it was: general, flags, segments, the
 * bases of FS and GS, vector registers. Also when single-stepped.
 */
#include <kselftest_harness.h>
#include <asm/prctl.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include "lib/x86/x86.h"

#define ROUNDS 5000
#define VECTOR_SYSCALL 0x80
#define HWCAP2_FSGSBASE_BIT 2
#define KERNEL_HALF 0xffff888000000000ul

/* Flags that user mode may set and that an int and its IRET keep. */
#define FLAG_CF 0x000001ul
#define FLAG_FIXED 0x000002ul
#define FLAG_PF 0x000004ul
#define FLAG_AF 0x000010ul
#define FLAG_ZF 0x000040ul
#define FLAG_SF 0x000080ul
#define FLAG_TF 0x000100ul
#define FLAG_IF 0x000200ul
#define FLAG_DF 0x000400ul
#define FLAG_OF 0x000800ul
#define FLAG_NT 0x004000ul
#define FLAG_AC 0x040000ul
#define FLAG_ID 0x200000ul

static const uint64_t all_flags[] = { FLAG_CF, FLAG_PF, FLAG_AF, FLAG_ZF,
				      FLAG_SF, FLAG_DF, FLAG_OF, FLAG_NT,
				      FLAG_AC, FLAG_ID };

FIXTURE(regs)
{
	int fd;
	struct hop_info info;
	unsigned int vector;
	hop_thunk thunk;
	int cpus[HOP_MAX_CPUS];
	int nr_cpus;
};

FIXTURE_VARIANT(regs)
{
	int gate;
};

FIXTURE_VARIANT_ADD(regs, own)
VALUES(.gate = HOP_GATE_OWN);

FIXTURE_VARIANT_ADD(regs, ist)
VALUES(.gate = HOP_GATE_IST);

FIXTURE_SETUP(regs)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	self->vector = self->info.vector[variant->gate];
	self->thunk = hop_int_thunk(self->vector);
	self->nr_cpus = hop_online(self->cpus);
	ASSERT_LT(0, self->nr_cpus);
	if (self->info.features & HOP_FEAT_GATES) {
		ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_BOTH));
	}
}

FIXTURE_TEARDOWN(regs)
{
	close(self->fd);
}

static uint64_t random_flags(void)
{
	uint64_t pick = hop_random(), flags = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all_flags); i++)
		if (pick & 1ul << i)
			flags |= all_flags[i];
	return flags;
}

/* Calls the thunk with random registers and @flags; counts what came back wrong. */
static int wrong_registers(hop_thunk thunk, uint64_t flags)
{
	static const char *const names[HOP_NR_GENERAL] = {
		"rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "r8",
		"r9",  "r10", "r11", "r12", "r13", "r14", "r15"
	};
	struct hop_regs set = {}, got;
	int i, wrong = 0;

	for (i = 0; i < HOP_NR_GENERAL; i++)
		set.general[i] = hop_random();
	set.rflags = flags | FLAG_IF | FLAG_FIXED;
	got = set;
	hop_regs_call(&got, thunk);
	for (i = 0; i < HOP_NR_GENERAL; i++) {
		if (got.general[i] == set.general[i])
			continue;
		ksft_print_msg("%s: set %#lx, got %#lx\n", names[i],
			       set.general[i], got.general[i]);
		wrong++;
	}
	if (got.rflags != set.rflags)
		ksft_print_msg("rflags: set %#lx, got %#lx\n", set.rflags,
			       got.rflags);
	if (got.rsp)
		ksft_print_msg("rsp moved by %#lx\n", got.rsp);
	return wrong + (got.rflags != set.rflags) + (got.rsp != 0);
}

TEST_F(regs, general_and_flags)
{
	int i, round;

	NEED_GATES(&self->info);
	for (i = 0; i < self->nr_cpus; i++) {
		ASSERT_EQ(0, hop_pin(self->cpus[i]));
		for (round = 0; round < ROUNDS; round++)
			ASSERT_IS(0,
				  wrong_registers(self->thunk, random_flags()));
	}
}

TEST_F(regs, each_flag_alone)
{
	size_t i;

	NEED_GATES(&self->info);
	EXPECT_EQ(0, wrong_registers(self->thunk, 0));
	for (i = 0; i < ARRAY_SIZE(all_flags); i++)
		EXPECT_IS(0, wrong_registers(self->thunk, all_flags[i]));
}

TEST_F(regs, fs_and_gs_base)
{
	uint64_t fs, gs, want, got;
	int i;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, syscall(SYS_arch_prctl, ARCH_GET_FS, &fs));
	ASSERT_EQ(0, syscall(SYS_arch_prctl, ARCH_GET_GS, &gs));
	for (i = 0; i < ROUNDS / 10; i++) {
		want = hop_random() >> 17;
		ASSERT_EQ(0, syscall(SYS_arch_prctl, ARCH_SET_GS, want));
		hop_int_many(self->vector, 1);
		ASSERT_EQ(0, syscall(SYS_arch_prctl, ARCH_GET_GS, &got));
		EXPECT_HEX(want, got);
		ASSERT_EQ(0, syscall(SYS_arch_prctl, ARCH_GET_FS, &got));
		ASSERT_EQ(fs, got);
	}
	syscall(SYS_arch_prctl, ARCH_SET_GS, gs);
}

static uint64_t rdgsbase(void)
{
	uint64_t base;

	asm volatile("rdgsbase %0" : "=r"(base));
	return base;
}

static void wrgsbase(uint64_t base)
{
	asm volatile("wrgsbase %0" ::"r"(base));
}

/* What makes the sign test of GSBASE wrong, and why FSGSBASE needs another. */
TEST_F(regs, gs_base_in_the_kernel_half)
{
	struct hop_record rec[4];
	uint64_t gs;
	int i;

	NEED_GATES(&self->info);
	if (!(getauxval(AT_HWCAP2) & HWCAP2_FSGSBASE_BIT))
		SKIP(return, "no FSGSBASE: user mode cannot set such a base");
	EXPECT_NE(0, self->info.features & HOP_FEAT_FSGSBASE);
	ASSERT_EQ(0, hop_pin(self->cpus[0]));
	gs = rdgsbase();
	for (i = 0; i < 100; i++) {
		uint64_t want = KERNEL_HALF + (hop_random() & 0x3fffffff000ul);

		ASSERT_EQ(0, hop_skip_tape(self->fd, self->cpus[0]));
		wrgsbase(want);
		hop_int_many(self->vector, 1);
		EXPECT_HEX(want, rdgsbase());
		wrgsbase(gs);
		ASSERT_EQ(3,
			  hop_read_tape(self->fd, self->cpus[0], rec, 4, NULL));
		EXPECT_NE(0, rec[1].flags & HOP_REC_USER);
	}
}

/* The sixteen XMM registers, MXCSR and the x87 control word, by one FXSAVE. */
struct fx_area {
	uint16_t control;
	uint8_t other[22];
	uint32_t mxcsr;
	uint32_t mask;
	uint8_t st[128];
	uint8_t xmm[256];
	uint8_t rest[96];
} __attribute__((aligned(16)));

TEST_F(regs, vector_registers)
{
	static struct fx_area set, got, saved;
	hop_thunk thunk = self->thunk;
	size_t i, round;

	NEED_GATES(&self->info);
	for (round = 0; round < ROUNDS / 10; round++) {
		asm volatile("fxsave %0" : "=m"(saved));
		set = saved;
		for (i = 0; i < sizeof(set.xmm); i++)
			set.xmm[i] = hop_random();
		set.mxcsr = 0x1f80 | (hop_random() & 0x6000);
		set.control = 0x037f | (hop_random() & 0x0c00);
		asm volatile("fxrstor %1\n\t"
			     "call *%2\n\t"
			     "fxsave %0\n\t"
			     "fxrstor %3"
			     : "=m"(got)
			     : "m"(set), "r"(thunk), "m"(saved)
			     : "memory");
		ASSERT_EQ(0, memcmp(set.xmm, got.xmm, sizeof(set.xmm)));
		EXPECT_HEX(set.mxcsr, got.mxcsr);
		EXPECT_HEX(set.control, got.control);
	}
}

TEST_F(regs, data_segments)
{
	hop_thunk thunk = self->thunk;
	/* Other null selectors, 1 to 3, become 0 at any IRET. */
	static const uint16_t selectors[] = { 0x2b, 0 };
	size_t i;

	NEED_GATES(&self->info);
	for (i = 0; i < ARRAY_SIZE(selectors); i++) {
		uint16_t ds, es;

		asm volatile("movw %w2, %%ds\n\t"
			     "movw %w2, %%es\n\t"
			     "call *%3\n\t"
			     "movw %%ds, %0\n\t"
			     "movw %%es, %1\n\t"
			     : "=&r"(ds), "=&r"(es)
			     : "r"(selectors[i]), "r"(thunk)
			     : "memory");
		EXPECT_HEX(selectors[i], ds);
		EXPECT_HEX(selectors[i], es);
	}
	asm volatile("movw %w0, %%ds; movw %w0, %%es" ::"r"(0));
}

#define MAX_STEPS 32

static uint64_t steps[MAX_STEPS];
static int nr_steps;

/* Notes where each step ends; the flags popped after the call have no TF. */
static void step(int signal, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)signal;
	(void)info;
	if (nr_steps < MAX_STEPS)
		steps[nr_steps++] = uc->uc_mcontext.gregs[REG_RIP];
}

/* Steps through a thunk; @seen gets the places inside it where steps ended. */
static int step_through(unsigned int vector, uint64_t seen[MAX_STEPS])
{
	uint64_t thunk = (uintptr_t)hop_int_thunk(vector);
	struct hop_regs regs = { .general[HOP_RAX] = ~0ul, .rflags = FLAG_TF };
	int i, nr = 0;

	nr_steps = 0;
	hop_regs_call(&regs, hop_int_thunk(vector));
	for (i = 0; i < nr_steps; i++)
		if (steps[i] - thunk < 4)
			seen[nr++] = steps[i] - thunk;
	return nr;
}

/* Steps through an own gate end where those through int 80h do. */
TEST_F(regs, single_step)
{
	struct sigaction sa = { .sa_sigaction = step, .sa_flags = SA_SIGINFO };
	uint64_t stock[MAX_STEPS], own[MAX_STEPS];
	int nr, i;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, sigaction(SIGTRAP, &sa, NULL));
	nr = step_through(VECTOR_SYSCALL, stock);
	ASSERT_LT(0, nr);
	ASSERT_EQ(nr, step_through(self->vector, own));
	for (i = 0; i < nr; i++)
		EXPECT_IS(stock[i], own[i]);
}

TEST_HARNESS_MAIN
