// SPDX-License-Identifier: GPL-2.0
/*
 * What differs between two results, and input that is none.
 */
#include "unit.h"

#include <json-c/json.h>

#include "diff/results.h"

#define TRIGGER(name, mode, rest) \
	"{\"trigger\":\"" name "\",\"mode\":\"" mode "\"," rest "}"
#define PATH(count, stops) "{\"path\":[" stops "],\"count\":" #count "}"
#define RESULT(triggers) "{\"triggers\":[" triggers "]}"

#define DIRECT "\"user\",\"task\",\"entry\",\"user\""
#define BY_IRQ "\"user\",\"entry\",\"task\",\"irq\",\"task\",\"user\""
#define BY_ENTRY "\"user\",\"entry\",\"task\",\"user\""

static const struct hop_diff_limits strict;

static struct json_object *parsed(const char *text)
{
	struct json_object *o = json_tokener_parse(text);

	if (!o)
		print_message("not JSON: %s\n", text);
	return o;
}

static const char *make(const char *a, const char *b,
			const struct hop_diff_limits *limits,
			struct hop_diff *diff)
{
	struct json_object *of_a = parsed(a), *of_b = parsed(b);
	const char *why = hop_diff_make(of_a, of_b, limits, diff);

	json_object_put(of_a);
	json_object_put(of_b);
	return why;
}

static void expect(const struct hop_difference *d, enum hop_diff_what what,
		   const char *item, const char *a, const char *b)
{
	assert_string_equal(hop_diff_name(d->what), hop_diff_name(what));
	assert_string_equal(d->item, item);
	assert_string_equal(d->a, a);
	assert_string_equal(d->b, b);
}

static const char both[] = RESULT(
	TRIGGER("syscall", "user", "\"paths\":[" PATH(9, DIRECT) "]") "," TRIGGER(
		"timer", "user",
		"\"paths\":[" PATH(7, BY_ENTRY) "," PATH(1, BY_IRQ) "]"));

static void nothing(void **state)
{
	struct hop_diff diff;

	(void)state;
	assert_null(make(both, both, &strict, &diff));
	assert_int_equal(diff.nr, 0);
	assert_int_equal(diff.triggers, 2);
	hop_diff_free(&diff);
}

/* The frequent ones are put side by side. */
static void paths_differ(void **state)
{
	static const char other[] = RESULT(TRIGGER(
		"syscall", "user",
		"\"paths\":[" PATH(2, BY_IRQ) "," PATH(
			8, BY_ENTRY) "]") "," TRIGGER("timer", "user",
						      "\"paths\":[" PATH(
							      7,
							      BY_ENTRY) "]"));
	struct hop_diff diff;

	(void)state;
	assert_null(make(both, other, &strict, &diff));
	assert_int_equal(diff.nr, 3);
	expect(&diff.list[0], HOP_DIFF_CHANGED, "path",
	       "user > task > entry > user", "user > entry > task > user");
	expect(&diff.list[1], HOP_DIFF_ADDED, "path", "",
	       "user > entry > task > irq > task > user");
	assert_string_equal(diff.list[1].trigger, "syscall");
	assert_string_equal(diff.list[1].mode, "user");
	expect(&diff.list[2], HOP_DIFF_GONE, "path",
	       "user > entry > task > irq > task > user", "");
	assert_string_equal(diff.list[2].trigger, "timer");
	for (int i = 0; i < HOP_DIFF_NR; i++)
		assert_int_equal(diff.count[i], 1);
	hop_diff_free(&diff);
}

static void rare_ones_left_out(void **state)
{
	static const char other[] = RESULT(TRIGGER(
		"syscall", "user",
		"\"paths\":[" PATH(
			9, DIRECT) "]") "," TRIGGER("timer", "user",
						    "\"paths\":[" PATH(
							    8, BY_ENTRY) "]"));
	struct hop_diff_limits limits = { .least = 12 };
	struct hop_diff diff;

	(void)state;
	assert_null(make(both, other, &limits, &diff));
	assert_int_equal(diff.nr, 1); /* 1 of 8 is 12.5 per cent */
	hop_diff_free(&diff);
	limits.least = 13;
	assert_null(make(both, other, &limits, &diff));
	assert_int_equal(diff.nr, 0);
	hop_diff_free(&diff);
}

#define SKIPPED "\"paths\":[],\"skipped\":\"no such thing\""

static void triggers_differ(void **state)
{
	static const char other[] =
		RESULT(TRIGGER("syscall", "user", SKIPPED) "," TRIGGER(
			"timer", "kernel",
			"\"paths\":[" PATH(7, BY_ENTRY) "]"));
	struct hop_diff diff;

	(void)state;
	assert_null(make(both, other, &strict, &diff));
	assert_int_equal(diff.triggers, 1);
	assert_int_equal(diff.nr, 3);
	expect(&diff.list[0], HOP_DIFF_GONE, "run", "runs", "");
	expect(&diff.list[1], HOP_DIFF_GONE, "run", "runs", "");
	expect(&diff.list[2], HOP_DIFF_ADDED, "run", "", "runs");
	assert_string_equal(diff.list[2].mode, "kernel");
	hop_diff_free(&diff);
}

#define COST(unit, total, part, median)                             \
	"{\"unit\":\"" unit                                         \
	"\",\"triggers\":[" TRIGGER("syscall", "user",              \
				    "\"runs\":9,\"median\":" #total \
				    ",\"parts\":[{\"part\":\"" part \
				    "\",\"median\":" #median "}]") "]}"

static void costs_differ(void **state)
{
	struct hop_diff_limits limits = { .margin = 9 };
	struct hop_diff diff;

	(void)state;
	assert_null(make(COST("ticks", 200, "way in", 50),
			 COST("ticks", 218, "way out", 50), &strict, &diff));
	assert_int_equal(diff.nr, 3);
	expect(&diff.list[0], HOP_DIFF_CHANGED, "total", "200", "218 (+9.0 %)");
	expect(&diff.list[1], HOP_DIFF_GONE, "way in", "50", "");
	expect(&diff.list[2], HOP_DIFF_ADDED, "way out", "", "50");
	hop_diff_free(&diff);
	assert_null(make(COST("ticks", 200, "way in", 50),
			 COST("ticks", 218, "way in", 50), &limits, &diff));
	assert_int_equal(diff.nr, 0);
	hop_diff_free(&diff);
	assert_null(make(COST("ticks", 200, "way in", 0),
			 COST("ticks", 181, "way in", 5), &limits, &diff));
	assert_int_equal(diff.nr, 2);
	expect(&diff.list[0], HOP_DIFF_CHANGED, "total", "200", "181 (-9.5 %)");
	expect(&diff.list[1], HOP_DIFF_CHANGED, "way in", "0", "5");
	hop_diff_free(&diff);
}

#define BELOW(what, number)                           \
	"{\"unit\":\"ticks\",\"triggers\":[" TRIGGER( \
		"syscall", "user",                    \
		"\"runs\":9,\"" what "\":" #number ",\"parts\":[]") "]}"

/* Of a cost that is below something a number below that is no difference. */
static void costs_below(void **state)
{
	struct hop_diff diff;

	(void)state;
	assert_null(make(BELOW("median_below", 200), BELOW("median", 150),
			 &strict, &diff));
	assert_int_equal(diff.nr, 0);
	hop_diff_free(&diff);
	assert_null(make(BELOW("median", 300), BELOW("median_below", 200),
			 &strict, &diff));
	assert_int_equal(diff.nr, 1);
	expect(&diff.list[0], HOP_DIFF_CHANGED, "total", "300", "below 200");
	hop_diff_free(&diff);
	assert_null(make(BELOW("median_below", 300), BELOW("median_below", 200),
			 &strict, &diff));
	assert_int_equal(diff.nr, 0);
	hop_diff_free(&diff);
}

/* Each is no result; beside a good one, on either side, it is refused. */
static const char *const broken[] = {
	"null",
	"[]",
	"7",
	"\"triggers\"",
	"{}",
	RESULT(""),
	"{\"triggers\":{}}",
	"{\"triggers\":[null]}",
	"{\"triggers\":[7]}",
	RESULT("{\"trigger\":\"syscall\"}"),
	RESULT("{\"trigger\":7,\"mode\":\"user\",\"paths\":[]}"),
	RESULT("{\"mode\":\"user\",\"paths\":[]}"),
	RESULT(TRIGGER("syscall", "user", "\"paths\":7")),
	RESULT(TRIGGER("syscall", "user", "\"paths\":[null]")),
	RESULT(TRIGGER("syscall", "user", "\"paths\":[[\"user\"]]")),
	RESULT(TRIGGER("syscall", "user", "\"paths\":[{\"count\":1}]")),
	RESULT(TRIGGER("syscall", "user", "\"paths\":[" PATH(1, "") "]")),
	RESULT(TRIGGER("syscall", "user", "\"paths\":[" PATH(1, "7") "]")),
	RESULT(TRIGGER("syscall", "user", "\"paths\":[" PATH(1, "null") "]")),
	RESULT(TRIGGER("syscall", "user", "\"paths\":[" PATH(-1, DIRECT) "]")),
	RESULT(TRIGGER("syscall", "user",
		       "\"paths\":[{\"path\":[" DIRECT "],\"count\":\"1\"}]")),
	RESULT(TRIGGER("syscall", "user",
		       "\"paths\":[{\"path\":[" DIRECT "]}]")),
	RESULT(TRIGGER("syscall", "user", "\"paths\":[],\"parts\":[]")),
	RESULT(TRIGGER("syscall", "user", "\"parts\":[{}]")),
	RESULT(TRIGGER("a", "user", "\"paths\":[]") "," TRIGGER(
		"a", "user", "\"paths\":[]")),
	RESULT(TRIGGER("a", "user", "\"paths\":[]") "," TRIGGER(
		"b", "user", "\"parts\":[]")),
	COST("ticks", 1, "way in", 1),
};

static void broken_input(void **state)
{
	struct hop_diff diff;

	(void)state;
	for (size_t i = 0; i < NR(broken); i++) {
		print_message("%s\n", broken[i]);
		assert_non_null(make(both, broken[i], &strict, &diff));
		assert_int_equal(diff.nr, 0);
		hop_diff_free(&diff);
		assert_non_null(make(broken[i], both, &strict, &diff));
		hop_diff_free(&diff);
	}
	assert_non_null(make(COST("ticks", 1, "way in", 1),
			     COST("instructions", 1, "way in", 1), &strict,
			     &diff));
	hop_diff_free(&diff);
}

/* Numbers and texts as large as they come. */
static void extremes(void **state)
{
	static const char large[] = RESULT(TRIGGER(
		"a", "user",
		"\"paths\":[" PATH(9223372036854775807, DIRECT) "," PATH(
			9223372036854775807,
			BY_IRQ) "," PATH(99999999999999999999999,
					 BY_ENTRY) "]"));
	struct hop_diff_limits limits = { .least = 100, .margin = 1000 };
	struct hop_diff diff;

	(void)state;
	assert_null(make(large, large, &limits, &diff));
	assert_int_equal(diff.nr, 0);
	hop_diff_free(&diff);
	assert_null(make(COST("ticks", 9223372036854775807, "in", 0),
			 COST("ticks", 0, "in", 9223372036854775807), &limits,
			 &diff));
	assert_int_equal(diff.nr, 1);
	hop_diff_free(&diff);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing),
		cmocka_unit_test(paths_differ),
		cmocka_unit_test(rare_ones_left_out),
		cmocka_unit_test(triggers_differ),
		cmocka_unit_test(costs_differ),
		cmocka_unit_test(costs_below),
		cmocka_unit_test(broken_input),
		cmocka_unit_test(extremes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
