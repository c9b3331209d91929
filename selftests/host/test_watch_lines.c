// SPDX-License-Identifier: GPL-2.0
/*
 * Single events as lines: every number as it is, at the ends of what it can be.
 */
#include "unit.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "watch/lines.h"

static char *lines_of(bool json, bool stamped,
		      const struct hop_watch_event *events, size_t nr,
		      unsigned int point)
{
	int ends[2];
	char *text = calloc(1, 4096);
	struct hop_watch_lines *lines;

	assert_int_equal(pipe(ends), 0);
	lines = hop_watch_lines_new(ends[1], json, stamped);
	assert_non_null(lines);
	for (size_t i = 0; i < nr; i++)
		hop_watch_lines_add(lines, i, point, &events[i]);
	assert_true(hop_watch_lines_flush(lines));
	assert_true(read(ends[0], text, 4095) > 0);
	free(lines);
	close(ends[0]);
	close(ends[1]);
	return text;
}

static const struct hop_watch_event extremes[] = {
	{ .seq = 0, .depth_kind = 8 << 8 | HOP_KIND_TASK },
	{ .seq = 9,
	  .arg = -2,
	  .pid = 7,
	  .depth_kind = 1312 << 8 | HOP_KIND_TASK },
	{ .seq = 10, .arg = -2, .depth_kind = 16383 << 8 | HOP_KIND_TASK },
	{ .seq = 99,
	  .arg = ~0ULL >> 1,
	  .depth_kind = 20000 << 8 | HOP_KIND_TASK },
	{ .seq = 100, .arg = 1ULL << 63, .depth_kind = HOP_KIND_TASK },
	{ .seq = 101, .depth_kind = 16 << 8 | 200 },
	{ .seq = 999999999999,
	  .pid = 4194304,
	  .time = ~0ULL >> 1,
	  .depth_kind = 16384 << 8 | HOP_KIND_TASK },
};

static void lines_are_json(void **state)
{
	char *text = lines_of(true, true, extremes, NR(extremes),
			      HOP_WATCH_SYS_EXIT);
	char *rest = text, *line;
	size_t i = 0;

	(void)state;
	for (; (line = strsep(&rest, "\n")) && *line; i++) {
		struct json_object *o = json_tokener_parse(line), *v;

		assert_non_null(o);
		assert_true(json_object_object_get_ex(o, "seq", &v));
		assert_int_equal(json_object_get_int64(v), extremes[i].seq);
		assert_true(json_object_object_get_ex(o, "cpu", &v));
		assert_int_equal(json_object_get_int64(v), i);
		assert_true(json_object_object_get_ex(o, "pid", &v));
		assert_int_equal(json_object_get_int64(v), extremes[i].pid);
		assert_true(json_object_object_get_ex(o, "depth", &v));
		assert_int_equal(json_object_get_int64(v),
				 extremes[i].depth_kind >> 8);
		assert_true(json_object_object_get_ex(o, "arg", &v));
		assert_int_equal(json_object_get_int64(v),
				 (__s64)extremes[i].arg);
		assert_true(json_object_object_get_ex(o, "time", &v));
		assert_int_equal(json_object_get_int64(v), extremes[i].time);
		assert_true(json_object_object_get_ex(o, "kind", &v));
		assert_string_equal(json_object_get_string(v),
				    i == 5 ? "unknown" : "task");
		json_object_put(o);
	}
	assert_int_equal(i, NR(extremes));
	free(text);
}

static void addresses_are_strings(void **state)
{
	const struct hop_watch_event faults[] = {
		{ .arg = 0x7fff12345678, .depth_kind = 8 << 8 | HOP_KIND_TASK },
		{ .arg = 0x10, .depth_kind = 8 << 8 | HOP_KIND_TASK },
		{ .arg = ~0ULL, .depth_kind = 8 << 8 | HOP_KIND_TASK },
	};
	char *text = lines_of(true, false, faults, NR(faults),
			      HOP_WATCH_PAGE_FAULT_USER);

	(void)state;
	assert_non_null(strstr(text, " \"0x7fff12345678\"}"));
	assert_non_null(strstr(text, " \"0x10\"}"));
	assert_non_null(strstr(text, "\"0xffffffffffffffff\"}"));
	free(text);
}

static void columns(void **state)
{
	char *text =
		lines_of(false, false, &extremes[1], 1, HOP_WATCH_SYS_EXIT);

	(void)state;
	assert_non_null(strstr(text, "ARGUMENT\n"));
	assert_non_null(strstr(text, "   0           9       7  sys_exit   "));
	assert_non_null(strstr(text, "  task       1312   "));
	assert_non_null(strstr(text, "      -2\n"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_json),
		cmocka_unit_test(addresses_are_strings),
		cmocka_unit_test(columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
