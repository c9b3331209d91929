// SPDX-License-Identifier: GPL-2.0
/*
 * What `stackhop path` and `gate` have no room for is counted, and shown in text
 * and JSON: entries of a run beyond HOP_NESTED or HOP_OPEN_MAX, kinds of them, paths.
 */
#include "tape.h"

#include <json-c/json.h>

#include "path/findings.h"
#include "gate/report.h"
#include "show.h"

#define NMI 2

static char text[16384];

static void view_print(const void *report)
{
	hop_report_print(report, true);
}

static void view_draw(const void *report)
{
	hop_report_draw(report);
}

static void view_gate(const void *cells)
{
	hop_gate_print(cells, true);
}

static void view_gate_json(const void *cells)
{
	const struct hop_info info = { 0 };

	hop_gate_json(cells, &info);
}

static void expect_text(const char *want)
{
	if (!strstr(text, want))
		print_message("not \"%s\" in:\n%s\n", want, text);
	assert_non_null(strstr(text, want));
}

static void expect_json(const struct hop_report *report, const char *want)
{
	struct json_object *o = hop_report_json(report);

	snprintf(text, sizeof(text), "%s",
		 json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN));
	json_object_put(o);
	expect_text(want);
}

/* More stacks than any machine has: each can be interrupted on the one before. */
static struct hop_stack opened[HOP_OPEN_MAX + 2];

static void piled_make(struct tape *t)
{
	const struct hop_stack task = t->run.tasks.stack[0];

	for (unsigned int i = 0; i < NR(opened); i++)
		opened[i] = (struct hop_stack){
			.base = DF_TOP + 0x2000 * i,
			.top = DF_TOP + 0x2000 * (i + 1),
			.kind = HOP_KIND_IST_MCE,
			.flags = HOP_STACK_MAPPED,
		};
	opened[0] = task;
	t->run.tasks = (struct hop_stacklist){ opened, NR(opened) };
}

/* A run with so many NMIs, one after the other or one in the other. */
static void crowd(struct tape *t, unsigned int nmis, bool in_one_another)
{
	tape_begin(t, 0, HOP_POINT_SYSCALL);
	piled_make(t);
	tape_user(t, HOP_POINT_SYSCALL, 0, USER_RSP);
	tape_probe(t, HOP_PROBE_SYS_ENTER, TASK_TOP - 0x100, 110);
	for (unsigned int i = 0; i < nmis; i++) {
		if (in_one_another) {
			tape_kernel(t, NMI, opened[i + 1].top - 40,
				    opened[i].top - 0x308);
			continue;
		}
		tape_kernel(t, NMI, NMI_TOP - 40, TASK_TOP - 0x308);
		tape_probe(t, HOP_PROBE_NMI, NMI_TOP - 0x300, 0);
	}
	tape_probe(t, HOP_PROBE_SYS_EXIT, TASK_TOP - 0x110, 110);
	tape_sysret(t);
	tape_end(t);
}

/* As many as fit are fine; one more disturbs the run, and is counted. */
static void in_a_run(void **state)
{
	struct tape t;

	(void)state;
	crowd(&t, HOP_NESTED, false);
	assert_int_equal(t.a.nr_nested, HOP_NESTED);
	assert_int_equal(t.a.more, 0);
	assert_int_equal(t.a.own.verdict, HOP_RUN_OK);
	crowd(&t, HOP_NESTED + 3, false);
	assert_int_equal(t.a.more, 3);
	assert_int_equal(t.a.own.verdict, HOP_RUN_DISTURBED);
	crowd(&t, HOP_OPEN_MAX - 1, true);
	assert_int_equal(t.a.more, 0);
	crowd(&t, HOP_OPEN_MAX + 1, true);
	assert_int_equal(t.a.more, 2);
	assert_int_equal(t.a.own.verdict, HOP_RUN_DISTURBED);
}

/* How many runs were repeated for it. */
static void repeated(void **state)
{
	struct hop_findings list = { .trigger = "syscall",
				     .mode = "user",
				     .disturbed = 5,
				     .crowded = 2,
				     .late = 3 };
	const struct hop_report report = {
		.release = "", .arch = "", .list = &list, .nr = 1
	};

	(void)state;
	show(text, sizeof(text), view_print, &report);
	expect_text(
		"5 runs were disturbed and repeated, 2 of them by more entries than the 32, or 16 at a time, that there is room for\n");
	expect_json(&report, "\"disturbed\":5,\"crowded\":2,\"late\":3");
	list.crowded = 0;
	show(text, sizeof(text), view_print, &report);
	expect_text("5 runs were disturbed and repeated\n");
}

static const struct hop_observed seen = {
	.stop = {
		{ { .kind = HOP_KIND_USER }, 1, HOP_SEEN_NOT, 0, 0 },
		{ { .kind = HOP_KIND_TASK }, 1, HOP_SEEN_PROBE, 0, 0 },
	},
	.nr = 2,
};

/* Runs by yet other paths are no path's, and no success. */
static void paths(void **state)
{
	struct hop_findings list = { .trigger = "syscall", .mode = "user" };
	const struct hop_report report = {
		.release = "", .arch = "", .list = &list, .nr = 1
	};
	struct hop_observed o = seen;

	(void)state;
	for (unsigned int i = 0; i < HOP_FINDINGS_PATHS + 4; i++) {
		o.stop[1].nth = i + 2;
		hop_findings_add(&list, &o, NULL);
		hop_findings_add(&list, &o, NULL);
	}
	assert_int_equal(list.nr, HOP_FINDINGS_PATHS);
	assert_int_equal(list.dropped, 8);
	assert_int_equal(list.runs, 2 * HOP_FINDINGS_PATHS + 8);
	for (unsigned int i = 0; i < HOP_FINDINGS_PATHS; i++) {
		static const struct hop_prediction any;

		list.path[i].as = &any;
	}
	assert_false(hop_findings_ok(&list));
	show(text, sizeof(text), view_draw, &report);
	expect_text(
		"syscall: 8 of 40 runs took other paths: there is room for 16\n");
	expect_json(&report, "\"dropped\":8,");
	list.nr = 0;
	show(text, sizeof(text), view_print, &report);
	expect_text(
		"(other paths)         -  -             8  NOT KEPT: there is room for 16 paths\n");
}

/* Vectors without a name of their own: one kind each. */
static void kinds(void **state)
{
	struct hop_report report = { .release = "", .arch = "" };
	struct hop_assembly a = { .nr_nested = 1 };

	(void)state;
	a.nested[0] = seen;
	for (unsigned int i = 0; i < HOP_NESTED + 7; i++) {
		a.nested[0].rec.vector = 0x21 + i;
		hop_report_nested(&report, &a);
	}
	assert_int_equal(report.nr_nested, HOP_NESTED);
	assert_int_equal(report.nested_lost, 7);
	show(text, sizeof(text), view_print, &report);
	expect_text(
		"and 7 entries of other kinds: there is room for 32 kinds\n");
	expect_json(&report, "\"nested_lost\":7,");
}

static void gates(void **state)
{
	struct hop_observed path = { .nr = 1 };
	struct hop_cell cell = { 0 };
	const struct hop_cells cells = { &cell, 1 };

	(void)state;
	for (unsigned int kind = 1; kind <= HOP_CELL_PATHS + 2; kind++) {
		path.stop[0].stack.kind = kind;
		hop_cell_path(&cell, &path);
		hop_cell_path(&cell, &path);
		hop_cell_path(&cell, &path);
	}
	show(text, sizeof(text), view_gate, &cells);
	expect_text("irq  (3 times)\n");
	expect_text(" others, there is room for 4  (6 times)\n");
	show(text, sizeof(text), view_gate_json, &cells);
	expect_text("\"dropped\":6,");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_a_run), cmocka_unit_test(repeated),
		cmocka_unit_test(paths),    cmocka_unit_test(kinds),
		cmocka_unit_test(gates),
	};

	return cmocka_run_group_tests_name("full", tests, NULL, NULL);
}
