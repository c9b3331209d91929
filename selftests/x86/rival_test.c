// SPDX-License-Identifier: GPL-2.0
/*
 * Somebody else changes what stackhop changes: refused with the errno and the
 * reason that are promised, and what is his stays his.
 */
#include <kselftest_harness.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/x86/x86.h"

#define MSR_SYSENTER_EIP 0x176
#define RIVAL "/sys/module/stackhop_rival/parameters/"
#define VECTORS "22 27"

FIXTURE(rival)
{
	int fd;
	struct hop_info info;
	struct hop_state before;
	struct hop_state after;
	uint64_t sysenter;
	char params[256];
};

static int rival_sysenter(int cpu, uint64_t value)
{
	char text[64];

	snprintf(text, sizeof(text), "%d %jx", cpu, (uintmax_t)value);
	return hop_spit(RIVAL "sysenter", text);
}

static int tap_all(int fd)
{
	struct hop_tap tap = { .calls = HOP_TAP_SYSCALL | HOP_TAP_SYSCALL32 |
					HOP_TAP_SYSENTER };

	memset(tap.vectors, 0xff, sizeof(tap.vectors));
	return hop_device_call(fd, HOP_IOC_TAP, &tap);
}

FIXTURE_SETUP(rival)
{
	ASSERT_EQ(0, hop_params(self->params, sizeof(self->params)));
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	ASSERT_EQ(0, hop_state_take(&self->before));
	ASSERT_EQ(0, hop_rdmsr(0, MSR_SYSENTER_EIP, &self->sysenter));
	ASSERT_EQ(0, hop_kmod_load("stackhop_rival"));
}

FIXTURE_TEARDOWN(rival)
{
	close(self->fd);
	EXPECT_EQ(0, hop_kmod_unload("stackhop_rival"));
	EXPECT_EQ(0, hop_state_take(&self->after));
	EXPECT_EQ(NULL, hop_state_diff(&self->before, &self->after));
}

/* Nothing is tapped, not even what nobody else has touched. */
TEST_F(rival, no_taps_on_a_changed_register)
{
	NEED_GATES(&self->info);
	ASSERT_EQ(0, rival_sysenter(0, self->sysenter + 1));
	EXPECT_EQ(-EBUSY, tap_all(self->fd));
	ASSERT_EQ(0, rival_sysenter(0, self->sysenter));
	EXPECT_EQ(0, hop_state_take(&self->after));
	EXPECT_EQ(NULL, hop_state_diff(&self->before, &self->after));
	EXPECT_EQ(0, tap_all(self->fd));
}

/* The taps go all the same, but for that one. */
TEST_F(rival, changed_while_tapped)
{
	uint64_t value;
	char line[256];
	int log;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, tap_all(self->fd));
	ASSERT_EQ(0, rival_sysenter(0, self->sysenter + 1));
	log = hop_log_open();
	EXPECT_EQ(0,
		  hop_device_call(self->fd, HOP_IOC_TAP, &(struct hop_tap){}));
	/* One of the register, one of what follows from it. */
	EXPECT_EQ(2, hop_log_read(log, line, sizeof(line)));
	EXPECT_NE(NULL, strstr(line, "stays loaded"));
	close(log);
	EXPECT_EQ(0, hop_rdmsr(0, MSR_SYSENTER_EIP, &value));
	EXPECT_HEX(self->sysenter + 1, value);
	ASSERT_EQ(0, rival_sysenter(0, self->sysenter));
}

/* It loads without own gates, and says why; the rest works. */
TEST_F(rival, no_unused_vector)
{
	struct hop_snapshot snap;
	struct hop_info info;

	NEED_GATES(&self->info);
	close(self->fd);
	ASSERT_EQ(0, hop_unload());
	ASSERT_EQ(0, hop_state_take(&self->before));
	ASSERT_EQ(0, hop_spit(RIVAL "vectors", VECTORS));
	EXPECT_EQ(0, hop_load(""));
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	EXPECT_EQ(0, hop_info_get(self->fd, &info));
	EXPECT_EQ(ENOSPC, info.gates_errno);
	EXPECT_STREQ("no unused vector: somebody has taken it", info.gates_why);
	EXPECT_EQ(0, info.features & HOP_FEAT_GATES);
	EXPECT_EQ(-ENOSPC, hop_gates_arm(self->fd, HOP_BOTH));
	EXPECT_EQ(-ENOSPC, tap_all(self->fd));
	EXPECT_EQ(0, hop_snapshot_get(self->fd, 0, HOP_CONTEXT_TASK, &snap));
	close(self->fd);
	ASSERT_EQ(0, hop_unload());
	ASSERT_EQ(0, hop_spit(RIVAL "vectors", VECTORS));
	EXPECT_EQ(0, hop_state_take(&self->after));
	EXPECT_EQ(NULL, hop_state_diff(&self->before, &self->after));
	ASSERT_EQ(0, hop_load(self->params));
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	EXPECT_EQ(0, hop_info_get(self->fd, &info));
	EXPECT_EQ(0, info.gates_errno);
	/* The pages of this load are others than those of the first. */
	ASSERT_EQ(0, hop_state_take(&self->before));
}

TEST_HARNESS_MAIN
