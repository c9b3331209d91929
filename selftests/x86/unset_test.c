// SPDX-License-Identifier: GPL-2.0
/*
 * Triggers that this machine would not survive, since Linux has set no entry or
 * no stack for them: they are refused with the reason, and the machine lives on.
 */
#include <kselftest_harness.h>

#include "lib/said.h"
#include "lib/x86/x86.h"

FIXTURE(unset)
{
	int fd;
	struct hop_info info;
	int cpus[HOP_MAX_CPUS];
	int nr_cpus;
};

FIXTURE_SETUP(unset)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	self->nr_cpus = hop_online(self->cpus);
	ASSERT_LT(0, self->nr_cpus);
}

FIXTURE_TEARDOWN(unset)
{
	close(self->fd);
}

/* In 32-bit code; where Linux has set no entry it must not even be tried. */
TEST_F_TIMEOUT(unset, entries_that_are_not_set, PATIENCE)
{
	struct hop_snapshot snap;
	int cpu = self->cpus[self->nr_cpus - 1];

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_snapshot_get(self->fd, cpu, HOP_CONTEXT_TASK, &snap));
	TH_LOG("CSTAR %#jx, SYSENTER_EIP %#jx",
	       (uintmax_t)hop_snapshot_value(&snap, HOP_X86_CSTAR),
	       (uintmax_t)hop_snapshot_value(&snap, HOP_X86_SYSENTER));
	if (!hop_snapshot_value(&snap, HOP_X86_CSTAR)) {
		EXPECT_SAID(
			CANNOT, "stackhop path -r 1 syscall-32",
			"cannot run here: Linux has set no entry for it (MSR_CSTAR is 0)");
		EXPECT_SAID(CANNOT, "stackhop cost -r 1 syscall-32",
			    "MSR_CSTAR is 0");
	}
	if (!hop_snapshot_value(&snap, HOP_X86_SYSENTER))
		EXPECT_SAID(CANNOT, "stackhop path -r 1 sysenter-32",
			    "MSR_IA32_SYSENTER_EIP is 0");
	EXPECT_SAID(0, "stackhop path -r 1 syscall", "1 as predicted");
}

/* A 16-bit segment is what espfix is for: have one, or be told so. */
TEST_F_TIMEOUT(unset, no_espfix, PATIENCE)
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

TEST_HARNESS_MAIN
