// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop depth` as its users run it: its JSON against the truth that
 * stackhop_use.ko makes, blame that names the function, exit statuses, tasks
 * that ended, and a kill in the middle.
 */
#include <kselftest_harness.h>
#include <unistd.h>

#include "lib/depth.h"
#include "lib/json.h"
#include "lib/lib.h"
#include "lib/tool.h"
#include "lib/use.h"

#define DEEP hop_use_scaled(11000)
#define ENDED 25

/* A script that uses stack and ends, and a loop of it. */
#define SCRIPT "/tmp/hop_use_and_end"
#define USE "/sys/module/stackhop_use/parameters/use"
#define WRITE_SCRIPT "echo 'echo task 0 0 %ld >" USE "; exec true' >" SCRIPT
#define LOOP "'for i in $(seq %ld); do sh " SCRIPT "; done'"

static char out[1 << 20];

FIXTURE(depth_tool)
{
	char params[256]; /* of the module */
};

FIXTURE_SETUP(depth_tool)
{
	ASSERT_EQ(0, hop_params(self->params, sizeof(self->params)));
}

FIXTURE_TEARDOWN(depth_tool)
{
}

/* Its standard output goes to out. */
static int run(const char *line)
{
	return hop_tool_shell(line, out, sizeof(out));
}

static int run_with(const char *format, long number)
{
	char line[256];

	snprintf(line, sizeof(line), format, number);
	return run(line);
}

/* Does blame name @function, as often as so many bytes take? */
static int times_blamed(json_object *root, const char *function)
{
	json_object *words = hop_json_member(
		json_object_array_get_idx(hop_json_member(root, "blame"), 0),
		"words");
	int times = 0;
	size_t i;

	for (i = 0; words && i < json_object_array_length(words); i++) {
		json_object *word = json_object_array_get_idx(words, i);

		times += json_object_get_boolean(
				 hop_json_member(word, "chained")) &&
			 !strncmp(function, hop_json_text(word, "function"),
				  strlen(function));
	}
	return times;
}

TEST_F(depth_tool, a_task_and_who_is_to_blame)
{
	struct hop_use_child child;
	json_object *root, *row;

	NEED_USE();
	ASSERT_EQ(0, hop_use_child_start(&child, DEEP));
	ASSERT_EQ(0, run_with("stackhop depth --json --blame 1 --pid %ld",
			      child.pid));
	root = json_tokener_parse(out);
	ASSERT_NE(NULL, root) TH_LOG("%s", out);
	ASSERT_EQ(1, json_object_array_length(hop_json_member(root, "stacks")));
	row = json_object_array_get_idx(hop_json_member(root, "stacks"), 0);
	EXPECT_EQ(child.pid, hop_json_number(row, "pid"));
	EXPECT_EQ(DEEP, hop_json_number(row, "deepest"));
	EXPECT_EQ(hop_json_number(row, "size") - DEEP,
		  hop_json_number(row, "headroom"));
	EXPECT_STREQ("depth_tool_test", hop_json_text(row, "comm"));
	EXPECT_STREQ("start", hop_json_text(row, "since"));
	EXPECT_LT(10, times_blamed(root, "hop_use_deeper [stackhop_use]"))
	TH_LOG("%s", out);
	json_object_put(root);
	hop_use_child_end(&child);
}

TEST_F(depth_tool, a_cpu_and_who_is_to_blame)
{
	const char *how = hop_use_has_softirq() ? "softirq" : "irq";
	int fd = hop_device_open(), cpus[HOP_MAX_CPUS];
	json_object *root, *row;

	NEED_USE();
	ASSERT_LE(0, fd);
	ASSERT_LT(0, hop_online(cpus));
	ASSERT_EQ(0, run("stackhop depth --reset >/dev/null"));
	ASSERT_EQ(0, hop_use_cpu(fd, how, cpus[0], DEEP));
	ASSERT_EQ(0, run("stackhop depth --json --blame 1 --kind irq --top 1"));
	root = json_tokener_parse(out);
	ASSERT_NE(NULL, root) TH_LOG("%s", out);
	row = json_object_array_get_idx(hop_json_member(root, "stacks"), 0);
	EXPECT_EQ(cpus[0], hop_json_number(row, "cpu"));
	EXPECT_EQ(DEEP, hop_json_number(row, "deepest"));
	EXPECT_STREQ("reset", hop_json_text(row, "since"));
	EXPECT_LT(10, times_blamed(root, "hop_use_deeper [stackhop_use]"))
	TH_LOG("%s", out);
	json_object_put(root);
	close(fd);
}

/* Limits just kept and just not kept, in bytes and percent, by kind. */
static const struct {
	const char *prefix;
	bool percent;
	int more;
	int status;
} limits[] = {
	{ "", false, 0, 0 },	  { "", false, 1, 1 },
	{ "task:", false, 1, 1 }, { "irq:", false, 1, 0 },
	{ "", true, 0, 0 },	  { "", true, 1, 1 },
	{ "task:", true, 1, 1 },  { "entry:", true, 1, 0 },
};

TEST_F(depth_tool, fails_below)
{
	struct hop_use_child child;
	struct hop_depth seen;
	char line[128], limit[32];
	int fd = hop_device_open();
	size_t i;

	NEED_USE();
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, hop_use_child_start(&child, DEEP));
	ASSERT_EQ(0, hop_depth_of(fd, child.pid, &seen));
	close(fd);
	for (i = 0; i < ARRAY_SIZE(limits); i++) {
		long left = seen.size - DEEP;

		if (limits[i].percent)
			left = left * 100 / seen.size;
		snprintf(limit, sizeof(limit), "%s%ld%s", limits[i].prefix,
			 left + limits[i].more, limits[i].percent ? "%" : "");
		snprintf(line, sizeof(line),
			 "stackhop depth --pid %d --fail-below %s 2>&1",
			 child.pid, limit);
		EXPECT_EQ(limits[i].status, run(line)) TH_LOG("%s", line);
		EXPECT_EQ(limits[i].status,
			  strstr(out, "less headroom than --fail-below ") !=
				  NULL)
		TH_LOG("%s", out);
	}
	hop_use_child_end(&child);
}

/*
 * The task that scans has used as much as the test lets it: it is told apart,
 * comes last, and is under no limit.
 */
TEST_F(depth_tool, it_tells_itself_apart)
{
	json_object *root, *rows, *row;
	char line[256];
	size_t nr;

	NEED_USE();
	snprintf(line, sizeof(line),
		 "exec 2>&1; echo task 0 0 %u >" USE
		 "; exec stackhop depth --json --fail-below task:%u",
		 DEEP, hop_use_scaled(16384) - DEEP + 100);
	EXPECT_EQ(0, run(line)) TH_LOG("%.300s", out);
	root = json_tokener_parse(out);
	ASSERT_NE(NULL, root) TH_LOG("%s", out);
	rows = hop_json_member(root, "stacks");
	nr = json_object_array_length(rows);
	row = json_object_array_get_idx(rows, nr - 1);
	EXPECT_STREQ("stackhop", hop_json_text(row, "comm"));
	EXPECT_EQ(DEEP, hop_json_number(row, "deepest"));
	EXPECT_TRUE(hop_json_is(row, "own", "true"));
	EXPECT_EQ(1, hop_json_number(root, "nr_own"));
	json_object_put(root);
}

/* One that is deep stands before those that are small and unused. */
TEST_F(depth_tool, the_most_used_come_first)
{
	struct hop_use_child child;
	json_object *root, *rows;
	int64_t last = 100;
	size_t i, at = 0;

	NEED_USE();
	ASSERT_EQ(0, hop_use_child_start(&child, DEEP));
	ASSERT_EQ(0, run("stackhop depth --json"));
	root = json_tokener_parse(out);
	ASSERT_NE(NULL, root) TH_LOG("%s", out);
	rows = hop_json_member(root, "stacks");
	for (i = 0; i < json_object_array_length(rows); i++) {
		json_object *row = json_object_array_get_idx(rows, i);

		if (hop_json_is(row, "own", "true"))
			continue;
		EXPECT_GE(last, hop_json_number(row, "used"));
		last = hop_json_number(row, "used");
		if (hop_json_number(row, "pid") == child.pid)
			at = i + 1;
	}
	/* Nothing else comes near. */
	EXPECT_LT(0, at);
	EXPECT_GT(4, at);
	json_object_put(root);
	hop_use_child_end(&child);
}

static const struct {
	const char *options;
	int status;
} usages[] = {
	{ "", 0 },
	{ "--help", 0 },
	{ "--openmetrics", 0 },
	{ "--kind irq --kind entry", 0 },
	{ "--pid 4194304", 3 },
	{ "--kind bogus", 2 },
	{ "--top 0", 2 },
	{ "--pid abc", 2 },
	{ "--json --openmetrics", 2 },
	{ "--fail-below -1", 2 },
	{ "--interval 0", 2 },
	{ "-i 1 -- true", 2 },
	{ "--bogus", 2 },
	{ "-- true", 0 },
	{ "--fail-below task: >/dev/null", 2 },
	{ "--fail-below bogus:1 >/dev/null", 2 },
	{ "--fail-below 101% >/dev/null", 2 },
	{ "--fail-below task:100% >/dev/null", 1 },
	{ "--fail-below 100% -k task >/dev/null", 1 },
	{ "--fail-below irq:100% -k task >/dev/null", 0 },
};

TEST_F(depth_tool, exit_statuses)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(usages); i++) {
		char line[128];

		snprintf(line, sizeof(line), "stackhop depth %s 2>/dev/null",
			 usages[i].options);
		EXPECT_EQ(usages[i].status, run(line)) TH_LOG("%s", line);
	}
}

/* Every task that ended while COMMAND ran is there, with its mark. */
TEST_F(depth_tool, tasks_that_ended)
{
	json_object *root, *rows;
	int found = 0;
	size_t i;

	NEED_USE();
	ASSERT_EQ(0, run_with(WRITE_SCRIPT, DEEP));
	ASSERT_EQ(0, run_with("stackhop depth --json -- sh -c " LOOP, ENDED));
	root = json_tokener_parse(out);
	ASSERT_NE(NULL, root) TH_LOG("%s", out);
	rows = hop_json_member(root, "stacks");
	for (i = 0; i < json_object_array_length(rows); i++) {
		json_object *row = json_object_array_get_idx(rows, i);

		found += json_object_get_boolean(
				 hop_json_member(row, "ended")) &&
			 hop_json_number(row, "deepest") == DEEP;
	}
	EXPECT_EQ(ENDED, found);
	EXPECT_LE(ENDED + 1,
		  hop_json_number(hop_json_member(root, "ended"), "seen"));
	EXPECT_EQ(0, hop_json_number(hop_json_member(root, "ended"), "lost"));
	EXPECT_EQ(0,
		  hop_json_number(hop_json_member(root, "ended"), "exiting"));
	json_object_put(root);
	unlink(SCRIPT);
}

/* One object a line, until a signal; every one of them is whole. */
TEST_F(depth_tool, again_and_again)
{
	json_object *root;
	char *line;
	int lines = 0;

	ASSERT_EQ(0, run("stackhop depth -i 0.2 -t 1 --json & pid=$!; sleep 3; "
			 "kill -INT $pid; wait $pid"));
	for (line = strtok(out, "\n"); line; line = strtok(NULL, "\n")) {
		root = json_tokener_parse(line);
		EXPECT_NE(NULL, root) TH_LOG("%s", line);
		EXPECT_EQ(1, json_object_array_length(
				     hop_json_member(root, "stacks")));
		json_object_put(root);
		lines++;
	}
	EXPECT_LE(2, lines);
}

TEST_F(depth_tool, killed_at_any_time)
{
	int i;

	for (i = 0; i < 6; i++)
		run_with("stackhop depth -i 0.001 -r >/dev/null 2>&1 & pid=$!; "
			 "usleep %ld; kill -9 $pid; wait $pid",
			 100000 + i * 70000);
	EXPECT_EQ(0, hop_unload());
	EXPECT_EQ(3, run("stackhop depth 2>&1"));
	EXPECT_NE(NULL, strstr(out, "module is not loaded"));
	EXPECT_EQ(0, hop_load(self->params));
}

TEST_HARNESS_MAIN
