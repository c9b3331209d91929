// SPDX-License-Identifier: GPL-2.0
/*
 * Taps before all stock handlers: what they record, that nothing else notices
 * them, and that they leave no trace however their owner ends.
 */
#include <kselftest_harness.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/x86/x86.h"

#define VECTOR_INT80 128
#define VECTOR_PF 14
#define HOP_TAP_ALL_SYSCALLS \
	(HOP_TAP_SYSCALL | HOP_TAP_SYSCALL32 | HOP_TAP_SYSENTER)

FIXTURE(tap)
{
	int fd;
	struct hop_info info;
	struct hop_state before;
	struct hop_state after;
};

FIXTURE_SETUP(tap)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	ASSERT_EQ(0, hop_state_take(&self->before));
}

FIXTURE_TEARDOWN(tap)
{
	if (self->fd >= 0)
		close(self->fd);
	EXPECT_EQ(0, hop_state_take(&self->after));
	EXPECT_EQ(NULL, hop_state_diff(&self->before, &self->after));
}

static int tap_all(int fd, struct hop_tap *tap)
{
	memset(tap, 0, sizeof(*tap));
	memset(tap->vectors, 0xff, sizeof(tap->vectors));
	tap->calls = HOP_TAP_ALL_SYSCALLS;
	return hop_device_call(fd, HOP_IOC_TAP, tap);
}

static bool tapped(const struct hop_tap *tap, unsigned int vector)
{
	return tap->vectors[vector / 64] >> (vector % 64) & 1;
}

/* The last record of a kind of point and vector since the reader's position. */
static int find_record(int fd, int cpu, int point, int vector,
		       struct hop_record *found)
{
	static struct hop_record rec[4096];
	struct hop_read state;
	int i, hits = 0, nr = hop_read_tape(fd, cpu, rec, 4096, &state);

	for (i = 0; i < nr; i++) {
		if (rec[i].point != point || rec[i].vector != vector)
			continue;
		*found = rec[i];
		hits++;
	}
	return hits;
}

/* One read, for each is a syscall, and so a record again. */
static void skip_records(int fd, int cpu)
{
	struct hop_record rec;

	find_record(fd, cpu, 0, 0, &rec);
}

TEST_F(tap, own_and_unused_vectors_are_left_out)
{
	struct hop_tap tap;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, tap_all(self->fd, &tap));
	EXPECT_TRUE(tapped(&tap, VECTOR_PF));
	EXPECT_TRUE(tapped(&tap, VECTOR_INT80));
	EXPECT_FALSE(tapped(&tap, self->info.vector[HOP_GATE_OWN]));
	EXPECT_FALSE(tapped(&tap, self->info.vector[HOP_GATE_IST]));
	EXPECT_FALSE(tapped(&tap, 28));
	EXPECT_TRUE(tap.calls & HOP_TAP_SYSCALL);
}

TEST_F(tap, int80_is_recorded_where_the_cpu_put_it)
{
	struct hop_snapshot snap;
	struct hop_record rec;
	struct hop_tap tap;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_alone(0));
	ASSERT_EQ(0, hop_snapshot_get(self->fd, 0, HOP_CONTEXT_TASK, &snap));
	ASSERT_EQ(0, tap_all(self->fd, &tap));
	skip_records(self->fd, 0);
	EXPECT_EQ(getpid(), hop_int80(HOP_NR32_GETPID));
	ASSERT_EQ(1,
		  find_record(self->fd, 0, HOP_POINT_TAP, VECTOR_INT80, &rec));
	EXPECT_HEX(hop_snapshot_value(&snap, HOP_X86_SP0) - HOP_FRAME_BYTES,
		   rec.sp);
	EXPECT_HEX(0x33, rec.x86.cs);
	EXPECT_TRUE(rec.flags & HOP_REC_USER);
	EXPECT_EQ(!!(self->info.features & HOP_FEAT_PTI),
		  !!(rec.flags & HOP_REC_CR3_USER));
}

TEST_F(tap, page_fault_has_its_error_code)
{
	struct hop_snapshot snap;
	struct hop_record rec;
	struct hop_tap tap;
	volatile char *page;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_alone(0));
	ASSERT_EQ(0, hop_snapshot_get(self->fd, 0, HOP_CONTEXT_TASK, &snap));
	page = mmap(NULL, HOP_PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, page);
	ASSERT_EQ(0, tap_all(self->fd, &tap));
	skip_records(self->fd, 0);
	*page = 1;
	ASSERT_LE(1, find_record(self->fd, 0, HOP_POINT_TAP, VECTOR_PF, &rec));
	EXPECT_HEX(hop_snapshot_value(&snap, HOP_X86_SP0) - HOP_FRAME_BYTES -
			   sizeof(uint64_t),
		   rec.sp);
	EXPECT_HEX(6, rec.x86.error &
			      0x17); /* a write from user mode, not there */
}

/* Once round the tape: whatever is written next lies over an error code. */
static void fill_with_faults(uint32_t records)
{
	volatile char *page = mmap(NULL, HOP_PAGE, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	while (records--) {
		*page = 1;
		madvise((void *)page, HOP_PAGE, MADV_DONTNEED);
	}
	munmap((void *)page, HOP_PAGE);
}

TEST_F(tap, own_gates_do_not_show_the_error_code_of_others)
{
	struct hop_tap tap = { .vectors = { 1 << VECTOR_PF } }, none = {};
	struct hop_record rec;
	int point;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_alone(0));
	ASSERT_EQ(0, hop_device_call(self->fd, HOP_IOC_TAP, &tap));
	fill_with_faults(self->info.tape_records);
	ASSERT_EQ(0, hop_device_call(self->fd, HOP_IOC_TAP, &none));
	for (point = HOP_POINT_ENTRY; point <= HOP_POINT_EXIT; point++) {
		skip_records(self->fd, 0);
		ASSERT_EQ(0, hop_kernel_fire(self->fd, HOP_GATE_OWN, 1));
		ASSERT_EQ(1,
			  find_record(self->fd, 0, point,
				      self->info.vector[HOP_GATE_OWN], &rec));
		EXPECT_EQ(0, rec.x86.error);
	}
}

TEST_F(tap, syscall_comes_on_the_users_stack)
{
	struct hop_record rec;
	struct hop_tap tap;
	uint64_t sp;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_alone(0));
	ASSERT_EQ(0, tap_all(self->fd, &tap));
	skip_records(self->fd, 0);
	asm volatile("mov %%rsp, %0; syscall"
		     : "=&r"(sp)
		     : "a"(SYS_getppid)
		     : "rcx", "r11", "memory");
	ASSERT_LE(1, find_record(self->fd, 0, HOP_POINT_SYSCALL, 0, &rec));
	EXPECT_HEX(0x33, rec.x86.cs);
	EXPECT_TRUE(rec.flags & HOP_REC_USER);
	EXPECT_EQ(rec.frame_sp, rec.sp);
	/* The last of them is the ioctl that read, a few frames below. */
	EXPECT_GE(sp, rec.sp);
	EXPECT_LE(sp - HOP_PAGE, rec.sp);
}

TEST_F(tap, one_owner_at_a_time)
{
	struct hop_tap tap, none = {};
	int other = hop_device_open();

	NEED_GATES(&self->info);
	ASSERT_LE(0, other);
	ASSERT_EQ(0, tap_all(self->fd, &tap));
	EXPECT_EQ(-EBUSY, tap_all(other, &tap));
	EXPECT_EQ(0, hop_device_call(self->fd, HOP_IOC_TAP, &none));
	EXPECT_EQ(0, tap_all(other, &tap));
	close(other);
}

static int tap_and_sleep(void *ready)
{
	struct hop_tap tap;
	int fd = hop_device_open();

	if (fd < 0 || tap_all(fd, &tap))
		return 1;
	atomic_store((atomic_int *)ready, 1);
	for (;;)
		pause();
}

TEST_F(tap, kill_9_takes_them_away)
{
	atomic_int *ready = hop_shared(sizeof(*ready));
	int status;
	pid_t pid;

	NEED_GATES(&self->info);
	ASSERT_NE(NULL, ready);
	pid = fork();
	if (!pid)
		_exit(tap_and_sleep(ready));
	while (!atomic_load(ready))
		ASSERT_EQ(0, waitpid(pid, &status, WNOHANG));
	ASSERT_EQ(0, hop_state_take(&self->after));
	EXPECT_STREQ("the IDT differs",
		     hop_state_diff(&self->before, &self->after));
	ASSERT_EQ(0, kill(pid, SIGKILL));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
}

TEST_F(tap, survive_offline_and_online)
{
	struct hop_record rec;
	struct hop_tap tap;
	int cpus[HOP_MAX_CPUS];

	NEED_GATES(&self->info);
	if (hop_online(cpus) < 2)
		SKIP(return, "needs a second CPU to take off line");
	ASSERT_EQ(0, tap_all(self->fd, &tap));
	ASSERT_EQ(0, hop_set_online(cpus[1], false));
	ASSERT_EQ(0, hop_set_online(cpus[1], true));
	ASSERT_EQ(0, hop_pin(cpus[1]));
	skip_records(self->fd, cpus[1]);
	syscall(SYS_getppid);
	EXPECT_LE(1,
		  find_record(self->fd, cpus[1], HOP_POINT_SYSCALL, 0, &rec));
}

TEST_HARNESS_MAIN
