// SPDX-License-Identifier: GPL-2.0
/*
 * A call for taps that somebody else's change of a register makes fail: the
 * notes of the time that an earlier one asked for go on.
 */
#include <kselftest_harness.h>
#include <sched.h>
#include <sys/syscall.h>

#include "lib/x86/x86.h"

#define CALLS 100
#define BOTH_ENDS (1 << HOP_STAMP_SYS_ENTER | 1 << HOP_STAMP_SYS_EXIT)
#define RIVAL "stackhop_rival"
#define MSR_SYSENTER_EIP 0x176

static int rival_sysenter(uint64_t value)
{
	char text[64];

	snprintf(text, sizeof(text), "0 %jx", (uintmax_t)value);
	return hop_spit("/sys/module/" RIVAL "/parameters/sysenter", text);
}

/* The position after the newest record of @cpu. */
static uint64_t head_of(int fd, int cpu)
{
	struct hop_read state = {};
	struct hop_record rec;

	hop_read_tape(fd, cpu, &rec, 1, &state);
	return state.head;
}

TEST(a_failed_call_leaves_stamps)
{
	struct hop_tap stamps = { .stamps = BOTH_ENDS };
	struct hop_tap tap = { .calls = HOP_TAP_SYSENTER };
	int i, fd = hop_device_open(), cpu = sched_getcpu();
	struct hop_info info;
	uint64_t value, head;

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, hop_info_get(fd, &info));
	ASSERT_EQ(0, hop_pin(cpu));
	NEED_GATES(&info);
	ASSERT_EQ(0, hop_rdmsr(0, MSR_SYSENTER_EIP, &value));
	ASSERT_EQ(0, hop_kmod_load(RIVAL));
	ASSERT_EQ(0, hop_device_call(fd, HOP_IOC_TAP, &stamps));
	ASSERT_EQ(BOTH_ENDS, stamps.stamps);
	EXPECT_EQ(0, rival_sysenter(value + 1));
	EXPECT_EQ(-EBUSY, hop_device_call(fd, HOP_IOC_TAP, &tap));
	EXPECT_EQ(0, rival_sysenter(value));
	head = head_of(fd, cpu);
	for (i = 0; i < CALLS; i++)
		syscall(SYS_getppid);
	EXPECT_LE(head + 2 * CALLS, head_of(fd, cpu));
	close(fd);
	EXPECT_EQ(0, hop_kmod_unload(RIVAL));
}

TEST_HARNESS_MAIN
