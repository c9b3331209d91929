// SPDX-License-Identifier: GPL-2.0
/*
 * Which vectors own gates take, by the module's parameters, and that nothing is
 * behind them when it has gone. Leaves it as it was, loaded or not.
 */
#include <kselftest_harness.h>
#include <signal.h>

#include "lib/unloaded.h"
#include "lib/x86/x86.h"

#define VECTOR_FIRST 22
#define VECTOR_LAST 27
#define TRAP_GP 13

FIXTURE(vector)
{
	struct hop_unloaded unloaded;
};

FIXTURE_SETUP(vector)
{
	hop_unloaded_begin(_metadata, &self->unloaded);
}

FIXTURE_TEARDOWN(vector)
{
	hop_unloaded_end(&self->unloaded);
}

static const struct {
	const char *params;
	const char *says; /* a word that the line in the log must have */
} bad[] = {
	{ "vector=14", "vector" },
	{ "vector=21", "vector" },
	{ "vector=28", "vector" },
	{ "vector=-1", "vector" },
	{ "vector=abc", "vector" },
	{ "vector=256", "vector" },
	{ "ist_vector=14", "ist_vector" },
	{ "ist_vector=28", "ist_vector" },
	{ "vector=22 ist_vector=22", "vector" },
};

TEST_F(vector, bad_ones_are_refused)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		hop_check_refused(_metadata, &self->unloaded, bad[i].params,
				  -EINVAL, bad[i].says);
}

static const struct {
	const char *params;
	unsigned int own;
	unsigned int ist;
	unsigned int records;
} good[] = {
	{ "", 22, 23, 4096 },
	{ "vector=0 ist_vector=0", 22, 23, 4096 },
	{ "vector=27", 27, 22, 4096 },
	{ "ist_vector=22", 23, 22, 4096 },
	{ "vector=25 ist_vector=24", 25, 24, 4096 },
	{ "tape_records=64", 22, 23, 64 },
	{ "tape_records=65536", 22, 23, 65536 },
};

TEST_F(vector, good_ones_are_taken)
{
	struct hop_info info;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		ASSERT_EQ(0, hop_load(good[i].params))
		TH_LOG("%s", good[i].params);
		ASSERT_EQ(0, hop_info_of_loaded(&info));
		EXPECT_EQ(good[i].records, info.tape_records);
		if (info.features & HOP_FEAT_GATES) {
			EXPECT_EQ(good[i].own, info.vector[HOP_GATE_OWN]);
			EXPECT_EQ(good[i].ist, info.vector[HOP_GATE_IST]);
		}
		ASSERT_EQ(0, hop_unload());
		hop_check_gone(_metadata, &self->unloaded);
	}
}

static int shoot(void *vector)
{
	hop_int_many((uintptr_t)vector, 1);
	return 0;
}

TEST_F(vector, they_fault_after_unload)
{
	struct hop_child_end end;
	uintptr_t vector;

	for (vector = VECTOR_FIRST; vector <= VECTOR_LAST; vector++) {
		ASSERT_EQ(0, hop_child(shoot, (void *)vector, &end));
		EXPECT_EQ(SIGSEGV, end.signal);
		EXPECT_EQ(TRAP_GP, end.trap);
	}
}

TEST_HARNESS_MAIN
