// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop watch` where stackhop.ko is not loaded: it finds the stacks by the
 * kernel's own variables, at the places where the module has them.
 */
#include <kselftest_harness.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/arch.h"
#include "lib/tool.h"
#include "lib/watch.h"

FIXTURE(alone)
{
	struct hop_tool tool;
	char params[256];
	char *out;
	char *err;
};

FIXTURE_SETUP(alone)
{
	self->out = NULL;
	self->err = NULL;
	ASSERT_EQ(0, hop_params(self->params, sizeof(self->params)));
	ASSERT_EQ(0, hop_unload());
}

FIXTURE_TEARDOWN(alone)
{
	if (!hop_is_loaded())
		EXPECT_EQ(0, hop_load(self->params));
	free(self->out);
	free(self->err);
}

/* Runs the tool to its end; fills out and err. */
static int run(FIXTURE_DATA(alone) * self, const char *line)
{
	int status = hop_tool_start(&self->tool, line);

	if (status)
		return status;
	status = hop_tool_wait(&self->tool);
	free(self->out);
	free(self->err);
	self->out = hop_tool_text(self->tool.out);
	self->err = hop_tool_text(self->tool.err);
	hop_tool_close(&self->tool);
	return status;
}

/* Does @list have this stack, of the same CPU, at the same place? */
static bool has_stack(json_object *list, json_object *stack)
{
	size_t i;

	for (i = 0; list && i < json_object_array_length(list); i++)
		if (json_object_equal(stack,
				      json_object_array_get_idx(list, i)))
			return true;
	return false;
}

/* Each stack that the kernel's variables tell of is where the module has it. */
static size_t stacks_agree(json_object *with, json_object *without)
{
	json_object *list = hop_json_member(without, "stacks");
	size_t i;

	for (i = 0; list && i < json_object_array_length(list); i++) {
		json_object *stack = json_object_array_get_idx(list, i);

		if (has_stack(hop_json_member(with, "stacks"), stack))
			continue;
		printf("# the module has no such stack: %s\n",
		       json_object_to_json_string(stack));
		return 0;
	}
	return list ? i : 0;
}

/*
 * By the kernel's variables alone: the same counts, and the same stacks, to which
 * the module adds its own.
 */
TEST_F(alone, without_the_module)
{
	json_object *with, *without;
	int cpus[HOP_MAX_CPUS];

	ASSERT_EQ(0,
		  run(self, "watch --json -e syscall -- ./call_getppid 3000"))
	TH_LOG("%s", self->err);
	without = json_tokener_parse(self->out);
	ASSERT_EQ(0, run(self, "watch --json -t 1")) TH_LOG("%s", self->err);
	EXPECT_EQ(0, hop_load(self->params));
	with = json_tokener_parse(self->out);
	EXPECT_LT(0, hop_watch_counted(with, HOP_ENTRY_TIMER, "irq"));
	EXPECT_EQ(0, hop_watch_counted(with, HOP_ENTRY_TIMER, "unknown"));
	EXPECT_TRUE(hop_watch_rows_add_up(hop_json_member(with, "totals")));
	json_object_put(with);
	ASSERT_EQ(0,
		  run(self, "watch --json -e syscall -- ./call_getppid 3000"))
	TH_LOG("%s", self->err);
	with = json_tokener_parse(self->out);
	EXPECT_LT(3000, hop_watch_counted(without, "sys_enter", "task"));
	EXPECT_EQ(hop_watch_counted(with, "sys_enter", "task"),
		  hop_watch_counted(without, "sys_enter", "task"));
	EXPECT_EQ(hop_watch_counted(without, "sys_enter", NULL),
		  hop_watch_counted(without, "sys_enter", "task"));
	EXPECT_LE(HOP_STACKS_OF_CPU * hop_online(cpus),
		  (int)stacks_agree(with, without));
	json_object_put(with);
	json_object_put(without);
}

TEST_HARNESS_MAIN
