// SPDX-License-Identifier: GPL-2.0
/*
 * Which vectors own gates take, by the module's parameters, and that nothing is
 * behind them when it has gone. Leaves it as it was, loaded or not.
 */
#include <kselftest_harness.h>
#include <signal.h>

#include "lib/x86/x86.h"

#define VECTOR_FIRST 22
#define VECTOR_LAST 27
#define TRAP_GP 13

FIXTURE(vector)
{
	char params[256];
	bool was_loaded;
	int log;
	struct hop_state before;
};

FIXTURE_SETUP(vector)
{
	const char *left;

	self->was_loaded = hop_is_loaded();
	if (self->was_loaded) {
		ASSERT_EQ(0, hop_params(self->params, sizeof(self->params)));
		ASSERT_EQ(0, hop_unload());
	}
	ASSERT_EQ(0, hop_state_take(&self->before));
	left = hop_state_is_stock(&self->before);
	ASSERT_EQ(NULL, left) TH_LOG("%s", left);
	/* The first load of all may say more: tainted, not signed. */
	ASSERT_EQ(0, hop_load(""));
	ASSERT_EQ(0, hop_unload());
	self->log = hop_log_open();
	ASSERT_LE(0, self->log);
}

FIXTURE_TEARDOWN(vector)
{
	if (hop_is_loaded())
		hop_unload();
	if (self->was_loaded)
		hop_load(self->params);
	close(self->log);
}

typedef FIXTURE_DATA(vector) vector_self;

static void check_gone(struct __test_metadata *_metadata, vector_self *self)
{
	struct hop_state after;
	const char *diff;

	EXPECT_FALSE(hop_is_loaded());
	EXPECT_EQ(-1, access(HOP_DEVICE, F_OK));
	EXPECT_EQ(-1, access("/sys/kernel/debug/stackhop", F_OK));
	EXPECT_EQ(-1, access("/sys/kernel/tracing/events/stackhop", F_OK));
	ASSERT_EQ(0, hop_state_take(&after));
	diff = hop_state_diff(&self->before, &after);
	EXPECT_EQ(NULL, diff) TH_LOG("%s", diff);
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
	char line[512];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		EXPECT_EQ(-EINVAL, hop_load(bad[i].params))
		TH_LOG("%s", bad[i].params);
		EXPECT_EQ(1, hop_log_read(self->log, line, sizeof(line)))
		TH_LOG("%s: '%s'", bad[i].params, line);
		EXPECT_NE(NULL, strstr(line, bad[i].says))
		TH_LOG("%s: '%s'", bad[i].params, line);
		check_gone(_metadata, self);
	}
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
	int fd;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		ASSERT_EQ(0, hop_load(good[i].params))
		TH_LOG("%s", good[i].params);
		fd = hop_device_open();
		ASSERT_LE(0, fd);
		ASSERT_EQ(0, hop_info_get(fd, &info));
		close(fd);
		EXPECT_EQ(good[i].records, info.tape_records);
		if (info.features & HOP_FEAT_GATES) {
			EXPECT_EQ(good[i].own, info.vector[HOP_GATE_OWN]);
			EXPECT_EQ(good[i].ist, info.vector[HOP_GATE_IST]);
		}
		ASSERT_EQ(0, hop_unload());
		check_gone(_metadata, self);
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
