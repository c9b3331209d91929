// SPDX-License-Identifier: GPL-2.0
/*
 * Ordinary entries with the own gates armed: each exception gives the signal
 * that it gives on a stock kernel, and the gates work before and after it.
 */
#include <kselftest_harness.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "lib/x86/x86.h"

#define RECORDS 3
#define PAGES 256
#define FREE_ADDRESS 0x10ul
#define ERROR_WRITE_USER_PROTECTION 7
#define ERROR_READ_USER_MISSING 4

FIXTURE(fault)
{
	int fd;
	int cpu;
	struct hop_info info;
};

FIXTURE_SETUP(fault)
{
	int cpus[HOP_MAX_CPUS];

	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	ASSERT_LT(0, hop_online(cpus));
	self->cpu = cpus[0];
	ASSERT_EQ(0, hop_pin(self->cpu));
	if (self->info.features & HOP_FEAT_GATES) {
		ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_BOTH));
	}
}

FIXTURE_TEARDOWN(fault)
{
	close(self->fd);
}

typedef FIXTURE_DATA(fault) fault_self;

/* Each gate from each mode: three records each time, nothing else. */
static int gates_work(fault_self *self)
{
	struct hop_record rec[4 * RECORDS + 1];
	int err = hop_skip_tape(self->fd, self->cpu);

	hop_int_many(self->info.vector[HOP_GATE_OWN], 1);
	hop_int_many(self->info.vector[HOP_GATE_IST], 1);
	err = err ?: hop_kernel_fire(self->fd, HOP_GATE_OWN, 1);
	err = err ?: hop_kernel_fire(self->fd, HOP_GATE_IST, 1);
	err = err   ?:
		      hop_read_tape(self->fd, self->cpu, rec, 4 * RECORDS + 1,
				    NULL);
	return err == 4 * RECORDS;
}

static int do_int3(void *arg)
{
	asm volatile("int3");
	return !arg;
}

static int do_ud2(void *arg)
{
	asm volatile("ud2");
	return !arg;
}

static int do_divide(void *arg)
{
	asm volatile("xorl %%ecx, %%ecx; divl %%ecx" ::
			     : "eax", "ecx", "edx", "cc");
	return !arg;
}

static int do_hlt(void *arg)
{
	asm volatile("hlt");
	return !arg;
}

static int do_noncanonical(void *arg)
{
	asm volatile("movb (%0), %%al" ::"r"(0x8000000000000000ul) : "al");
	return !arg;
}

static int do_read_missing(void *arg)
{
	asm volatile("movb (%0), %%al" ::"r"(FREE_ADDRESS) : "al");
	return !arg;
}

/* @arg may only be read; the child reads first, so that the page is there. */
static int do_write_protected(void *arg)
{
	char was = *(volatile char *)arg;

	asm volatile("movb $1, (%0)" ::"r"(arg) : "memory");
	return was;
}

enum address { ADDR_NONE, ADDR_IP, ADDR_ARG, ADDR_FREE };

static const struct exception {
	const char *name;
	int (*raise)(void *arg);
	int signal;
	int code;
	unsigned int trap;
	unsigned int error;
	enum address addr;
	unsigned int past; /* bytes by which RIP is past the instruction */
	uint8_t opcode; /* its first byte: is the RIP told the right one? */
} exceptions[] = {
	{ "int3", do_int3, SIGTRAP, SI_KERNEL, 3, 0, ADDR_NONE, 1, 0xcc },
	{ "ud2", do_ud2, SIGILL, ILL_ILLOPN, 6, 0, ADDR_IP, 0, 0x0f },
	{ "divide error", do_divide, SIGFPE, FPE_INTDIV, 0, 0, ADDR_IP, 0,
	  0xf7 },
	{ "#GP by hlt", do_hlt, SIGSEGV, SI_KERNEL, 13, 0, ADDR_NONE, 0, 0xf4 },
	{ "#GP by address", do_noncanonical, SIGSEGV, SI_KERNEL, 13, 0,
	  ADDR_NONE, 0, 0x8a },
	{ "read of nothing", do_read_missing, SIGSEGV, SEGV_MAPERR, 14,
	  ERROR_READ_USER_MISSING, ADDR_FREE, 0, 0x8a },
	{ "write to a read-only page", do_write_protected, SIGSEGV, SEGV_ACCERR,
	  14, ERROR_WRITE_USER_PROTECTION, ADDR_ARG, 0, 0xc6 },
};

static uint64_t expected_addr(const struct exception *e,
			      const struct hop_child_end *end, void *page)
{
	switch (e->addr) {
	case ADDR_IP:
		return end->ip;
	case ADDR_ARG:
		return (uintptr_t)page;
	case ADDR_FREE:
		return FREE_ADDRESS;
	default:
		return 0;
	}
}

TEST_F(fault, exceptions_give_their_signals)
{
	void *page = mmap(NULL, HOP_PAGE, PROT_READ,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const struct exception *e;
	struct hop_child_end end;

	NEED_GATES(&self->info);
	ASSERT_NE(MAP_FAILED, page);
	for (e = exceptions; e < exceptions + ARRAY_SIZE(exceptions); e++) {
		ASSERT_TRUE(gates_work(self));
		ASSERT_EQ(0, hop_child(e->raise, page, &end));
		EXPECT_EQ(e->signal, end.signal) TH_LOG("by %s", e->name);
		EXPECT_EQ(e->code, end.code);
		EXPECT_EQ(e->trap, end.trap);
		EXPECT_HEX(e->error, end.error);
		EXPECT_HEX(expected_addr(e, &end, page), end.addr);
		ASSERT_NE(0, end.ip);
		EXPECT_HEX(e->opcode, *(uint8_t *)(end.ip - e->past));
		EXPECT_TRUE(gates_work(self));
	}
}

TEST_F(fault, syscalls_answer)
{
	pid_t want = getppid();
	int i;

	NEED_GATES(&self->info);
	for (i = 0; i < 1000; i++) {
		hop_int_many(self->info.vector[i & 1], 1);
		ASSERT_EQ(want, syscall(SYS_getppid));
		ASSERT_EQ(-1, syscall(~0ul >> 33));
		ASSERT_EQ(ENOSYS, errno);
	}
	EXPECT_TRUE(gates_work(self));
}

TEST_F(fault, int80_answers)
{
	int i;

	NEED_GATES(&self->info);
	for (i = 0; i < 1000; i++) {
		hop_int_many(self->info.vector[i & 1], 1);
		ASSERT_EQ(getppid(), hop_int80(HOP_NR32_GETPPID));
	}
}

/* Each page costs one fault and starts as zeroes. */
TEST_F(fault, first_touch)
{
	struct rusage before, after;
	volatile char *mem;
	int i, err;

	NEED_GATES(&self->info);
	mem = mmap(NULL, PAGES * HOP_PAGE, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, (void *)mem);
	err = madvise((void *)mem, PAGES * HOP_PAGE, MADV_NOHUGEPAGE) ? errno :
									0;
	/* A kernel without huge pages (PREEMPT_RT) does not know the advice. */
	ASSERT_EQ(access("/sys/kernel/mm/transparent_hugepage", F_OK) ? EINVAL :
									0,
		  err);
	ASSERT_EQ(0, getrusage(RUSAGE_SELF, &before));
	for (i = 0; i < PAGES; i++) {
		hop_int_many(self->info.vector[i & 1], 1);
		ASSERT_EQ(0, mem[i * HOP_PAGE]);
		mem[i * HOP_PAGE] = i;
	}
	ASSERT_EQ(0, getrusage(RUSAGE_SELF, &after));
	/* Read first maps the zero page, the write after it makes a copy. */
	EXPECT_EQ(2 * PAGES, after.ru_minflt - before.ru_minflt);
	EXPECT_TRUE(gates_work(self));
}

TEST_HARNESS_MAIN
