// SPDX-License-Identifier: GPL-2.0
/*
 * Places become paths; the names of kinds are those of the design.
 */
#include "unit.h"

#include <stackhop.h>

#include "kernel/kinds.h"
#include "gate/path.h"

static const struct hop_stack_info user = { 0, 0, HOP_KIND_USER };
static const struct hop_stack_info entry = { 0x1000, 0x2000, HOP_KIND_ENTRY };
static const struct hop_stack_info task = { 0x4000, 0x8000, HOP_KIND_TASK };
static const struct hop_stack_info other_task = { 0xc000, 0x10000,
						  HOP_KIND_TASK };
static const struct hop_stack_info nowhere = { 0, 0, HOP_KIND_UNKNOWN };

static void there_and_back(void **state)
{
	struct hop_path path = { 0 };
	char text[HOP_PATH_TEXT];

	(void)state;
	assert_true(hop_path_add(&path, &user));
	assert_true(hop_path_add(&path, &entry));
	assert_true(hop_path_add(&path, &entry));
	assert_true(hop_path_add(&path, &task));
	assert_true(hop_path_add(&path, &entry));
	assert_true(hop_path_add(&path, &user));
	assert_string_equal(hop_path_text(&path, text),
			    "user > entry > task > entry > user");
	assert_int_equal(path.nr, 5);
	assert_true(hop_path_known(&path));
}

/* From one task's stack to another's is a hop. */
static void task_to_task(void **state)
{
	struct hop_path path = { 0 };
	char text[HOP_PATH_TEXT];

	(void)state;
	hop_path_add(&path, &task);
	hop_path_add(&path, &other_task);
	hop_path_add(&path, &other_task);
	assert_string_equal(hop_path_text(&path, text), "task > task");
}

static void not_known(void **state)
{
	struct hop_path path = { 0 };
	char text[HOP_PATH_TEXT];

	(void)state;
	assert_false(hop_path_known(&path));
	assert_string_equal(hop_path_text(&path, text), "");
	hop_path_add(&path, &user);
	hop_path_add(&path, &nowhere);
	hop_path_add(&path, &user);
	assert_false(hop_path_known(&path));
	assert_string_equal(hop_path_text(&path, text), "user > ? > user");
}

static void same(void **state)
{
	struct hop_path a = { 0 }, b = { 0 };

	(void)state;
	assert_true(hop_path_same(&a, &b));
	hop_path_add(&a, &user);
	assert_false(hop_path_same(&a, &b));
	hop_path_add(&b, &task);
	assert_false(hop_path_same(&a, &b));
	b.nr = 0;
	hop_path_add(&b, &user);
	assert_true(hop_path_same(&a, &b));
}

/* The longest path of the longest names fits in the text; no more is taken. */
static void longest(void **state)
{
	struct hop_path path = { 0 };
	char text[HOP_PATH_TEXT];

	(void)state;
	for (size_t i = 0; i < HOP_PATH_MAX; i++) {
		struct hop_stack_info stack = { i, i + 1, HOP_KIND_OVERFLOW };

		assert_true(hop_path_add(&path, &stack));
	}
	assert_false(hop_path_add(&path, &user));
	assert_int_equal(path.nr, HOP_PATH_MAX);
	hop_path_text(&path, text);
	assert_int_equal(strlen(text),
			 8 * HOP_PATH_MAX + 3 * (HOP_PATH_MAX - 1));
}

static void names(void **state)
{
	static const char *const want[HOP_KIND_NR] = {
		"unknown", "user",   "entry",	"task",	  "irq",
		"softirq", "ist-df", "ist-nmi", "ist-db", "ist-mce",
		"ist-vc",  "own",    "own-ist", "espfix", "overflow",
	};

	(void)state;
	for (unsigned int kind = 0; kind < HOP_KIND_NR; kind++)
		assert_string_equal(hop_kind_name(kind), want[kind]);
	assert_string_equal(hop_kind_name(HOP_KIND_NR), "unknown");
	assert_string_equal(hop_kind_name(~0U), "unknown");
	assert_string_equal(hop_point_name(HOP_POINT_ENTRY), "entry");
	assert_string_equal(hop_point_name(HOP_POINT_EXIT), "exit");
	assert_string_equal(hop_point_name(0), "?");
	assert_string_equal(hop_point_name(HOP_POINT_EXIT + 1), "?");
	assert_string_equal(hop_gate_names[HOP_GATE_IST], "own-ist");
	assert_null(hop_gate_names[HOP_GATE_NR]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(task_to_task),
		cmocka_unit_test(not_known),
		cmocka_unit_test(same),
		cmocka_unit_test(longest),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
