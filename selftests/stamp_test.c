// SPDX-License-Identifier: GPL-2.0
/*
 * Notes of the time at tracepoints: as many as there were hits, in order, with
 * the stack that they were made on, and none any more when the file is closed.
 */
#include <kselftest_harness.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/lib.h"

#define CALLS 100
#define PAGES 16
#define RECORDS 4096
#define BOTH_ENDS (1 << HOP_STAMP_SYS_ENTER | 1 << HOP_STAMP_SYS_EXIT)
#define EVERY ((1 << HOP_STAMP_NR) - 1)

static struct hop_record rec[RECORDS];

FIXTURE(stamp)
{
	int fd;
	struct hop_info info;
	int cpu;
};

FIXTURE_SETUP(stamp)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	self->cpu = sched_getcpu();
	ASSERT_EQ(0, hop_pin(self->cpu));
}

FIXTURE_TEARDOWN(stamp)
{
	close(self->fd);
}

static int stamp(int fd, uint32_t mask)
{
	struct hop_tap tap = { .stamps = mask };
	int err = hop_device_call(fd, HOP_IOC_TAP, &tap);

	return err ? err : (int)tap.stamps;
}

/* How many of @nr records are stamps of @what; the last one of them. */
static int stamps_of(int nr, int what, struct hop_record *last)
{
	int hits = 0;

	for (int i = 0; i < nr; i++) {
		if (rec[i].point != HOP_POINT_STAMP || rec[i].vector != what)
			continue;
		hits++;
		if (last)
			*last = rec[i];
	}
	return hits;
}

static void getppid_often(int count)
{
	while (count--)
		syscall(SYS_getppid);
}

/* The call that sets stamps ends with one, the one that takes them away begins with one. */
TEST_F(stamp, as_many_as_there_were_calls)
{
	struct hop_read state;
	int nr;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_alone(self->cpu));
	hop_skip_tape(self->fd, self->cpu);
	ASSERT_EQ(BOTH_ENDS, stamp(self->fd, BOTH_ENDS));
	getppid_often(CALLS);
	ASSERT_EQ(0, stamp(self->fd, 0));
	nr = hop_read_tape(self->fd, self->cpu, rec, RECORDS, &state);
	EXPECT_EQ(0, state.lost);
	EXPECT_EQ(CALLS + 1, stamps_of(nr, HOP_STAMP_SYS_ENTER, NULL));
	EXPECT_EQ(CALLS + 1, stamps_of(nr, HOP_STAMP_SYS_EXIT, NULL));
}

TEST_F(stamp, time_goes_on_and_the_stack_is_the_tasks)
{
	uint64_t before = 0;
	struct hop_find find;
	int nr;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_alone(self->cpu));
	hop_skip_tape(self->fd, self->cpu);
	ASSERT_EQ(BOTH_ENDS, stamp(self->fd, BOTH_ENDS));
	getppid_often(CALLS);
	ASSERT_EQ(0, stamp(self->fd, 0));
	nr = hop_read_tape(self->fd, self->cpu, rec, RECORDS, NULL);
	for (int i = 0; i < nr; i++) {
		if (rec[i].point != HOP_POINT_STAMP)
			continue;
		EXPECT_LT(before, rec[i].ip);
		EXPECT_LT(rec[i].ip, rec[i].frame_sp);
		before = rec[i].frame_sp;
	}
	ASSERT_LT(0, stamps_of(nr, HOP_STAMP_SYS_ENTER, &rec[0]));
	find = (struct hop_find){ .addr = rec[0].sp };
	ASSERT_EQ(0, hop_stack_find(self->fd, rec[0].sp, &find));
	EXPECT_EQ(HOP_KIND_TASK, find.kind);
	EXPECT_EQ(getpid(), (pid_t)find.pid);
}

TEST_F(stamp, faults_of_user_mode_and_of_the_kernel)
{
	uint32_t mask = 1 << HOP_STAMP_FAULT_USER | 1 << HOP_STAMP_FAULT_KERNEL;
	int nr, zero = open("/dev/zero", O_RDONLY);
	char *at;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_alone(self->cpu));
	at = mmap(NULL, 2 * PAGES * HOP_PAGE, PROT_READ | PROT_WRITE,
		  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, at);
	madvise(at, 2 * PAGES * HOP_PAGE, MADV_NOHUGEPAGE);
	hop_skip_tape(self->fd, self->cpu);
	ASSERT_EQ(mask, stamp(self->fd, mask));
	for (int i = 0; i < PAGES; i++)
		at[i * HOP_PAGE] = 1;
	for (int i = PAGES; i < 2 * PAGES; i++)
		ASSERT_EQ(1, read(zero, at + i * HOP_PAGE, 1));
	ASSERT_EQ(0, stamp(self->fd, 0));
	nr = hop_read_tape(self->fd, self->cpu, rec, RECORDS, NULL);
	EXPECT_EQ(PAGES, stamps_of(nr, HOP_STAMP_FAULT_USER, NULL));
	EXPECT_EQ(PAGES, stamps_of(nr, HOP_STAMP_FAULT_KERNEL, NULL));
}

TEST_F(stamp, wrong_masks_and_a_second_owner)
{
	int other = hop_device_open();

	NEED_GATES(&self->info);
	ASSERT_LE(0, other);
	EXPECT_EQ(-EINVAL, stamp(self->fd, 1 << HOP_STAMP_NR));
	EXPECT_EQ(-EINVAL, stamp(self->fd, 1U << 31));
	ASSERT_EQ(BOTH_ENDS, stamp(self->fd, BOTH_ENDS));
	EXPECT_EQ(-EBUSY, stamp(other, BOTH_ENDS));
	EXPECT_EQ(0, stamp(self->fd, 0));
	EXPECT_EQ(BOTH_ENDS, stamp(other, BOTH_ENDS));
	close(other);
}

static void owner(void)
{
	int fd = hop_device_open();

	if (stamp(fd, EVERY) > 0)
		for (;;)
			syscall(SYS_getppid);
	_exit(1);
}

/* However it ends: then nothing is recorded any more. */
TEST_F(stamp, gone_with_an_owner_that_is_killed)
{
	struct hop_read state;
	uint64_t head;
	pid_t pid;

	NEED_GATES(&self->info);
	pid = fork();
	if (!pid)
		owner();
	usleep(100000);
	ASSERT_EQ(0, waitpid(pid, NULL, WNOHANG));
	kill(pid, SIGKILL);
	ASSERT_EQ(pid, waitpid(pid, NULL, 0));
	hop_read_tape(self->fd, self->cpu, rec, 1, &state);
	head = state.head;
	EXPECT_LT(0, head);
	getppid_often(CALLS);
	hop_read_tape(self->fd, self->cpu, rec, 1, &state);
	EXPECT_EQ(head, state.head);
	EXPECT_EQ(BOTH_ENDS, stamp(self->fd, BOTH_ENDS));
}

TEST_HARNESS_MAIN
