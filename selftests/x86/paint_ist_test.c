// SPDX-License-Identifier: GPL-2.0
/*
 * Painted IST stacks: what the kernel keeps there stays, and where the CPU came
 * are the very words that it pushed.
 */
#include <kselftest_harness.h>
#include <signal.h>
#include <unistd.h>

#include "lib/paint.h"
#include "lib/x86/x86.h"

#define WORDS 1024
#define SS_USER 0x2b
#define CS_USER 0x33
#define TF 0x100

static uint64_t words[WORDS];

FIXTURE(ist)
{
	int fd;
};

FIXTURE_SETUP(ist)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_pin(0));
}

FIXTURE_TEARDOWN(ist)
{
	close(self->fd);
}

/* The top of the NMI stack is the kernel's. */
TEST_F(ist, nmi_stack_keeps_its_top)
{
	ASSERT_EQ(1 << HOP_KIND_IST_NMI,
		  hop_kinds_paint(self->fd, 1 << HOP_KIND_IST_NMI));
	EXPECT_GE(HOP_NMI_TOP,
		  hop_residue_read(self->fd, HOP_KIND_IST_NMI, words, WORDS));
	EXPECT_NE(HOP_PAINT, words[0]);
	EXPECT_HEX(HOP_PAINT, words[HOP_NMI_TOP / 8]);
}

static int step_once(void *unused)
{
	(void)unused;
	asm volatile("pushfq; orl %0, (%%rsp); popfq; nop" ::"i"(TF)
		     : "memory", "cc");
	return 1;
}

TEST_F(ist, a_debug_exception_leaves_its_frame)
{
	struct hop_child_end end;

	ASSERT_EQ(HOP_QUIET_KINDS, hop_kinds_paint(self->fd, HOP_QUIET_KINDS));
	ASSERT_EQ(0, hop_child(step_once, NULL, &end));
	ASSERT_EQ(SIGTRAP, end.signal);
	EXPECT_LE(HOP_FRAME_BYTES,
		  hop_residue_read(self->fd, HOP_KIND_IST_DB, words, WORDS));
	EXPECT_HEX(SS_USER, words[0]);
	EXPECT_HEX(end.sp, words[1]);
	EXPECT_TRUE(words[2] & TF);
	EXPECT_HEX(CS_USER, words[3]);
	EXPECT_HEX(end.ip, words[4]);
	EXPECT_EQ(0, hop_residue_read(self->fd, HOP_KIND_IST_DF, words, WORDS));
	EXPECT_EQ(0,
		  hop_residue_read(self->fd, HOP_KIND_IST_MCE, words, WORDS));
}

TEST_HARNESS_MAIN
