// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop watch` and its --catch against a truth from outside: stackhop_use.ko
 * goes exactly so many bytes down a stack and there causes a page fault.
 */
#include <kselftest_harness.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/json.h"
#include "lib/arch.h"
#include "lib/tool.h"
#include "lib/use.h"

#define CATCH 6000
/* What lies between the deepest word and the tracepoint of the fault there. */
#define FRAME HOP_FAULT_ROOM
/* Kernels align stacks to 8 bytes, alloca() and the CPU to 16. */
#define ALIGNED 16

FIXTURE(known)
{
	struct hop_tool tool;
	int fd;
	char *out;
	char *err;
};

FIXTURE_SETUP(known)
{
	self->out = NULL;
	self->err = NULL;
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	hop_pin(0);
}

FIXTURE_TEARDOWN(known)
{
	free(self->out);
	free(self->err);
	close(self->fd);
}

/* In the order in which they are made: deeper is not always later. */
static const struct use {
	const char *how; /* for stackhop_use.ko */
	const char *kind; /* of the stack */
	unsigned int bytes;
} uses[] = {
	{ "task", "task", 8000 }, { "task", "task", 9008 },
	{ "task", "task", 5008 }, { "irq", "irq", 7008 },
	{ "irq", "irq", 8192 },	  { "softirq", "irq", 7504 },
	{ "task", "task", 6512 }, { "softirq", "irq", 5504 },
	{ "irq", "irq", 6208 },
};

/* Where no softirq gets to the IRQ stack an interrupt uses as much of it. */
static int use(int fd, const struct use *what)
{
	bool softirq = !strcmp(what->how, "softirq");

	if (!strcmp(what->how, "task"))
		return hop_use_task(what->bytes);
	return hop_use_cpu(
		fd, softirq && !hop_use_has_softirq() ? "irq" : what->how, 0,
		what->bytes);
}

/* The deepest of a kind, as the kernel's own user of stacks has it. */
static unsigned int deepest_use(const char *kind)
{
	unsigned int bytes = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(uses); i++)
		if (!strcmp(uses[i].kind, kind) && uses[i].bytes > bytes)
			bytes = uses[i].bytes;
	return bytes;
}

/* The stack of @sample whose frames have the function of stackhop_use.ko. */
static json_object *stack_used(json_object *sample)
{
	json_object *stacks = hop_json_member(sample, "stacks");
	size_t i, j;

	for (i = 0; stacks && i < json_object_array_length(stacks); i++) {
		json_object *stack = json_object_array_get_idx(stacks, i);
		json_object *frames = hop_json_member(stack, "frames");

		for (j = 0; j < json_object_array_length(frames); j++)
			if (strstr(json_object_get_string(
					   json_object_array_get_idx(frames, j)),
				   "hop_use_deeper+"))
				return stack;
	}
	return NULL;
}

/* The next line of @rest that is an object with @name: NULL: there is none. */
static json_object *next_object(char **rest, const char *name)
{
	char *line;

	while ((line = strsep(rest, "\n"))) {
		json_object *root = json_tokener_parse(line);

		if (hop_json_member(root, name))
			return root;
		json_object_put(root);
	}
	return NULL;
}

/* Makes all uses while the tool runs with @line. */
static void watch_uses(struct __test_metadata *_metadata,
		       FIXTURE_DATA(known) * self, const char *line)
{
	size_t i;

	ASSERT_EQ(0, hop_use_fault(true));
	ASSERT_EQ(0, hop_tool_start(&self->tool, line));
	EXPECT_EQ(0, hop_tool_says(&self->tool, "watching"));
	for (i = 0; i < ARRAY_SIZE(uses); i++) {
		EXPECT_EQ(0, use(self->fd, &uses[i]))
		TH_LOG("%s %u", uses[i].how, uses[i].bytes);
	}
	kill(self->tool.pid, SIGINT);
	EXPECT_EQ(0, hop_tool_wait(&self->tool));
	self->out = hop_tool_text(self->tool.out);
	self->err = hop_tool_text(self->tool.err);
	hop_tool_close(&self->tool);
	EXPECT_EQ(0, hop_use_fault(false));
}

/* Each use that is deeper comes once, in order, and says how deep it was. */
TEST_F(known, each_is_caught)
{
	int64_t least = FRAME, most = 0, over;
	json_object *root, *stack;
	char *copy, *rest;
	size_t i = 0;

	NEED_USE();
	watch_uses(_metadata, self, "watch --json -e fault --catch 6000");
	copy = strdup(self->out);
	rest = copy;
	while ((root = next_object(&rest, "caught"))) {
		stack = stack_used(hop_json_member(root, "caught"));
		while (stack && i < ARRAY_SIZE(uses) && uses[i].bytes < CATCH)
			i++;
		if (!stack) {
			json_object_put(root);
			continue;
		}
		ASSERT_GT(ARRAY_SIZE(uses), i);
		over = hop_json_number(stack, "depth") - uses[i].bytes;
		TH_LOG("%s %u: %s, %jd more", uses[i].how, uses[i].bytes,
		       json_object_get_string(hop_json_member(stack, "kind")),
		       (intmax_t)over);
		EXPECT_TRUE(hop_json_is(stack, "kind", uses[i].kind));
		EXPECT_LT(0, over);
		EXPECT_GT(FRAME, over);
		least = over < least ? over : least;
		most = over > most ? over : most;
		json_object_put(root);
		i++;
	}
	while (i < ARRAY_SIZE(uses) && uses[i].bytes < CATCH)
		i++;
	EXPECT_EQ(ARRAY_SIZE(uses), i)
	TH_LOG("%s\n%s", self->out, self->err);
	/* The same fault takes the same room wherever it comes. */
	EXPECT_GE(least + ALIGNED, most);
	free(copy);
}

/* What the list @from says of the entry of the fault on stacks of @kind. */
static json_object *of_fault(json_object *from, const char *kind)
{
	size_t i;

	for (i = 0; from && i < json_object_array_length(from); i++) {
		json_object *o = json_object_array_get_idx(from, i);

		if (hop_json_is(o, "entry", HOP_ENTRY_KERNEL_FAULT) &&
		    hop_json_is(o, "kind", kind))
			return o;
	}
	return NULL;
}

TEST_F(known, the_deepest_is_told)
{
	static const char *const kinds[] = { "task", "irq" };
	json_object *root, *row, *sample;
	size_t i;

	NEED_USE();
	watch_uses(_metadata, self, "watch --json");
	root = json_tokener_parse(self->out);
	ASSERT_NE(NULL, root) TH_LOG("%s\n%s", self->out, self->err);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		int64_t want = deepest_use(kinds[i]);

		row = of_fault(hop_json_member(root, "totals"), kinds[i]);
		sample = of_fault(hop_json_member(root, "deepest"), kinds[i]);
		TH_LOG("%s: expected %jd, row %jd, trace %jd", kinds[i],
		       (intmax_t)want,
		       (intmax_t)hop_json_number(row, "deepest"),
		       (intmax_t)hop_json_number(sample, "depth"));
		EXPECT_LT(want, hop_json_number(row, "deepest"));
		EXPECT_GT(want + FRAME, hop_json_number(row, "deepest"));
		EXPECT_EQ(hop_json_number(row, "deepest"),
			  hop_json_number(sample, "depth"));
		EXPECT_TRUE(hop_json_is(stack_used(sample), "kind", kinds[i]));
		EXPECT_TRUE(hop_json_is(sample, "left", "false"));
	}
	json_object_put(root);
}

TEST_HARNESS_MAIN
