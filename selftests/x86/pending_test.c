// SPDX-License-Identifier: GPL-2.0
/*
 * A softirq that waits for the next moment to be run, and is, in the middle of a
 * trap from user mode: the path is whole, and the entry's pt_regs are seen.
 */
#include <kselftest_harness.h>
#include <errno.h>
#include <string.h>

#include "lib/json.h"
#include "lib/lib.h"
#include "lib/tool.h"
#include "lib/use.h"

#define PENDING "stackhop_pending"
#define RUNS 50
#define PATH "stackhop path --json --repeat 50 x87"

FIXTURE(pending)
{
	char out[1 << 16];
	json_object *root;
};

FIXTURE_SETUP(pending)
{
}

FIXTURE_TEARDOWN(pending)
{
	json_object_put(self->root);
	hop_kmod_unload(PENDING);
}

/* Runs in which a softirq was the first that was seen of the handler. */
static int64_t by_way_of_irq(json_object *trigger)
{
	json_object *paths = hop_json_member(trigger, "paths");
	int64_t runs = 0;

	for (size_t i = 0; i < json_object_array_length(paths); i++) {
		json_object *path = json_object_array_get_idx(paths, i);
		json_object *seen = hop_json_member(path, "evidence");
		const char *second = json_object_get_string(
			json_object_array_get_idx(seen, 1));

		if (second && !strcmp(second, "link"))
			runs += hop_json_number(path, "count");
	}
	return runs;
}

TEST_F(pending, pt_regs_are_seen_each_time)
{
	json_object *trigger, *regs;
	int err, status;

	if (!hop_use_has_softirq())
		SKIP(return, "PREEMPT_RT: softirqs wait for ksoftirqd");
	err = hop_kmod_load(PENDING);
	if (err == -ENOENT || err == -EOPNOTSUPP)
		SKIP(return, "no " PENDING ".ko, or no kprobes, here");
	ASSERT_EQ(0, err);
	status = hop_tool_shell(PATH, self->out, sizeof(self->out));
	self->root = json_tokener_parse(self->out);
	trigger = json_object_array_get_idx(
		hop_json_member(self->root, "triggers"), 0);
	regs = hop_json_member(self->root, "pt_regs");
	ASSERT_NE(NULL, trigger) TH_LOG("%d: %s", status, self->out);
	if (hop_json_member(trigger, "skipped"))
		SKIP(return, "%s", hop_json_text(trigger, "skipped"));
	EXPECT_EQ(0, status) TH_LOG("%s", self->out);
	EXPECT_EQ(RUNS, hop_json_number(trigger, "runs"));
	EXPECT_LT(RUNS / 2, by_way_of_irq(trigger));
	EXPECT_EQ(RUNS, hop_json_number(regs, "entries"));
	EXPECT_EQ(RUNS, hop_json_number(regs, "same"));
}

TEST_HARNESS_MAIN
