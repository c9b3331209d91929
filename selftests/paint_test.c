// SPDX-License-Identifier: GPL-2.0
/*
 * Painting a CPU's idle stacks, and reading them back: paint where nobody was,
 * and where somebody was, none.
 */
#include <kselftest_harness.h>
#include <unistd.h>

#include "lib/arch.h"
#include "lib/paint.h"

#define WORDS 1024

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

static int painted_words(void)
{
	int nr = 0;

	while (nr < WORDS && words[nr] == HOP_PAINT)
		nr++;
	return nr;
}

TEST_F(paint, untouched_stacks_hold_paint)
{
	uint32_t kinds = HOP_QUIET_KINDS, kind;

	if (self->info.features & HOP_FEAT_GATES)
		kinds |= OWN;
	ASSERT_EQ(kinds, hop_kinds_paint(self->fd, kinds));
	for (kind = 0; kind < 32; kind++) {
		if (!(kinds & 1U << kind))
			continue;
		EXPECT_EQ(0, hop_residue_read(self->fd, kind, words, WORDS))
		TH_LOG("kind %u", kind);
		/* No stack is smaller than 4 KiB. */
		EXPECT_LE(512, painted_words());
	}
}

TEST_F(paint, own_gates_leave_theirs)
{
	NEED_GATES(&self->info);
	ASSERT_EQ(OWN, hop_kinds_paint(self->fd, OWN));
	ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_BOTH));
	hop_user_fire(&self->info, HOP_GATE_IST, 1);
	EXPECT_LT(0,
		  hop_residue_read(self->fd, HOP_KIND_OWN_IST, words, WORDS));
	EXPECT_EQ(0, hop_residue_read(self->fd, HOP_KIND_OWN, words, WORDS));
	hop_user_fire(&self->info, HOP_GATE_OWN, 1);
	EXPECT_LT(0, hop_residue_read(self->fd, HOP_KIND_OWN, words, WORDS));
}

TEST_F(paint, what_cannot_be_painted_or_read)
{
	EXPECT_EQ(-EINVAL, hop_kinds_paint(self->fd, 0));
	EXPECT_EQ(-EINVAL, hop_kinds_paint(self->fd, 1 << HOP_KIND_TASK));
	EXPECT_EQ(-EINVAL, hop_kinds_paint(self->fd, 1 << HOP_KIND_IST_VC));
	EXPECT_EQ(-EINVAL, hop_kinds_paint(self->fd, 1U << 31));
	EXPECT_EQ(-EINVAL,
		  hop_residue_read(self->fd, HOP_KIND_TASK, words, WORDS));
	EXPECT_EQ(-EINVAL, hop_residue_read(self->fd, 1000, words, WORDS));
	EXPECT_EQ(-EINVAL, hop_residue_read(self->fd, HOP_KIND_IRQ, words, 0));
}

TEST_HARNESS_MAIN
