// SPDX-License-Identifier: GPL-2.0
/*
 * Depth reports: sorting, cutting, what each view says of the same rows. Metrics
 * are checked by Prometheus' own promtool, which $PROMTOOL names, or $NO_PROMTOOL
 * says why it does not.
 */
#include "unit.h"

#include <json-c/json.h>

#include "depth_report.h"

#define ENDED_ROWS 20000

static const struct hop_depth rows[] = {
	{ .kind = HOP_KIND_TASK,
	  .pid = 7,
	  .tgid = 7,
	  .cpu = ~0U,
	  .size = 16384,
	  .mark = 3000,
	  .now = 1000,
	  .flags = HOP_DEPTH_NOW,
	  .comm = "shell" },
	{ .kind = HOP_KIND_IRQ, .cpu = 1, .size = 16384, .mark = 5000 },
	{ .kind = HOP_KIND_TASK,
	  .pid = 9,
	  .tgid = 8,
	  .cpu = ~0U,
	  .size = 16384,
	  .mark = 15000,
	  .flags = HOP_DEPTH_ENDED | HOP_DEPTH_PAINTED,
	  .comm = "sh\"e\\l\nl\x1b[2J" },
	{ .kind = HOP_KIND_TASK,
	  .cpu = 1,
	  .size = 16384,
	  .mark = 400,
	  .flags = HOP_DEPTH_IDLE | HOP_DEPTH_KTHREAD,
	  .comm = "swapper/1" },
	{ .kind = HOP_KIND_TASK,
	  .pid = 3,
	  .tgid = 3,
	  .cpu = ~0U,
	  .size = 16384,
	  .mark = 16384,
	  .flags = HOP_DEPTH_KTHREAD | HOP_DEPTH_CORRUPTED,
	  .comm = "kworker/0:1" },
	{ .kind = HOP_KIND_TASK,
	  .pid = 4,
	  .tgid = 4,
	  .cpu = ~0U,
	  .size = 16384,
	  .mark = 500,
	  .flags = HOP_DEPTH_KTHREAD | HOP_DEPTH_ERASED,
	  .comm = "kworker/u4:12" },
	{ .kind = HOP_KIND_TASK,
	  .size = 16384,
	  .flags = HOP_DEPTH_IDLE | HOP_DEPTH_KTHREAD | HOP_DEPTH_UNKNOWN,
	  .comm = "swapper/0" },
	{ .kind = HOP_KIND_ENTRY, .size = 4096, .mark = 184 },
};

/* A small stack that nobody used is not before a large one that is deep. */
static void most_used_first(void **state)
{
	static const char *const names[] = {
		"kworker/0:1",	 "sh\"e\\l\nl\033[2J", "",	   "shell", "",
		"kworker/u4:12", "swapper/1",	       "swapper/0"
	};
	struct hop_depth_report r = report_of(rows, NR(rows));

	(void)state;
	for (size_t i = 0; i < NR(names); i++)
		assert_string_equal(r.row[i].comm, names[i]);
	assert_int_equal(r.stacks, 8);
	assert_int_equal(r.tasks, 6);
	assert_int_equal(r.unknown, 1);
	assert_int_equal(r.task_size, 16384);
	assert_int_equal(r.most.pid, 3);
	assert_int_equal(hop_depth_headroom(&r.most), 0);
	assert_int_equal(hop_depth_share(&r.most), 100);
	assert_int_equal(hop_depth_share(&r.row[1]), 92);
	assert_int_equal(hop_depth_share(&r.row[4]), 5);
	hop_depth_cut(&r, 2);
	assert_int_equal(r.nr, 2);
	assert_int_equal(r.stacks, 8);
	hop_depth_free(&r);
	assert_int_equal(r.nr, 0);
}

static void kinds_are_kept(void **state)
{
	struct hop_depth_report r = report_of(rows, NR(rows));

	(void)state;
	hop_depth_keep_kinds(&r, 1U << HOP_KIND_IRQ);
	hop_depth_sort(&r);
	assert_int_equal(r.nr, 1);
	assert_int_equal(r.row[0].kind, HOP_KIND_IRQ);
	assert_int_equal(r.tasks, 0);
	assert_int_equal(r.task_size, 0);
	hop_depth_keep_kinds(&r, 0);
	hop_depth_sort(&r);
	assert_int_equal(r.stacks, 0);
	hop_depth_free(&r);
}

/* A mark that cannot be is no reason to give absurd headroom. */
static void broken_numbers(void **state)
{
	struct hop_depth d = { .size = 100, .mark = 200 };
	char name[HOP_DEPTH_NAME];

	(void)state;
	assert_int_equal(hop_depth_headroom(&d), 0);
	d.size = 0;
	assert_int_equal(hop_depth_headroom(&d), 0);
	memset(d.comm, 'x', sizeof(d.comm));
	d.comm[3] = '\xff';
	assert_string_equal(hop_depth_name(&d, name), "xxx\\xffxxxxxxxxxxxx");
}

/* However many end, only the deepest are kept. */
static void many_that_ended(void **state)
{
	struct hop_depth_report r = { 0 };

	(void)state;
	for (unsigned int i = 0; i < ENDED_ROWS; i++) {
		struct hop_depth d = rows[2];

		d.pid = i + 1;
		d.mark = i * 7919 % 16384;
		assert_true(hop_depth_add(&r, &d, 1));
	}
	assert_true(r.nr < 5000);
	hop_depth_sort(&r);
	assert_int_equal(r.row[0].mark, 16383);
	for (unsigned int i = 0; i < 1000; i++)
		assert_true(r.row[i].mark > 15000);
	hop_depth_free(&r);
}

static void table(void **state)
{
	struct hop_depth_report r = report_of(rows, NR(rows));
	char *text;

	(void)state;
	r.listened = true;
	r.ended = 12;
	r.lost = 3;
	text = text_of(hop_depth_table, &r);
	assert_string_equal(
		text,
		"STACK  CPU  PID  COMM                  SIZE    NOW    DEEPEST  HEADROOM  USED  SINCE\n"
		"task     -    3  kworker/0:1          16384      ?      16384         0  100%  start, OVERFLOWED\n"
		"task     -    9  sh\"e\\\\l\\x0al\\x1b[2J  16384  ended      15000      1384   92%  reset\n"
		"irq      1    -                       16384      -       5000     11384   31%  boot\n"
		"task     -    7  shell                16384   1000       3000     13384   19%  start\n"
		"entry    0    -                        4096      -        184      3912    5%  boot\n"
		"task     -    4  kworker/u4:12        16384      ?        500     15884    4%  syscall\n"
		"task     1    0  swapper/1            16384      ?        400     15984    3%  boot\n"
		"task     0    0  swapper/0            16384      ?  not known         -     -  -\n"
		"\n"
		"8 stacks, 6 of tasks, scanned in 1.234 ms; most used: 100%, 0 bytes of headroom (task 3 kworker/0:1)\n"
		"not known: how deep 1 of them got; begin a new period with --reset\n"
		"ended meanwhile: 12, of which 3 were lost\n");
	free(text);
	r.exiting = 2;
	text = text_of(hop_depth_table, &r);
	assert_non_null(
		strstr(text, "3 were lost; 2 more had begun to exit\n"));
	free(text);
	hop_depth_free(&r);
}

static void nothing_to_show(void **state)
{
	struct hop_depth_report r = { 0 };
	struct json_object *o;
	char *text;

	(void)state;
	hop_depth_sort(&r);
	text = text_of(hop_depth_table, &r);
	assert_non_null(strstr(text, "\n0 stacks, 0 of tasks,"));
	free(text);
	text = text_of(hop_depth_metrics, &r);
	assert_non_null(strstr(text, "stackhop_tasks 0\n"));
	assert_null(strstr(text, "high_water"));
	free(text);
	o = hop_depth_json(&r);
	assert_int_equal(
		json_object_get_int(json_object_object_get(o, "nr_stacks")), 0);
	json_object_put(o);
}

/* What is written reads back as the same, whatever a task calls itself. */
static void json(void **state)
{
	struct hop_depth_report r = report_of(rows, NR(rows));
	struct json_object *o = hop_depth_json(&r), *back, *stacks, *row;
	struct json_object *unknown;

	(void)state;
	back = json_tokener_parse(json_object_to_json_string(o));
	assert_non_null(back);
	stacks = json_object_object_get(back, "stacks");
	assert_int_equal(json_object_array_length(stacks), 8);
	row = json_object_array_get_idx(stacks, 1);
	assert_string_equal(
		json_object_get_string(json_object_object_get(row, "comm")),
		"sh\"e\\\\l\\x0al\\x1b[2J");
	assert_true(
		json_object_get_boolean(json_object_object_get(row, "ended")));
	assert_null(json_object_object_get(row, "now"));
	row = json_object_array_get_idx(stacks, 2);
	assert_null(json_object_object_get(row, "pid"));
	assert_int_equal(
		json_object_get_int(json_object_object_get(row, "headroom")),
		11384);
	assert_int_equal(
		json_object_get_int(json_object_object_get(row, "used")), 31);
	row = json_object_array_get_idx(stacks, 7);
	assert_true(json_object_object_get_ex(row, "deepest", &unknown));
	assert_null(unknown);
	assert_null(json_object_object_get(row, "headroom"));
	assert_null(json_object_object_get(row, "used"));
	assert_null(json_object_object_get(row, "since"));
	assert_int_equal(json_object_get_int(
				 json_object_object_get(back, "nr_not_known")),
			 1);
	json_object_put(back);
	json_object_put(o);
	hop_depth_free(&r);
}

static void metrics(void **state)
{
	struct hop_depth_report r = report_of(rows, NR(rows));
	char *text = text_of(hop_depth_metrics, &r);
	size_t length = strlen(text);

	(void)state;
	assert_non_null(strstr(
		text,
		"stackhop_stack_high_water_bytes{cpu=\"1\",kind=\"irq\"} 5000\n"));
	assert_non_null(strstr(text, "{comm=\"kworker\"} 16384\n"));
	assert_null(strstr(text, "kworker\"} 500"));
	assert_non_null(strstr(
		text, "{comm=\"sh\\\"e\\\\\\\\l\\\\x0al\\\\x1b[2J\"} 15000\n"));
	assert_non_null(
		strstr(text, "stackhop_task_stack_least_free_bytes 0\n"));
	assert_null(strstr(text, "swapper/0"));
	assert_null(strstr(text, "swapper\"} 0"));
	assert_non_null(strstr(text, "stackhop_stacks_not_known 1\n"));
	assert_non_null(strstr(text, "stackhop_scan_seconds 0.001234567\n"));
	assert_string_equal(text + length - 6, "# EOF\n");
	free(text);
	hop_depth_free(&r);
}

static int promtool(const char *metrics)
{
	char command[512];
	FILE *f;

	snprintf(command, sizeof(command), "%s check metrics",
		 getenv("PROMTOOL"));
	f = popen(command, "w");
	assert_non_null(f);
	fputs(metrics, f);
	return pclose(f);
}

static void metrics_pass_promtool(void **state)
{
	struct hop_depth_report r;
	char *text;

	(void)state;
	if (!getenv("PROMTOOL"))
		skip();
	r = report_of(rows, NR(rows));
	r.listened = true;
	text = text_of(hop_depth_metrics, &r);
	assert_int_equal(promtool(text), 0);
	/* It does find what is wrong. */
	*strchr(text, '"') = ' ';
	assert_int_not_equal(promtool(text), 0);
	free(text);
	hop_depth_free(&r);
}

/* cmocka knows no reason of a skip, but the test's name may say it. */
static const char *promtool_name(const char *name)
{
	static char text[512];
	const char *why = getenv("NO_PROMTOOL");

	if (getenv("PROMTOOL"))
		return name;
	snprintf(text, sizeof(text), "%s: %s", name,
		 why && *why ? why : "PROMTOOL does not name a promtool");
	return text;
}

int main(void)
{
	struct CMUnitTest tests[] = {
		cmocka_unit_test(most_used_first),
		cmocka_unit_test(kinds_are_kept),
		cmocka_unit_test(broken_numbers),
		cmocka_unit_test(many_that_ended),
		cmocka_unit_test(table),
		cmocka_unit_test(nothing_to_show),
		cmocka_unit_test(json),
		cmocka_unit_test(metrics),
		cmocka_unit_test(metrics_pass_promtool),
	};
	struct CMUnitTest *last = &tests[sizeof(tests) / sizeof(*tests) - 1];

	last->name = promtool_name(last->name);
	return cmocka_run_group_tests_name("depth", tests, NULL, NULL);
}
