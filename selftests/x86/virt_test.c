// SPDX-License-Identifier: GPL-2.0
/*
 * KVM keeps copies of the registers that lead to the syscall entries, so these
 * have no taps while its module is loaded, and lose them when it comes.
 */
#include <kselftest_harness.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/x86/x86.h"

#define VIRT "stackhop_virt"
#define VECTOR_PF 14

FIXTURE(virt)
{
	int fd;
	struct hop_info info;
	struct hop_tap tap;
	struct hop_state before;
	struct hop_state after;
};

FIXTURE_SETUP(virt)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	ASSERT_EQ(0, hop_state_take(&self->before));
}

FIXTURE_TEARDOWN(virt)
{
	close(self->fd);
	hop_kmod_unload(VIRT);
	EXPECT_EQ(0, hop_state_take(&self->after));
	EXPECT_EQ(NULL, hop_state_diff(&self->before, &self->after));
}

static int tap_pf_and_syscalls(int fd, struct hop_tap *tap)
{
	memset(tap, 0, sizeof(*tap));
	tap->vectors[0] = 1 << VECTOR_PF;
	tap->calls = HOP_TAP_SYSCALL | HOP_TAP_SYSCALL32 | HOP_TAP_SYSENTER;
	return hop_device_call(fd, HOP_IOC_TAP, tap);
}

static uint32_t features(int fd)
{
	struct hop_info info = {};

	hop_info_get(fd, &info);
	return info.features;
}

TEST_F(virt, no_taps_of_syscalls_while_it_is_loaded)
{
	NEED_GATES(&self->info);
	EXPECT_EQ(0, features(self->fd) & HOP_FEAT_VIRT);
	ASSERT_EQ(0, hop_kmod_load(VIRT));
	EXPECT_EQ(HOP_FEAT_VIRT, features(self->fd) & HOP_FEAT_VIRT);
	ASSERT_EQ(0, tap_pf_and_syscalls(self->fd, &self->tap));
	EXPECT_EQ(0, self->tap.calls);
	EXPECT_EQ(1 << VECTOR_PF, self->tap.vectors[0]);
	ASSERT_EQ(0, hop_kmod_unload(VIRT));
	EXPECT_EQ(0, features(self->fd) & HOP_FEAT_VIRT);
	ASSERT_EQ(0, tap_pf_and_syscalls(self->fd, &self->tap));
	EXPECT_EQ(HOP_TAP_SYSCALL, self->tap.calls & HOP_TAP_SYSCALL);
}

/* Before any of its code runs the registers are as Linux wrote them. */
TEST_F(virt, its_coming_takes_them_away)
{
	char line[256];
	int log;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, tap_pf_and_syscalls(self->fd, &self->tap));
	ASSERT_EQ(HOP_TAP_SYSCALL, self->tap.calls & HOP_TAP_SYSCALL);
	log = hop_log_open();
	ASSERT_EQ(0, hop_kmod_load(VIRT));
	EXPECT_EQ(1, hop_log_read(log, line, sizeof(line)));
	EXPECT_NE(NULL, strstr(line, "virtual machines"));
	close(log);
	EXPECT_EQ(0, hop_state_take(&self->after));
	EXPECT_EQ(0, memcmp(self->before.msr, self->after.msr,
			    sizeof(self->before.msr)));
	EXPECT_NE(0, memcmp(self->before.idt, self->after.idt,
			    sizeof(self->before.idt)));
}

TEST_HARNESS_MAIN
