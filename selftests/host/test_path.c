// SPDX-License-Identifier: GPL-2.0
/*
 * Places become paths; the names of kinds are those of the design.
 */
#include "unit.h"

#include <stackhop.h>

#include "kernel/kinds.h"
#include "path/observed.h"

#define HIGH 0xffffff0000000000ULL

static const struct hop_stack_info user = { 0, 0, HOP_KIND_USER };
static const struct hop_stack_info entry = { HIGH + 0x1000, HIGH + 0x2000,
					     HOP_KIND_ENTRY };
static const struct hop_stack_info task = { HIGH + 0x4000, HIGH + 0x8000,
					    HOP_KIND_TASK };
static const struct hop_stack_info other_task = { HIGH + 0xc000, HIGH + 0x10000,
						  HOP_KIND_TASK };
static const struct hop_stack_info nowhere = { 0, 0, HOP_KIND_UNKNOWN };

static void add(struct hop_observed *path, const struct hop_stack_info *stack)
{
	hop_observed_go(path, *stack, HOP_SEEN_TAP, 0);
}

static void there_and_back(void **state)
{
	struct hop_observed path = { 0 };
	char text[HOP_OBSERVED_TEXT];

	(void)state;
	add(&path, &user);
	add(&path, &entry);
	add(&path, &entry);
	add(&path, &task);
	add(&path, &entry);
	add(&path, &user);
	assert_string_equal(hop_observed_text(&path, text),
			    "user > entry > task > entry > user");
	assert_int_equal(path.nr, 5);
	assert_int_equal(path.verdict, HOP_RUN_OK);
}

/* From one task's stack to another's is a hop. */
static void task_to_task(void **state)
{
	struct hop_observed path = { 0 };
	char text[HOP_OBSERVED_TEXT];

	(void)state;
	add(&path, &task);
	add(&path, &other_task);
	add(&path, &other_task);
	hop_observed_number(&path);
	assert_string_equal(hop_observed_text(&path, text), "task > task2");
}

static void same(void **state)
{
	struct hop_observed a = { 0 }, b = { 0 };

	(void)state;
	assert_true(hop_observed_same(&a, &b));
	add(&a, &user);
	assert_false(hop_observed_same(&a, &b));
	assert_false(hop_observed_same(&b, &a));
	add(&b, &task);
	assert_false(hop_observed_same(&a, &b));
	b.nr = 0;
	add(&b, &user);
	assert_true(hop_observed_same(&a, &b));
	add(&a, &task);
	add(&a, &other_task);
	add(&b, &other_task);
	add(&b, &task);
	hop_observed_number(&a);
	hop_observed_number(&b);
	assert_true(hop_observed_same(&a, &b));
	add(&a, &task);
	hop_observed_number(&a);
	b.stop[b.nr++] = (struct hop_stop){ .stack = task, .nth = 3 };
	assert_false(hop_observed_same(&a, &b));
}

static void not_known(void **state)
{
	struct hop_observed path = { 0 };
	char text[HOP_OBSERVED_TEXT];

	(void)state;
	assert_string_equal(hop_observed_text(&path, text), "");
	add(&path, &user);
	add(&path, &nowhere);
	add(&path, &user);
	assert_int_equal(path.verdict, HOP_RUN_INCOMPLETE);
	assert_string_equal(hop_observed_text(&path, text), "user > ? > user");
}

/* Which of its stacks holds an address; base included, top not. */
static void holds(void **state)
{
	struct hop_observed path = { 0 };

	(void)state;
	add(&path, &user);
	add(&path, &entry);
	add(&path, &task);
	assert_int_equal(hop_observed_stack(&path, entry.base).kind,
			 HOP_KIND_ENTRY);
	assert_int_equal(hop_observed_stack(&path, task.top - 1).kind,
			 HOP_KIND_TASK);
	assert_int_equal(hop_observed_stack(&path, task.top).kind, 0);
	assert_int_equal(hop_observed_stack(&path, 0x7ffd00000000).kind,
			 HOP_KIND_USER);
}

/* The longest path of the longest names fits in the text; no more is taken. */
static void longest(void **state)
{
	struct hop_observed path = { 0 };
	char text[HOP_OBSERVED_TEXT];

	(void)state;
	for (size_t i = 0; i < HOP_STOPS; i++) {
		struct hop_stack_info stack = { i, i + 1, HOP_KIND_OVERFLOW };

		assert_int_equal(path.verdict, HOP_RUN_OK);
		add(&path, &stack);
	}
	add(&path, &user);
	assert_int_equal(path.verdict, HOP_RUN_INCOMPLETE);
	assert_int_equal(path.nr, HOP_STOPS);
	hop_observed_text(&path, text);
	assert_int_equal(strlen(text), 8 * HOP_STOPS + 3 * (HOP_STOPS - 1));
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
		cmocka_unit_test(holds),
		cmocka_unit_test(longest),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
