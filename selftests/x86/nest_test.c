// SPDX-License-Identifier: GPL-2.0
/*
 * A second NMI within the tap of the NMI, which a machine check there would let
 * in: the first one's frame and registers are not lost.
 */
#include <kselftest_harness.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/x86/x86.h"

#define NEST "stackhop_nest"
#define PARAMETERS "/sys/module/" NEST "/parameters/"
#define VECTOR_NMI 2

/* Instructions of the tap behind where it has kept the frame. */
#define LEAST_HITS 30

FIXTURE(nest)
{
	int fd;
	int cpus[HOP_MAX_CPUS];
	int nr_cpus;
	struct hop_info info;
};

FIXTURE_SETUP(nest)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	self->nr_cpus = hop_online(self->cpus);
}

FIXTURE_TEARDOWN(nest)
{
	close(self->fd);
	hop_kmod_unload(NEST);
}

/* Records of NMIs on the tape of @cpu; all of it is whole. */
static int nmis_on_tape(int fd, int cpu, struct hop_read *state)
{
	static struct hop_record rec[4096];
	int i, nr = hop_read_tape(fd, cpu, rec, ARRAY_SIZE(rec), state);
	int nmis = 0;

	for (i = 0; i < nr; i++)
		nmis += rec[i].point == HOP_POINT_TAP &&
			rec[i].vector == VECTOR_NMI;
	return nmis;
}

TEST_F(nest, a_second_nmi_anywhere_in_the_tap)
{
	uint64_t tap = hop_symbol("hop_tap_nmi");
	struct hop_tap tapped = { .vectors = { 1 << VECTOR_NMI } };
	struct hop_read state;
	char range[64];
	int hits;

	NEED_GATES(&self->info);
	if (self->nr_cpus < 2)
		SKIP(return, "needs two CPUs");
	ASSERT_NE(0, tap);
	snprintf(range, sizeof(range), "%d %d",
		 (int)(hop_symbol("hop_tap_nmi_kept") - tap),
		 (int)(hop_symbol("hop_tap_nmi_again") - tap));
	ASSERT_EQ(0, hop_kmod_load(NEST));
	ASSERT_EQ(0, hop_pin(self->cpus[0]));
	ASSERT_EQ(0, hop_device_call(self->fd, HOP_IOC_TAP, &tapped));
	nmis_on_tape(self->fd, self->cpus[0], &state);
	EXPECT_EQ(0, hop_spit(PARAMETERS "run", range));
	hits = hop_kmod_number(NEST, "hits");
	TH_LOG("a second NMI at %d instructions", hits);
	EXPECT_LE(LEAST_HITS, hits);
	EXPECT_IS(0, hop_kmod_number(NEST, "wrong"));
	/* And one more, to find the instructions. */
	EXPECT_IS(hits + 1, hop_kmod_number(NEST, "nmis"));
	EXPECT_IS(hits + 1, nmis_on_tape(self->fd, self->cpus[0], &state));
	EXPECT_EQ(0, state.lost);
}

TEST_HARNESS_MAIN
