// SPDX-License-Identifier: GPL-2.0
/*
 * Suspend to RAM while gates are armed and taps are set: the firmware starts the
 * first CPU anew, and the kernel writes its own entry points into it again.
 */
#include <kselftest_harness.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/arch.h"

#define RECORDS 3

/* Never more than a page of them: what the tape holds. */
#define MANY 4096

FIXTURE(suspend)
{
	int fd;
	struct hop_info info;
	struct hop_state before;
	struct hop_state after;
	int cpus[HOP_MAX_CPUS];
	int nr_cpus;
};

FIXTURE_SETUP(suspend)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	self->nr_cpus = hop_online(self->cpus);
	ASSERT_LT(0, self->nr_cpus);
	ASSERT_EQ(0, hop_state_take(&self->before));
}

/* What the kernel wrote at resume is its own, and nothing of ours is left. */
FIXTURE_TEARDOWN(suspend)
{
	close(self->fd);
	EXPECT_EQ(0, hop_state_take(&self->after));
	EXPECT_EQ(NULL, hop_state_diff(&self->before, &self->after));
}

/* How often this boot has been suspended; -1: the kernel does not count. */
static long resumes(void)
{
	char text[32];

	if (hop_slurp("/sys/power/suspend_stats/success", text, sizeof(text)) <=
	    0)
		return -1;
	return strtol(text, NULL, 10);
}

static int count_syscalls(int fd, int cpu)
{
	static struct hop_record rec[MANY];
	int nr = hop_read_tape(fd, cpu, rec, MANY, NULL), hits = 0, i;

	for (i = 0; i < nr; i++)
		hits += rec[i].point == HOP_POINT_SYSCALL;
	return nr < 0 ? nr : hits;
}

TEST_F(suspend, taps_are_set_again)
{
	struct hop_snapshot snap;
	struct hop_tap tap = { .calls = HOP_TAP_CALL };
	uint64_t entry[HOP_MAX_CPUS];
	long count = resumes();
	int i;

	NEED_GATES(&self->info);
	if (!hop_can_suspend())
		SKIP(return, "no suspend to RAM, or no clock to wake by");
	ASSERT_EQ(0, hop_device_call(self->fd, HOP_IOC_TAP, &tap));
	for (i = 0; i < self->nr_cpus; i++) {
		ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpus[i],
					      HOP_CONTEXT_TASK, &snap));
		entry[i] = hop_snapshot_entry(&snap);
	}
	ASSERT_EQ(0, hop_suspend());
	EXPECT_EQ(count + 1, resumes());
	for (i = 0; i < self->nr_cpus; i++) {
		ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpus[i],
					      HOP_CONTEXT_TASK, &snap));
		EXPECT_HEX(entry[i], hop_snapshot_entry(&snap));
		ASSERT_EQ(0, hop_pin(self->cpus[i]));
		count_syscalls(self->fd, self->cpus[i]);
		syscall(SYS_getppid);
		/* This call and the ioctl that reads. */
		EXPECT_EQ(2, count_syscalls(self->fd, self->cpus[i]));
	}
}

TEST_F(suspend, gates_stay_armed)
{
	struct hop_record rec[2 * RECORDS + 1];
	struct hop_snapshot before, after;
	int i, cpu;

	NEED_GATES(&self->info);
	if (!hop_can_suspend())
		SKIP(return, "no suspend to RAM, or no clock to wake by");
	ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_BOTH));
	ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpus[0], HOP_CONTEXT_TASK,
				      &before));
	ASSERT_EQ(0, hop_suspend());
	ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpus[0], HOP_CONTEXT_TASK,
				      &after));
	EXPECT_EQ(NULL, hop_snapshot_diff(&before, &after));
	for (i = 0; i < self->nr_cpus; i++) {
		cpu = self->cpus[i];
		ASSERT_EQ(0, hop_pin(cpu));
		ASSERT_EQ(0, hop_skip_tape(self->fd, cpu));
		hop_user_fire(&self->info, HOP_GATE_OWN, 1);
		hop_user_fire(&self->info, HOP_GATE_IST, 1);
		EXPECT_EQ(2 * RECORDS, hop_read_tape(self->fd, cpu, rec,
						     2 * RECORDS + 1, NULL));
	}
}

TEST_HARNESS_MAIN
