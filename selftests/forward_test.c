// SPDX-License-Identifier: GPL-2.0
/*
 * System calls handed on by the module (HOP_IOC_FORWARD), by way of tracefs: all
 * of them while a file asks for it, none before and after, and none where the
 * kernel's own tracepoints do as well.
 */
#include <kselftest_harness.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/lib.h"

#define TRACEFS "/sys/kernel/tracing"
#define EVENTS TRACEFS "/events/stackhop"
#define CALLS 100
#define TRACE_BYTES (1 << 20)

FIXTURE(forward)
{
	int fd;
	char params[256];
};

static char text[TRACE_BYTES];

FIXTURE_SETUP(forward)
{
	ASSERT_EQ(0, hop_params(self->params, sizeof(self->params)));
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(forward)
{
	hop_spit(TRACEFS "/set_event_pid", "");
	hop_spit(EVENTS "/enable", "0");
	hop_spit(TRACEFS "/trace", "");
	close(self->fd);
}

static int ask(int fd, uint32_t on)
{
	struct hop_forward forward = { .on = on };
	int err = hop_device_call(fd, HOP_IOC_FORWARD, &forward);

	return err ?: (int)forward.on;
}

/* Is it the kernel that may sleep there? (since 6.13) */
static bool is_needed(int fd)
{
	int on = ask(fd, 1);

	ask(fd, 0);
	return on == 1;
}

/* Makes calls, and gives how many of them are in the trace. */
static int calls_traced(void)
{
	char want[64];
	int i;

	hop_spit(TRACEFS "/trace", "");
	for (i = 0; i < CALLS; i++)
		syscall(SYS_getppid);
	if (hop_slurp(TRACEFS "/trace", text, sizeof(text)) < 0)
		return -1;
	snprintf(want, sizeof(want), "hop_sys_enter: what=%d ", SYS_getppid);
	return hop_times(text, want);
}

static int events_enable(void)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", getpid());
	return hop_spit(TRACEFS "/set_event_pid", pid) ?:
		       hop_spit(EVENTS "/enable", "1");
}

TEST_F(forward, wrong_arguments)
{
	struct hop_forward forward = { .on = 2 };

	EXPECT_EQ(-EINVAL,
		  hop_device_call(self->fd, HOP_IOC_FORWARD, &forward));
	forward = (struct hop_forward){ .on = 1, .reserved = 1 };
	EXPECT_EQ(-EINVAL,
		  hop_device_call(self->fd, HOP_IOC_FORWARD, &forward));
	EXPECT_EQ(0, ask(self->fd, 0));
}

TEST_F(forward, while_a_file_asks)
{
	int other = hop_device_open();

	if (!is_needed(self->fd)) {
		close(other);
		EXPECT_NE(0, access(EVENTS "/hop_sys_enter", F_OK));
		SKIP(return, "not needed before 6.13");
	}
	ASSERT_LE(0, other);
	ASSERT_EQ(0, events_enable());
	EXPECT_EQ(0, calls_traced());
	EXPECT_EQ(1, ask(self->fd, 1));
	EXPECT_EQ(1, ask(self->fd, 1));
	EXPECT_EQ(CALLS, calls_traced());
	EXPECT_EQ(1, ask(other, 1));
	EXPECT_EQ(CALLS, calls_traced());
	EXPECT_EQ(0, ask(self->fd, 0));
	EXPECT_EQ(CALLS, calls_traced());
	/* It need not say goodbye. */
	close(other);
	EXPECT_EQ(0, calls_traced());
}

/* What an event holds when its owner is killed is let go. */
TEST_F(forward, killed)
{
	int status;
	pid_t pid;

	if (!is_needed(self->fd))
		SKIP(return, "not needed before 6.13");
	ASSERT_EQ(0, events_enable());
	pid = fork();
	if (!pid) {
		int fd = hop_device_open();

		if (ask(fd, 1) != 1)
			_exit(1);
		raise(SIGKILL);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_TRUE(WIFSIGNALED(status));
	EXPECT_EQ(0, calls_traced());
	/* A listener keeps the module, and so does nobody else. */
	close(self->fd);
	EXPECT_EQ(-EWOULDBLOCK, hop_unload());
	ASSERT_EQ(0, hop_spit(EVENTS "/enable", "0"));
	EXPECT_EQ(0, hop_unload());
	EXPECT_EQ(0, hop_load(self->params));
	self->fd = hop_device_open();
}

TEST_HARNESS_MAIN
