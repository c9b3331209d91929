// SPDX-License-Identifier: GPL-2.0
/*
 * Painting a CPU's idle stacks, and reading them back: paint where nobody was,
 * and where somebody was the very words that the CPU pushed.
 */
#include <kselftest_harness.h>
#include <signal.h>
#include <unistd.h>

#include "lib/x86/x86.h"

#define WORDS 1024
#define SS_USER 0x2b
#define CS_USER 0x33
#define TF 0x100

/* Nobody comes there while this test runs, but who is sent. */
#define QUIET \
	(1 << HOP_KIND_IST_DF | 1 << HOP_KIND_IST_DB | 1 << HOP_KIND_IST_MCE)
#define OWN (1 << HOP_KIND_OWN | 1 << HOP_KIND_OWN_IST)

static uint64_t words[WORDS];

FIXTURE(paint)
{
	int fd;
	struct hop_info info;
};

FIXTURE_SETUP(paint)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	ASSERT_EQ(0, hop_pin(0));
}

FIXTURE_TEARDOWN(paint)
{
	close(self->fd);
}

/* Which were painted, or a negative errno. */
static int64_t paint(int fd, uint32_t kinds)
{
	struct hop_paint paint = { .kinds = kinds };
	int err = hop_device_call(fd, HOP_IOC_PAINT, &paint);

	return err ? err : (int64_t)paint.kinds;
}

/* How deep it was used, or a negative errno; fills words. */
static int64_t residue(int fd, uint32_t kind, uint32_t nr)
{
	struct hop_residue residue = { .kind = kind,
				       .nr = nr,
				       .words = (uintptr_t)words };
	int err = hop_device_call(fd, HOP_IOC_RESIDUE, &residue);

	return err ? err : (int64_t)residue.depth;
}

static int painted_words(void)
{
	int nr = 0;

	while (nr < WORDS && words[nr] == HOP_PAINT)
		nr++;
	return nr;
}

TEST_F(paint, untouched_stacks_hold_paint)
{
	uint32_t kinds = QUIET, kind;

	if (self->info.features & HOP_FEAT_GATES)
		kinds |= OWN;
	ASSERT_EQ(kinds, paint(self->fd, kinds));
	for (kind = 0; kind < 32; kind++) {
		if (!(kinds & 1U << kind))
			continue;
		EXPECT_EQ(0, residue(self->fd, kind, WORDS))
		TH_LOG("kind %u", kind);
		/* No stack is smaller than a page. */
		EXPECT_LE(512, painted_words());
	}
}

/* The top of the NMI stack is the kernel's. */
TEST_F(paint, nmi_stack_keeps_its_top)
{
	ASSERT_EQ(1 << HOP_KIND_IST_NMI,
		  paint(self->fd, 1 << HOP_KIND_IST_NMI));
	EXPECT_GE(HOP_NMI_TOP, residue(self->fd, HOP_KIND_IST_NMI, WORDS));
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

TEST_F(paint, a_debug_exception_leaves_its_frame)
{
	struct hop_child_end end;

	ASSERT_EQ(QUIET, paint(self->fd, QUIET));
	ASSERT_EQ(0, hop_child(step_once, NULL, &end));
	ASSERT_EQ(SIGTRAP, end.signal);
	EXPECT_LE(HOP_FRAME_BYTES, residue(self->fd, HOP_KIND_IST_DB, WORDS));
	EXPECT_HEX(SS_USER, words[0]);
	EXPECT_HEX(end.sp, words[1]);
	EXPECT_TRUE(words[2] & TF);
	EXPECT_HEX(CS_USER, words[3]);
	EXPECT_HEX(end.ip, words[4]);
	EXPECT_EQ(0, residue(self->fd, HOP_KIND_IST_DF, WORDS));
	EXPECT_EQ(0, residue(self->fd, HOP_KIND_IST_MCE, WORDS));
}

TEST_F(paint, own_gates_leave_theirs)
{
	NEED_GATES(&self->info);
	ASSERT_EQ(OWN, paint(self->fd, OWN));
	ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_BOTH));
	hop_int_many(self->info.vector[HOP_GATE_IST], 1);
	EXPECT_LT(0, residue(self->fd, HOP_KIND_OWN_IST, WORDS));
	EXPECT_EQ(0, residue(self->fd, HOP_KIND_OWN, WORDS));
	hop_int_many(self->info.vector[HOP_GATE_OWN], 1);
	EXPECT_LT(0, residue(self->fd, HOP_KIND_OWN, WORDS));
}

TEST_F(paint, what_cannot_be_painted_or_read)
{
	EXPECT_EQ(-EINVAL, paint(self->fd, 0));
	EXPECT_EQ(-EINVAL, paint(self->fd, 1 << HOP_KIND_TASK));
	EXPECT_EQ(-EINVAL, paint(self->fd, 1 << HOP_KIND_IST_VC));
	EXPECT_EQ(-EINVAL, paint(self->fd, 1U << 31));
	EXPECT_EQ(-EINVAL, residue(self->fd, HOP_KIND_TASK, WORDS));
	EXPECT_EQ(-EINVAL, residue(self->fd, 1000, WORDS));
	EXPECT_EQ(-EINVAL, residue(self->fd, HOP_KIND_IRQ, 0));
}

TEST_HARNESS_MAIN
