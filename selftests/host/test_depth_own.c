// SPDX-License-Identifier: GPL-2.0
/*
 * The task that scans is told apart in a depth report, in each of its views, and
 * is under no limit: what the tool needs is not the system's doing.
 */
#include "unit.h"

#include <json-c/json.h>

#include "depth_report.h"

static const struct hop_depth rows[] = {
	{ .kind = HOP_KIND_TASK,
	  .pid = 11,
	  .tgid = 11,
	  .cpu = ~0U,
	  .size = 16384,
	  .mark = 16000,
	  .flags = HOP_DEPTH_OWN,
	  .comm = "stackhop" },
	{ .kind = HOP_KIND_TASK,
	  .pid = 7,
	  .tgid = 7,
	  .cpu = ~0U,
	  .size = 16384,
	  .mark = 3000,
	  .comm = "shell" },
	{ .kind = HOP_KIND_TASK,
	  .size = 16384,
	  .flags = HOP_DEPTH_IDLE | HOP_DEPTH_KTHREAD | HOP_DEPTH_UNKNOWN,
	  .comm = "swapper/0" },
};

/* However deep it is, it comes last, and is not the one most used. */
static void table(void **state)
{
	struct hop_depth_report r = report_of(rows, NR(rows));
	char *text = text_of(hop_depth_table, &r);

	(void)state;
	assert_string_equal(
		text,
		"STACK  CPU  PID  COMM        SIZE  NOW    DEEPEST  HEADROOM  USED  SINCE\n"
		"task     -    7  shell      16384    ?       3000     13384   19%  start\n"
		"task     0    0  swapper/0  16384    ?  not known         -     -  -\n"
		"task     -   11  stackhop   16384    ?      16000       384   98%  start, stackhop's own\n"
		"\n"
		"3 stacks, 3 of tasks, scanned in 1.234 ms; most used: 19%, 13384 bytes of headroom (task 7 shell)\n"
		"1 of them stackhop's own: under no limit\n"
		"not known: how deep 1 of them got; begin a new period with --reset\n");
	free(text);
	hop_depth_free(&r);
}

static void alone(void **state)
{
	struct hop_depth_report r = report_of(rows, 1);
	char *text = text_of(hop_depth_table, &r);

	(void)state;
	assert_null(strstr(text, "most used"));
	free(text);
	text = text_of(hop_depth_metrics, &r);
	assert_null(strstr(text, "least_free"));
	free(text);
	hop_depth_free(&r);
}

static void json(void **state)
{
	struct hop_depth_report r = report_of(rows, NR(rows));
	struct json_object *o = hop_depth_json(&r), *list, *own;

	(void)state;
	assert_int_equal(
		json_object_get_int(json_object_object_get(o, "nr_own")), 1);
	list = json_object_object_get(o, "stacks");
	for (size_t i = 0; i < NR(rows); i++) {
		own = json_object_object_get(json_object_array_get_idx(list, i),
					     "own");
		assert_non_null(own);
		assert_int_equal(json_object_get_boolean(own),
				 i == NR(rows) - 1);
	}
	json_object_put(o);
	hop_depth_free(&r);
}

static void metrics(void **state)
{
	struct hop_depth_report r = report_of(rows, NR(rows));
	char *text = text_of(hop_depth_metrics, &r);

	(void)state;
	assert_non_null(strstr(text, "{comm=\"shell\"} 3000\n"));
	assert_null(strstr(text, "comm=\"stackhop\""));
	assert_non_null(
		strstr(text, "stackhop_task_stack_least_free_bytes 13384\n"));
	free(text);
	hop_depth_free(&r);
}

static void limits(void **state)
{
	struct hop_depth_report r = report_of(rows, NR(rows));
	struct hop_depth_limit limit;

	(void)state;
	assert_null(hop_depth_limit_read("task:1000", &limit));
	assert_int_equal(hop_depth_below(&r, &limit), 0);
	assert_null(hop_depth_limit_read("100%", &limit));
	assert_int_equal(hop_depth_below(&r, &limit), 1);
	hop_depth_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),  cmocka_unit_test(alone),
		cmocka_unit_test(json),	  cmocka_unit_test(metrics),
		cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests_name("depth_own", tests, NULL, NULL);
}
