// SPDX-License-Identifier: GPL-2.0
/*
 * `rmmod -f` while somebody uses the module: it waits for them. Leaves the
 * module loaded as it was.
 */
#include <kselftest_harness.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/arch.h"

#define FORCED_US 300000
#define POLL_US 10000
#define POLLS 1000
#define SHOTS 100

FIXTURE(forced)
{
	char params[256];
	struct hop_state before;
	struct hop_state after;
	struct hop_info info;
	int fd;
	pid_t pid;
};

/* As rmmod -f, in a child without @fd; its exit status is the errno. */
static pid_t unload_by_force(int fd)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	close(fd);
	if (syscall(SYS_delete_module, "stackhop", O_NONBLOCK | O_TRUNC))
		_exit(errno);
	_exit(0);
}

/* Its exit status, or -1 if it has not ended. */
static int ended(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, WNOHANG) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

FIXTURE_SETUP(forced)
{
	ASSERT_EQ(0, hop_params(self->params, sizeof(self->params)));
	ASSERT_EQ(0, hop_unload());
	ASSERT_EQ(0, hop_state_take(&self->before));
	ASSERT_EQ(0, hop_load(self->params));
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
}

FIXTURE_TEARDOWN(forced)
{
	if (hop_is_loaded())
		hop_unload();
	hop_load(self->params);
}

/* Who has it goes on using it, and nobody else begins. */
static void check_still_there(struct __test_metadata *_metadata,
			      FIXTURE_DATA(forced) * self)
{
	char state[16] = "";

	hop_slurp("/sys/module/stackhop/initstate", state, sizeof(state));
	EXPECT_STREQ("going\n", state);
	EXPECT_GT(0, hop_device_open());
	if (!(self->info.features & HOP_FEAT_GATES))
		return;
	EXPECT_EQ(0, hop_gates_arm(self->fd, HOP_BOTH));
	hop_user_fire(&self->info, HOP_GATE_OWN, SHOTS);
	EXPECT_EQ(0, hop_kernel_fire(self->fd, HOP_GATE_IST, SHOTS));
}

TEST_F(forced, unload_waits_for_its_users)
{
	const char *left;
	int i, status;

	self->pid = unload_by_force(self->fd);
	usleep(FORCED_US);
	status = ended(self->pid);
	if (status == EWOULDBLOCK) {
		close(self->fd);
		SKIP(return, "this kernel lets nobody force a module out");
	}
	ASSERT_EQ(-1, status);
	check_still_there(_metadata, self);
	EXPECT_EQ(-1, ended(self->pid));
	close(self->fd);
	for (i = 0; i < POLLS && status == -1; i++) {
		usleep(POLL_US);
		status = ended(self->pid);
	}
	EXPECT_EQ(0, status);
	EXPECT_FALSE(hop_is_loaded());
	ASSERT_EQ(0, hop_state_take(&self->after));
	left = hop_state_diff(&self->before, &self->after);
	EXPECT_EQ(NULL, left) TH_LOG("%s", left);
}

TEST_HARNESS_MAIN
