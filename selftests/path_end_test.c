// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop path` ended in the middle of its runs, by Ctrl-C and by kill -9:
 * nothing of it stays in the kernel, and the module can be unloaded.
 */
#include <kselftest_harness.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/arch.h"

#define POLL_US 2000
#define POLLS 10000

FIXTURE(end)
{
	struct hop_state before;
	struct hop_state after;
	char params[256];
};

FIXTURE_VARIANT(end)
{
	int signal;
};

FIXTURE_VARIANT_ADD(end, ctrl_c)
VALUES(.signal = SIGINT);

FIXTURE_VARIANT_ADD(end, kill_9)
VALUES(.signal = SIGKILL);

FIXTURE_SETUP(end)
{
	ASSERT_EQ(0, hop_params(self->params, sizeof(self->params)));
	ASSERT_EQ(0, hop_state_take(&self->before));
}

FIXTURE_TEARDOWN(end)
{
}

/* In a process group of its own, as a shell would: Ctrl-C goes to all of it. */
static pid_t start_path(void)
{
	pid_t pid = fork();
	int null;

	if (pid)
		return pid;
	setpgid(0, 0);
	/* A shell that started us in the background had it ignored. */
	signal(SIGINT, SIG_DFL);
	null = open("/dev/null", O_RDWR);
	dup2(null, 1);
	dup2(null, 2);
	execlp("stackhop", "stackhop", "path", "--repeat", "1000",
	       HOP_TRIGGER_SECOND_CALL, NULL);
	_exit(127);
}

TEST_F(end, nothing_is_left)
{
	struct hop_info info;
	int i, status, fd = hop_device_open();
	pid_t pid;

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, hop_info_get(fd, &info));
	close(fd);
	NEED_GATES(&info);
	pid = start_path();
	for (i = 0; i < POLLS && !hop_state_is_tapped(&self->before); i++) {
		ASSERT_EQ(0, waitpid(pid, &status, WNOHANG));
		usleep(POLL_US);
	}
	ASSERT_LT(i, POLLS);
	ASSERT_EQ(0, kill(variant->signal == SIGINT ? -pid : pid,
			  variant->signal));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	/* A child of the tool may hold the device a moment longer. */
	for (i = 0; i < POLLS && hop_state_is_tapped(&self->before); i++)
		usleep(POLL_US);
	usleep(500 * POLL_US);
	ASSERT_EQ(0, hop_state_take(&self->after));
	EXPECT_EQ(NULL, hop_state_diff(&self->before, &self->after));
	ASSERT_EQ(0, hop_unload());
	EXPECT_EQ(0, hop_load(self->params));
}

TEST_HARNESS_MAIN
