// SPDX-License-Identifier: GPL-2.0
/*
 * Limits of headroom: how they are written, and which stacks do not keep them.
 */
#include "unit.h"

#include "depth/report.h"

static const struct hop_depth rows[] = {
	{ .kind = HOP_KIND_TASK, .size = 16384, .mark = 16384 },
	{ .kind = HOP_KIND_TASK, .size = 16384, .mark = 15000 },
	{ .kind = HOP_KIND_IRQ, .size = 16384, .mark = 5000 },
	{ .kind = HOP_KIND_TASK, .size = 16384, .mark = 3000 },
	{ .kind = HOP_KIND_ENTRY, .size = 4096, .mark = 184 },
	{ .kind = HOP_KIND_TASK, .size = 16384, .mark = 500 },
	{ .kind = HOP_KIND_TASK, .size = 16384, .mark = 400 },
	{ .kind = HOP_KIND_TASK, .size = 16384, .flags = HOP_DEPTH_UNKNOWN },
};

/* How many of the rows are below a limit; what is not known never is. */
static const struct {
	const char *text;
	size_t below;
} limits[] = {
	{ "0", 0 },	     { "1", 1 },	 { "1384", 1 },
	{ "1385", 2 },	     { "3912", 2 },	 { "3913", 3 },
	{ "0%", 0 },	     { "8%", 1 },	 { "9%", 2 },
	{ "96%", 5 },	     { "100%", 7 },	 { "task:100%", 5 },
	{ "irq:70%", 1 },    { "irq:69%", 0 },	 { "entry:3913", 1 },
	{ "entry:95%", 0 },  { "entry:96%", 1 }, { "ist-nmi:100%", 0 },
	{ "1073741824", 7 },
};

static void below_limits(void **state)
{
	struct hop_depth_report r = { 0 };
	struct hop_depth_limit limit;

	(void)state;
	assert_true(hop_depth_add(&r, rows, NR(rows)));
	for (size_t i = 0; i < NR(limits); i++) {
		assert_null(hop_depth_limit_read(limits[i].text, &limit));
		if (hop_depth_below(&r, &limit) != limits[i].below)
			fail_msg("%s: %zu below, not %zu", limits[i].text,
				 hop_depth_below(&r, &limit), limits[i].below);
	}
	hop_depth_free(&r);
}

static void no_limits(void **state)
{
	static const char *const texts[] = { "",
					     "%",
					     "-1",
					     "101%",
					     "1%%",
					     "1% ",
					     "task",
					     "task:",
					     ":1",
					     "tas:1",
					     "user:1",
					     "tasks:1",
					     "task:1:2",
					     "1.5%",
					     "1k",
					     "1073741825",
					     "0000000000000000000000000000001" };
	struct hop_depth_limit limit;

	(void)state;
	for (size_t i = 0; i < NR(texts); i++)
		if (!hop_depth_limit_read(texts[i], &limit))
			fail_msg("\"%s\" is taken for a limit", texts[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(below_limits),
		cmocka_unit_test(no_limits),
	};

	return cmocka_run_group_tests_name("depth_limit", tests, NULL, NULL);
}
