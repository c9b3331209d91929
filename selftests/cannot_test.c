// SPDX-License-Identifier: GPL-2.0
/*
 * What the tool refuses, and how it says so: exit status 3 with the reason where
 * a trigger cannot run, where another one measures, where a CPU is not allowed.
 */
#include <kselftest_harness.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/arch.h"
#include "lib/said.h"

#define WHY "switched off by the parameter gates=0"
#define ENDLESS "path -r 1000000 syscall"

FIXTURE(cannot)
{
	int fd;
	struct hop_info info;
	int cpus[HOP_MAX_CPUS];
	int nr_cpus;
};

FIXTURE_SETUP(cannot)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	self->nr_cpus = hop_online(self->cpus);
	ASSERT_LT(0, self->nr_cpus);
}

FIXTURE_TEARDOWN(cannot)
{
	close(self->fd);
}

/* One of those that were named is enough. */
TEST_F_TIMEOUT(cannot, not_all_that_was_named, PATIENCE)
{
	NEED_GATES(&self->info);
	EXPECT_SAID(CANNOT, "taskset 1 stackhop path -r 1 ipi-user",
		    "none of the triggers can run here");
	EXPECT_SAID(CANNOT, "taskset 1 stackhop cost -r 2 ipi-user",
		    "none of the triggers can run here");
	EXPECT_SAID(CANNOT, "taskset 1 stackhop path -r 1 syscall ipi-user",
		    "1 of the triggers cannot run here");
}

/* The CPU that is taken without -c, and those that may be asked for. */
TEST_F_TIMEOUT(cannot, cpus_that_are_not_allowed, PATIENCE)
{
	NEED_GATES(&self->info);
	if (self->nr_cpus < 2 || self->cpus[1] != 1)
		SKIP(return, "it takes the CPUs 0 and 1");
	EXPECT_SAID(0, "taskset 1 stackhop cost -r 2 syscall", "on CPU 0");
	EXPECT_SAID(0, "taskset 2 stackhop cost -r 2 syscall", "on CPU 1");
	EXPECT_SAID(CANNOT, "taskset 1 stackhop path -c 1 -r 1 syscall",
		    "CPU 1 is not online, or not allowed here");
	EXPECT_SAID(0, "taskset 2 stackhop gate", "4 fired, 4 recorded");
}

/* Is the child of @tool at it? Then there are records of its calls. */
static bool measures(int fd, int cpu)
{
	struct hop_record rec[64];
	int nr = hop_read_tape(fd, cpu, rec, ARRAY_SIZE(rec), NULL);

	for (int i = 0; i < nr; i++)
		if (rec[i].point == HOP_POINT_SYSCALL)
			return true;
	return false;
}

/* Each would take the other's records for its own. */
TEST_F_TIMEOUT(cannot, another_one_measures, PATIENCE)
{
	static const char *const others[] = { "stackhop gate",
					      "stackhop path -r 1 syscall",
					      "stackhop cost -r 2 syscall" };
	int cpu = self->cpus[self->nr_cpus - 1];
	struct hop_tool tool;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_tool_start_mute(&tool, ENDLESS));
	while (!measures(self->fd, cpu)) {
		ASSERT_EQ(0, kill(tool.pid, 0));
		usleep(10000);
	}
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		EXPECT_SAID(CANNOT, others[i], "is busy");
	kill(tool.pid, SIGKILL);
	hop_tool_wait(&tool);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		EXPECT_EQ(0, hop_said(others[i]))
		TH_LOG("%s: %s", others[i], hop_said_text);
	}
}

/* Taps of a program that is not one of these: each trigger says so. */
TEST_F_TIMEOUT(cannot, taps_of_others, PATIENCE)
{
	struct hop_tap tap = { .calls = HOP_TAP_CALL };

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_device_call(self->fd, HOP_IOC_TAP, &tap));
	EXPECT_SAID(CANNOT, "stackhop path -r 1 syscall", "busy: another");
	memset(&tap, 0, sizeof(tap));
	ASSERT_EQ(0, hop_device_call(self->fd, HOP_IOC_TAP, &tap));
	EXPECT_SAID(0, "stackhop path -r 1 syscall", "1 as predicted");
}

/* What needs own gates or taps says why it cannot, all else works. */
TEST_F_TIMEOUT(cannot, without_own_gates, PATIENCE)
{
	char params[256];

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_params(params, sizeof(params)));
	close(self->fd);
	ASSERT_EQ(0, hop_unload());
	ASSERT_EQ(0, hop_load("gates=0"));
	self->fd = hop_device_open();
	EXPECT_LE(0, self->fd);
	EXPECT_EQ(0, hop_info_get(self->fd, &self->info));
	EXPECT_SAID(CANNOT, "stackhop gate",
		    "own gates cannot be used here: " WHY);
	EXPECT_SAID(CANNOT, "stackhop cost -r 2 own-user",
		    "cannot run here: " WHY);
	EXPECT_SAID(0, "stackhop cost -r 2 syscall", "1 timed");
	EXPECT_SAID(0, "stackhop cost -r 2 -j syscall", "\"handler\"");
	EXPECT_SAID(0, "stackhop status", "own gates: none: " WHY);
	EXPECT_SAID(0, "stackhop depth --top 1", "most used: ");
	if (self->info.taps_errno) {
		EXPECT_SAID(CANNOT, "stackhop path -r 1 syscall",
			    "no paths can be seen here");
		EXPECT_SAID(0, "stackhop status", "taps: none: ");
	} else {
		EXPECT_SAID(0, "stackhop path -r 1 syscall", "1 as predicted");
		EXPECT_SAID(CANNOT, "stackhop path -r 1 own-user",
			    "cannot run here: " WHY);
	}
	close(self->fd);
	EXPECT_EQ(0, hop_unload());
	ASSERT_EQ(0, hop_load(params));
	self->fd = hop_device_open();
}

TEST_HARNESS_MAIN
