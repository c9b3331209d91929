// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop cost`: every trigger has a cost or a reason; where instructions are
 * counted (scripts/vm -i), the costs are held against cost_test's, against each
 * other, and against those of a second run.
 */
#include <kselftest_harness.h>
#include <signal.h>
#include <unistd.h>

#include "lib/instructions.h"
#include "lib/json.h"
#include "lib/tool.h"

#define OUTPUT (1 << 20)

/* What stands in for the entering instruction is one, too; and some give. */
#define INSTEAD 1
#define GIVE 2

/* Takes longer than a test waits. */
#define ENDLESS "cost -r 100000 syscall " HOP_TRIGGER_SECOND_CALL " own-user"
#define KILLS 10
#define KILL_STEP_US 1500
#define POLLS 4000
#define POLL_US 10000

#define SOME \
	"syscall " HOP_TRIGGER_SECOND_CALL " own-user " HOP_TRIGGER_EXCEPTION

FIXTURE(cost)
{
	int before; /* references to the module */
};

FIXTURE_SETUP(cost)
{
	self->before = hop_references();
	ASSERT_LE(0, self->before);
}

FIXTURE_TEARDOWN(cost)
{
}

static int64_t number(json_object *from, const char *name)
{
	json_object *found = hop_json_member(from, name);

	return found ? json_object_get_int64(found) : INT64_MIN;
}

/* The output of a command, in memory to be freed; NULL if it failed. */
static char *output_of(const char *command)
{
	char *text = calloc(1, OUTPUT);

	if (text && hop_tool_shell(command, text, OUTPUT) == 0 && *text)
		return text;
	free(text);
	return NULL;
}

static json_object *costs_of(const char *arguments)
{
	char command[256], *text;
	json_object *costs;

	snprintf(command, sizeof(command), "stackhop cost --json %s",
		 arguments);
	text = output_of(command);
	costs = text ? json_tokener_parse(text) : NULL;
	free(text);
	return costs;
}

static json_object *trigger(json_object *costs, const char *name)
{
	json_object *list = hop_json_member(costs, "triggers");

	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		json_object *one = json_object_array_get_idx(list, i);

		if (!strcmp(hop_json_text(one, "trigger"), name))
			return one;
	}
	return NULL;
}

static int64_t least(json_object *costs, const char *name)
{
	return number(trigger(costs, name), "least");
}

/* The median of a part, or INT64_MIN. */
static int64_t part(json_object *from, const char *name)
{
	json_object *list = hop_json_member(from, "parts");

	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		json_object *one = json_object_array_get_idx(list, i);

		if (!strcmp(hop_json_text(one, "part"), name))
			return number(one, "median");
	}
	return INT64_MIN;
}

static bool instructions(json_object *costs)
{
	return !strcmp(hop_json_text(costs, "unit"), "instructions");
}

/* Has it numbers, in order, or a reason? What is wrong with it, or NULL. */
static const char *row_wrong(json_object *one)
{
	json_object *parts = hop_json_member(one, "parts");
	bool skipped = *hop_json_text(one, "skipped");

	if (!parts)
		return "no list of parts";
	if (number(one, "runs") == 0)
		return skipped || json_object_array_length(parts) ?
			       NULL :
			       "neither a cost nor a reason";
	if (skipped)
		return "a cost and a reason";
	if (number(one, "least") > number(one, "median") ||
	    number(one, "median") > number(one, "p99"))
		return "least, median and p99 are not in order";
	return NULL;
}

TEST_F(cost, every_trigger_has_a_cost_or_a_reason)
{
	json_object *costs = costs_of("-r 10"), *list;
	size_t timed = 0, nr;

	ASSERT_NE(NULL, costs);
	list = hop_json_member(costs, "triggers");
	nr = json_object_array_length(list);
	EXPECT_LT(30, nr);
	for (size_t i = 0; i < nr; i++) {
		json_object *one = json_object_array_get_idx(list, i);

		EXPECT_EQ(NULL, row_wrong(one))
		TH_LOG("%s: %s", hop_json_text(one, "trigger"), row_wrong(one));
		if (*hop_json_text(one, "skipped"))
			TH_LOG("%s: %s", hop_json_text(one, "trigger"),
			       hop_json_text(one, "skipped"));
		timed += !*hop_json_text(one, "skipped");
	}
	EXPECT_LE(28, timed);
	json_object_put(costs);
}

/*
 * What it is, or what it is certainly below: on a busy machine a cost may be
 * smaller than its error.
 */
static int64_t more_than_nothing(json_object *costs, const char *name)
{
	json_object *one = trigger(costs, name);
	int64_t exact = number(one, "least");

	return exact == INT64_MIN ? number(one, "least_below") : exact;
}

static bool in_order(json_object *costs, const char *less, const char *more)
{
	int64_t a = least(costs, less), b = least(costs, more);

	return a == INT64_MIN || b == INT64_MIN || a < b;
}

/* A cost is never less than nothing, and there is no entry but takes time. */
TEST_F(cost, costs_are_more_than_nothing)
{
	json_object *costs = costs_of("-r 50 " SOME " pagefault");
	static const char *const names[] = { "syscall", HOP_TRIGGER_SECOND_CALL,
					     "own-user", HOP_TRIGGER_EXCEPTION,
					     "pagefault" };

	ASSERT_NE(NULL, costs);
	for (size_t i = 0; i < 5; i++) {
		TH_LOG("%s: %jd, error %jd", names[i],
		       (intmax_t)more_than_nothing(costs, names[i]),
		       (intmax_t)number(trigger(costs, names[i]), "error"));
		EXPECT_LT(0, more_than_nothing(costs, names[i]));
		/* Where instructions are counted there is no such error. */
		if (instructions(costs))
			EXPECT_LT(0, least(costs, names[i]));
	}
	EXPECT_TRUE(in_order(costs, "syscall", HOP_TRIGGER_EXCEPTION));
	EXPECT_TRUE(in_order(costs, "syscall", "pagefault"));
	json_object_put(costs);
}

/* The number behind @name, which follows a blank. */
static int64_t said(const char *text, const char *name)
{
	char what[32];
	const char *at;

	snprintf(what, sizeof(what), " %s ", name);
	at = strstr(text, what);
	return at ? atoll(at + strlen(what)) : INT64_MIN;
}

TEST_F(cost, as_cost_test_counts_it)
{
	static const char *const names[] = { "syscall", HOP_TRIGGER_SECOND_CALL,
					     "own-user" };
	json_object *costs = costs_of("-r 50 " SOME);
	char *text = output_of("./cost_test 2>&1");

	ASSERT_NE(NULL, costs);
	ASSERT_NE(NULL, text);
	if (!instructions(costs))
		SKIP(return, "%s", HOP_NOT_COUNTING);
	for (size_t i = 0; i < 3; i++) {
		int64_t want = said(text, names[i]) - INSTEAD;
		int64_t got = least(costs, names[i]);

		TH_LOG("%s: got %jd, expected %jd", names[i], (intmax_t)got,
		       (intmax_t)want);
		EXPECT_LE(want - GIVE, got);
		EXPECT_GE(want + GIVE, got);
	}
	EXPECT_GT(least(costs, HOP_TRIGGER_SECOND_CALL),
		  least(costs, "syscall"));
	EXPECT_LT(least(costs, "own-user"), least(costs, "syscall"));
	free(text);
	json_object_put(costs);
}

TEST_F(cost, the_same_the_next_time)
{
	json_object *one = costs_of("-r 50 " SOME);
	json_object *two = costs_of("-r 50 " SOME);
	json_object *list;

	ASSERT_NE(NULL, one);
	ASSERT_NE(NULL, two);
	if (!instructions(one))
		SKIP(return, "%s", HOP_NOT_COUNTING);
	list = hop_json_member(one, "triggers");
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		json_object *a = json_object_array_get_idx(list, i);
		json_object *b = trigger(two, hop_json_text(a, "trigger"));

		TH_LOG("%s: %jd, then %jd", hop_json_text(a, "trigger"),
		       (intmax_t)number(a, "median"),
		       (intmax_t)number(b, "median"));
		EXPECT_EQ(number(a, "least"), number(b, "least"));
		EXPECT_EQ(number(a, "median"), number(b, "median"));
	}
	json_object_put(one);
	json_object_put(two);
}

TEST_F(cost, the_parts_are_the_whole)
{
	static const char *const names[] = { "syscall", HOP_TRIGGER_SECOND_CALL,
					     "timer-user" };
	json_object *costs = costs_of("-r 50 syscall " HOP_TRIGGER_SECOND_CALL
				      " timer-user");

	ASSERT_NE(NULL, costs);
	if (!instructions(costs))
		SKIP(return, "%s", HOP_NOT_COUNTING);
	for (size_t i = 0; i < 3; i++) {
		json_object *one = trigger(costs, names[i]);
		int64_t in = part(one, "in"), handler = part(one, "handler");
		int64_t out = part(one, "out"), all = number(one, "median");

		TH_LOG("%s: %jd + %jd + %jd, all %jd", names[i], (intmax_t)in,
		       (intmax_t)handler, (intmax_t)out, (intmax_t)all);
		EXPECT_LT(0, in);
		EXPECT_LT(0, handler);
		EXPECT_LT(0, out);
		EXPECT_LE(all - all / 20 - GIVE, in + handler + out);
		EXPECT_GE(all + all / 20 + GIVE, in + handler + out);
	}
	json_object_put(costs);
}

static bool references_become(bool more, int before)
{
	for (int i = 0; i < POLLS; i++, usleep(POLL_US))
		if (more ? hop_references() > before :
			   hop_references() == before)
			return true;
	return false;
}

/*
 * Whatever it was doing: nobody holds the module, and others can have stamps. It
 * is killed sooner or later after it has opened the device.
 */
TEST_F(cost, nothing_is_left_when_it_is_killed)
{
	struct hop_tap tap = { .stamps = 1 << HOP_STAMP_SYS_ENTER };
	int before = self->before, fd;

	for (int i = 0; i < KILLS; i++) {
		struct hop_tool tool;

		ASSERT_EQ(0, hop_tool_start(&tool, ENDLESS));
		EXPECT_TRUE(references_become(true, before));
		usleep(i * i * KILL_STEP_US);
		kill(tool.pid, SIGKILL);
		EXPECT_EQ(128 + SIGKILL, hop_tool_wait(&tool));
		hop_tool_close(&tool);
		EXPECT_TRUE(references_become(false, before))
		TH_LOG("kill %d: %d hold the module, %d did before", i,
		       hop_references(), before);
	}
	fd = hop_device_open();
	ASSERT_LE(0, fd);
	EXPECT_EQ(0, hop_device_call(fd, HOP_IOC_TAP, &tap));
	close(fd);
}

TEST_HARNESS_MAIN
