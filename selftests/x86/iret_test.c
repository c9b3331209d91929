// SPDX-License-Identifier: GPL-2.0
/*
 * Ways back to user mode that fault or are odd: a stack segment that has gone
 * bad, one of 16 bits. The task gets its signal, the machine goes on.
 */
#include <kselftest_harness.h>
#include <asm/ldt.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <ucontext.h>

#include "lib/x86/x86.h"

#define RECORDS 3
#define TRAP_GP 13
#define LDT_SELECTOR 0x7 /* entry 0, table LDT, RPL 3 */
#define UNPRESENT "/sys/module/stackhop_test/parameters/unpresent"
#define ATTEMPTS 20
#define FLAG_STRICT_SS 0x4 /* UC_STRICT_RESTORE_SS of asm/ucontext.h */

FIXTURE(iret)
{
	int fd;
	struct hop_info info;
	int cpus[HOP_MAX_CPUS];
	int nr_cpus;
};

FIXTURE_VARIANT(iret)
{
	int gate;
};

FIXTURE_VARIANT_ADD(iret, own)
VALUES(.gate = HOP_GATE_OWN);

FIXTURE_VARIANT_ADD(iret, ist)
VALUES(.gate = HOP_GATE_IST);

FIXTURE_SETUP(iret)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	self->nr_cpus = hop_online(self->cpus);
	ASSERT_LT(0, self->nr_cpus);
	if (self->info.features & HOP_FEAT_GATES) {
		ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_BOTH));
	}
}

FIXTURE_TEARDOWN(iret)
{
	close(self->fd);
}

/* A writable data segment; 16-bit ones go out by way of espfix. */
static int set_ldt(bool big, bool not_present)
{
	struct user_desc desc = {
		.entry_number = 0,
		.limit = 0xfffff,
		.seg_32bit = big,
		.limit_in_pages = 1,
		.seg_not_present = not_present,
	};

	return syscall(SYS_modify_ldt, 1, &desc, sizeof(desc));
}

/* Makes a thread-local segment for this thread. */
static int set_tls(unsigned int *selector)
{
	static struct user_desc desc = {
		.entry_number = -1,
		.limit = 0xfffff,
		.seg_32bit = 1,
		.limit_in_pages = 1,
	};

	/* Only 32-bit calls have it. Static data lies below 4 GiB. */
	long ret = 243; /* set_thread_area of the 32-bit table */

	asm volatile("int $0x80"
		     : "+a"(ret)
		     : "b"(&desc)
		     : "memory", "r8", "r9", "r10", "r11");
	*selector = desc.entry_number << 3 | 3;
	return ret;
}

/**
 * struct spin - a child that fires with a stack segment of its own
 * @thunk:	what it calls
 * @selector:	its SS; 0: TLS, chosen by the kernel
 * @passages:	out: how often it came back
 * @cpu:	where it spins
 * @other:	where the spoiler runs
 */
struct spin {
	hop_thunk thunk;
	unsigned int selector;
	volatile uint64_t passages;
	int cpu;
	int other;
};

static void *spoil(void *arg)
{
	struct spin *spin = arg;
	char text[16] = "ldt";

	if (spin->selector != LDT_SELECTOR)
		snprintf(text, sizeof(text), "tls %d", spin->cpu);
	hop_pin(spin->other);
	while (!spin->passages)
		__builtin_ia32_pause();
	/* Once is not enough: after a switch, a thread's own segments are new. */
	for (;;) {
		usleep(1000 + spin->passages % 997);
		if (hop_spit(UNPRESENT, text))
			_exit(6);
	}
}

static void call_with_ss(struct spin *spin, bool for_ever)
{
	asm volatile("movl %[ss], %%ss\n"
		     "1:\tcall *%[thunk]\n\t"
		     "incq %[count]\n\t"
		     "testl %[more], %[more]\n\t"
		     "jnz 1b\n\t"
		     "movl %[stock], %%ss"
		     : [count] "+m"(spin->passages)
		     : [ss] "r"(spin->selector), [thunk] "r"(spin->thunk),
		       [more] "r"((int)for_ever), [stock] "r"(0x2b)
		     : "memory", "cc", "rax", "r8", "r9", "r10", "r11");
}

static int spin_until_spoilt(void *arg)
{
	struct spin *spin = arg;
	pthread_t thread;

	if (hop_pin(spin->cpu))
		return 2;
	if (spin->selector == LDT_SELECTOR ? set_ldt(true, false) :
					     set_tls(&spin->selector))
		return 3;
	if (pthread_create(&thread, NULL, spoil, spin))
		return 4;
	call_with_ss(spin, true);
	return 5;
}

static int load_test_module(void)
{
	struct utsname uts;
	char command[300];

	if (!access(UNPRESENT, F_OK))
		return 0;
	uname(&uts);
	snprintf(command, sizeof(command), "insmod ./stackhop_test-%s.ko",
		 uts.release);
	return system(command);
}

/*
 * One attempt. Gives 1 if the fault was on the IRET of the own gate: then one
 * passage is on the tape that never came back. 0: on another IRET.
 */
static int spoil_once(struct __test_metadata *_metadata, int fd,
		      struct spin *spin, int signal, int trap)
{
	struct hop_read before, after;
	struct hop_record rec;
	struct hop_child_end end;
	uint64_t made;

	spin->passages = 0;
	hop_read_tape(fd, spin->cpu, &rec, 1, &before);
	if (hop_child(spin_until_spoilt, spin, &end))
		return -1;
	hop_read_tape(fd, spin->cpu, &rec, 1, &after);
	made = (after.head - before.head) / RECORDS;
	EXPECT_EQ(signal, end.signal)
	TH_LOG("status %d killed %d", end.status, end.killed);
	if (trap)
		EXPECT_IS(trap, end.trap);
	EXPECT_EQ(0, (after.head - before.head) % RECORDS);
	EXPECT_TRUE(made == spin->passages || made == spin->passages + 1)
	TH_LOG("%ju made, %ju came back", (uintmax_t)made,
	       (uintmax_t)spin->passages);
	return made == spin->passages + 1;
}

static void check_spoilt(struct __test_metadata *_metadata,
			 FIXTURE_DATA(iret) * self, int gate,
			 unsigned int selector, int signal, int trap)
{
	struct spin *spin = hop_shared(sizeof(*spin));
	int i, hits = 0;

	ASSERT_NE(NULL, spin);
	for (i = 0; i < ATTEMPTS && !hits; i++) {
		spin->thunk = hop_int_thunk(self->info.vector[gate]);
		spin->selector = selector;
		spin->cpu = self->cpus[0];
		spin->other = self->cpus[1];
		hits += spoil_once(_metadata, self->fd, spin, signal, trap);
	}
	TH_LOG("hit after %d attempts", i);
	EXPECT_EQ(1, hits);
	EXPECT_EQ(0, hop_kernel_fire(self->fd, gate, 100));
}

#define NEED_SPOILER(self)                                                   \
	do {                                                                 \
		NEED_GATES(&(self)->info);                                   \
		if ((self)->nr_cpus < 2)                                     \
			SKIP(return, "needs two CPUs");                      \
		if (load_test_module())                                      \
			SKIP(return, "no stackhop_test.ko for this kernel"); \
	} while (0)

/*
 * The kernel repairs a fault of its own IRET by address. #NP (#SS on some
 * CPUs) becomes SIGBUS.
 */
TEST_F(iret, ss_goes_bad_before_our_iret)
{
	NEED_SPOILER(self);
	check_spoilt(_metadata, self, variant->gate, 0, SIGBUS, 0);
}

/*
 * An SS in the LDT goes out by espfix, where the fault is a #DF made a #GP;
 * without espfix like any other.
 */
TEST_F(iret, ldt_ss_goes_bad_before_our_iret)
{
	bool espfix = hop_symbol(HOP_ESPFIX_EXIT);

	NEED_SPOILER(self);
	check_spoilt(_metadata, self, variant->gate, LDT_SELECTOR,
		     espfix ? SIGSEGV : SIGBUS, espfix ? TRAP_GP : 0);
}

static void spoil_ss_of_frame(int signal, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	greg_t *segs = &uc->uc_mcontext.gregs[REG_CSGSFS];

	(void)signal;
	(void)info;
	uc->uc_flags |= FLAG_STRICT_SS;
	*segs = (*segs & ~(0xffffull << 48)) | (uint64_t)LDT_SELECTOR << 48;
}

/* Returns from a handler with an SS that is not there; gates fire meanwhile. */
static int return_with_bad_ss(void *arg)
{
	struct sigaction sa = {
		.sa_sigaction = spoil_ss_of_frame,
		.sa_flags = SA_SIGINFO | SA_ONSTACK,
	};

	if (set_ldt(true, true) || sigaction(SIGUSR1, &sa, NULL))
		return 2;
	hop_int_many((uintptr_t)arg, 100);
	raise(SIGUSR1);
	return 3;
}

TEST_F(iret, sigreturn_to_a_bad_ss)
{
	struct hop_child_end end;
	int i;

	NEED_GATES(&self->info);
	for (i = 0; i < 100; i++) {
		unsigned int vector = self->info.vector[variant->gate];

		ASSERT_EQ(0, hop_child(return_with_bad_ss,
				       (void *)(uintptr_t)vector, &end));
		EXPECT_TRUE(end.signal == SIGSEGV || end.signal == SIGBUS)
		TH_LOG("signal %d, status %d", end.signal, end.status);
	}
	EXPECT_EQ(0, hop_kernel_fire(self->fd, variant->gate, 100));
}

/* Fires with a 16-bit SS: comes back, and the frame on the tape says so. */
TEST_F(iret, sixteen_bit_stack_segment)
{
	struct spin spin = { .selector = LDT_SELECTOR };
	struct hop_record rec[RECORDS + 1];
	int i;

	NEED_GATES(&self->info);
	if (!hop_symbol(HOP_ESPFIX_EXIT)) {
		EXPECT_NE(0, set_ldt(false, false));
		SKIP(return, "this kernel has no 16-bit segments");
	}
	ASSERT_EQ(0, set_ldt(false, false));
	ASSERT_EQ(0, hop_pin(self->cpus[0]));
	spin.thunk = hop_int_thunk(self->info.vector[variant->gate]);
	ASSERT_EQ(0, hop_skip_tape(self->fd, self->cpus[0]));
	call_with_ss(&spin, false);
	EXPECT_EQ(1, spin.passages);
	ASSERT_EQ(RECORDS, hop_read_tape(self->fd, self->cpus[0], rec,
					 RECORDS + 1, NULL));
	for (i = 0; i < RECORDS; i++) {
		EXPECT_HEX(LDT_SELECTOR, rec[i].x86.ss);
		EXPECT_HEX(rec[0].frame_sp, rec[i].frame_sp);
	}
}

TEST_HARNESS_MAIN
