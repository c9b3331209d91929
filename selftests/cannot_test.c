// SPDX-License-Identifier: GPL-2.0
/*
 * What the tool refuses, and how it says so: exit status 3 with the reason where
 * a trigger cannot run, where another one measures, where a CPU is not allowed;
 * and on what the machine would not survive, that it lives on.
 */
#include <kselftest_harness.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/x86/x86.h"
#include "lib/tool.h"

#define OUTPUT (1 << 16)
#define CANNOT 3
#define PATIENCE 200 /* seconds: each starts the tool a few times */
#define ENDLESS "path -r 1000000 syscall"

static char out[OUTPUT];

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

/* Both outputs go to @out; the exit status. */
static int said(const char *line)
{
	char command[256];

	snprintf(command, sizeof(command), "exec 2>&1; %s", line);
	out[0] = '\0';
	return hop_tool_shell(command, out, sizeof(out));
}

#define EXPECT_SAID(status, line, text)                                    \
	do {                                                               \
		EXPECT_EQ(status, said(line)) TH_LOG("%s: %s", line, out); \
		EXPECT_NE(NULL, strstr(out, text))                         \
		TH_LOG("%s: got: %s expected: %s", line, out, text);       \
	} while (0)

/* In 32-bit code; where Linux has set no entry it must not even be tried. */
TEST_F_TIMEOUT(cannot, entries_that_are_not_set, PATIENCE)
{
	struct hop_snapshot snap;
	int cpu = self->cpus[self->nr_cpus - 1];

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_snapshot_get(self->fd, cpu, HOP_CONTEXT_TASK, &snap));
	TH_LOG("CSTAR %#jx, SYSENTER_EIP %#jx", (uintmax_t)snap.cstar,
	       (uintmax_t)snap.sysenter);
	if (!snap.cstar) {
		EXPECT_SAID(
			CANNOT, "stackhop path -r 1 syscall-32",
			"cannot run here: Linux has set no entry for it (MSR_CSTAR is 0)");
		EXPECT_SAID(CANNOT, "stackhop cost -r 1 syscall-32",
			    "MSR_CSTAR is 0");
	}
	if (!snap.sysenter)
		EXPECT_SAID(CANNOT, "stackhop path -r 1 sysenter-32",
			    "MSR_IA32_SYSENTER_EIP is 0");
	EXPECT_SAID(0, "stackhop path -r 1 syscall", "1 as predicted");
}

/* A 16-bit segment is what espfix is for: have one, or be told so. */
TEST_F_TIMEOUT(cannot, no_espfix, PATIENCE)
{
	static const char text[] = "there is no espfix stack";

	NEED_GATES(&self->info);
	if (hop_symbol(HOP_ESPFIX_EXIT)) {
		EXPECT_SAID(0, "stackhop path -r 1 doublefault",
			    "1 as predicted");
		return;
	}
	EXPECT_SAID(CANNOT, "stackhop path -r 1 espfix", text);
	EXPECT_SAID(CANNOT, "stackhop path -r 1 doublefault", text);
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

/* Is the child of @tool at it? Then there are records of SYSCALLs. */
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
		EXPECT_EQ(0, said(others[i]))
		TH_LOG("%s: %s", others[i], out);
	}
}

/* Taps of a program that is not one of these: each trigger says so. */
TEST_F_TIMEOUT(cannot, taps_of_others, PATIENCE)
{
	struct hop_tap tap = { .calls = HOP_TAP_SYSCALL };

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_device_call(self->fd, HOP_IOC_TAP, &tap));
	EXPECT_SAID(CANNOT, "stackhop path -r 1 syscall", "busy: another");
	memset(&tap, 0, sizeof(tap));
	ASSERT_EQ(0, hop_device_call(self->fd, HOP_IOC_TAP, &tap));
	EXPECT_SAID(0, "stackhop path -r 1 syscall", "1 as predicted");
}

TEST_HARNESS_MAIN
