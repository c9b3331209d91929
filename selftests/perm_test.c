// SPDX-License-Identifier: GPL-2.0
/*
 * Who may use /dev/stackhop and the files in debugfs: modes and capabilities.
 */
#include <kselftest_harness.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

#include "lib/arch.h"

#define DEBUGFS "/sys/kernel/debug/stackhop"
#define NOBODY 65534

FIXTURE(perm)
{
	int fd;
	struct hop_info info;
};

FIXTURE_SETUP(perm)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
}

FIXTURE_TEARDOWN(perm)
{
	close(self->fd);
}

TEST_F(perm, modes)
{
	static const char *const files[] = { "stacks",
					     "cpu0/" HOP_FILE_POINTERS,
					     "cpu0/stacks", "cpu0/irq",
					     "cpu0/gates" };
	struct stat st;
	char path[128];
	size_t i;

	ASSERT_EQ(0, stat(HOP_DEVICE, &st));
	EXPECT_EQ(S_IFCHR | 0600, st.st_mode);
	EXPECT_EQ(0, st.st_uid);
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), DEBUGFS "/%s", files[i]);
		ASSERT_EQ(0, stat(path, &st)) TH_LOG("%s", path);
		EXPECT_EQ(S_IFREG | 0400, st.st_mode);
		EXPECT_EQ(0, st.st_uid);
	}
}

static void become_nobody(void)
{
	if (setgid(NOBODY) || setuid(NOBODY))
		_exit(99);
}

static int open_as_nobody(void *path)
{
	become_nobody();
	return open(path, O_RDWR) < 0 ? errno : 0;
}

/* The mode keeps others out; for a node with another mode, the capability. */
TEST_F(perm, unprivileged_user)
{
	char node[] = "/tmp/hop_node_XXXXXX";
	struct stat st;
	struct hop_child_end end;

	ASSERT_EQ(0, hop_child(open_as_nobody, (void *)HOP_DEVICE, &end));
	EXPECT_EQ(EACCES, end.status);
	ASSERT_EQ(0, stat(HOP_DEVICE, &st));
	ASSERT_NE(NULL, mkdtemp(node));
	ASSERT_EQ(0, chmod(node, 0755));
	ASSERT_EQ(0, rmdir(node));
	ASSERT_EQ(0, mknod(node, S_IFCHR | 0666, st.st_rdev));
	ASSERT_EQ(0, chmod(node, 0666));
	ASSERT_EQ(0, hop_child(open_as_nobody, node, &end));
	EXPECT_EQ(EPERM, end.status);
	unlink(node);
	ASSERT_EQ(0,
		  hop_child(open_as_nobody, (void *)DEBUGFS "/stacks", &end));
	EXPECT_EQ(EACCES, end.status);
}

/* Gives up one capability for good. */
static int drop(int cap)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &head, data))
		return -errno;
	data[cap / 32].effective &= ~(1u << cap % 32);
	data[cap / 32].permitted &= ~(1u << cap % 32);
	return syscall(SYS_capset, &head, data) ? -errno : 0;
}

TEST_F(perm, addresses_ask_for_cap_syslog)
{
	char arg[HOP_ARG_BYTES];
	int i;

	ASSERT_EQ(0, drop(CAP_SYSLOG));
	for (i = 0; i < hop_good_calls_nr; i++) {
		if (!hop_can_call(&self->info, &hop_good_calls[i]))
			continue;
		EXPECT_EQ(hop_good_calls[i].addresses ? -EPERM : 0,
			  hop_good_call_make(self->fd, &hop_good_calls[i], arg))
		TH_LOG("%s", hop_good_calls[i].name);
	}
	EXPECT_EQ(-1, open(DEBUGFS "/stacks", O_RDONLY));
	EXPECT_EQ(EPERM, errno);
}

TEST_F(perm, opening_asks_for_cap_sys_admin)
{
	ASSERT_EQ(0, drop(CAP_SYS_ADMIN));
	EXPECT_EQ(-EPERM, hop_device_open());
}

TEST_HARNESS_MAIN
