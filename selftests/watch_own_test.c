// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop watch` tells itself apart: what its own programs and its start put
 * on a stack is not the system's; what is cut or finds no room is said; and who
 * hides return addresses does not change what is on which stack.
 */
#include <kselftest_harness.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/json.h"
#include "lib/arch.h"
#include "lib/tool.h"
#include "lib/watch.h"

#define TRACEFS "/sys/kernel/tracing"
#define TRACER TRACEFS "/current_tracer"
#define FILTER TRACEFS "/set_ftrace_filter"
#define MAX_STACK "/proc/sys/kernel/perf_event_max_stack"
#define INJECTS 60
#define INJECT_US 1000
#define CUT 5
#define POLL_US 20000
#define POLLS 1000

FIXTURE(own)
{
	struct hop_tool tool;
	char *out;
	char *err;
	json_object *root;
};

FIXTURE_SETUP(own)
{
	self->out = NULL;
	self->err = NULL;
	self->root = NULL;
}

static void forget(FIXTURE_DATA(own) * self)
{
	json_object_put(self->root);
	free(self->out);
	free(self->err);
	self->root = NULL;
	self->out = NULL;
	self->err = NULL;
}

FIXTURE_TEARDOWN(own)
{
	forget(self);
}

/* Waits for the tool's end; takes its last line, or all of it, as JSON. */
static int finish(FIXTURE_DATA(own) * self)
{
	int status = hop_tool_wait(&self->tool);
	char *at;

	self->out = hop_tool_text(self->tool.out);
	self->err = hop_tool_text(self->tool.err);
	hop_tool_close(&self->tool);
	at = strstr(self->out, "{\"summary\"");
	self->root = json_tokener_parse(at ?: self->out);
	if (at) {
		json_object *sum = hop_json_member(self->root, "summary");

		json_object_get(sum);
		json_object_put(self->root);
		self->root = sum;
	}
	return status;
}

static int run(FIXTURE_DATA(own) * self, const char *line)
{
	return hop_tool_start(&self->tool, line) ?: finish(self);
}

static const char *frame_of(json_object *part, size_t i)
{
	json_object *frames = hop_json_member(part, "frames");

	if (i >= json_object_array_length(frames))
		return NULL;
	return json_object_get_string(json_object_array_get_idx(frames, i));
}

/* The first frame of @part that has @text, or NULL. */
static const char *frame_with(json_object *part, const char *text)
{
	const char *frame;
	size_t i;

	for (i = 0; (frame = frame_of(part, i)); i++)
		if (strstr(frame, text))
			return frame;
	return NULL;
}

/*
 * A program calls other functions, on a stack that was interrupted. The first
 * call of all is made before it can say that it runs.
 */
static bool has_program(json_object *part)
{
	const char *first = frame_of(part, 0);

	return first && !strstr(first, "bpf_prog_") &&
	       !strstr(first, "bpf_get_smp_processor_id") &&
	       frame_with(part, "bpf_prog_");
}

typedef bool part_is(json_object *part, size_t nth);

/* How many stacks of the deepest samples are like that; each is printed. */
static int parts(json_object *root, part_is *is)
{
	json_object *list = hop_json_member(root, "deepest");
	size_t i, j;
	int nr = 0;

	for (i = 0; list && i < json_object_array_length(list); i++) {
		json_object *sample = json_object_array_get_idx(list, i);
		json_object *stacks = hop_json_member(sample, "stacks");

		for (j = 0; j < json_object_array_length(stacks); j++) {
			if (!is(json_object_array_get_idx(stacks, j), j))
				continue;
			printf("# %s\n", json_object_to_json_string(sample));
			nr++;
		}
	}
	return list ? nr : -1;
}

static bool is_of_program(json_object *part, size_t nth)
{
	return nth && hop_json_is(part, "own", "false") && has_program(part);
}

static pid_t caller(int cpu)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	hop_pin(cpu);
	for (;;)
		syscall(SYS_getppid);
}

/* NMIs find a program at work, which has to trace every event. */
TEST_F(own, programs_are_told_apart)
{
	struct hop_inject inject = { .what = HOP_INJECT_NMI };
	int cpus[HOP_MAX_CPUS], nr = hop_online(cpus), fd = hop_device_open(),
				i;
	pid_t pid;

	ASSERT_LE(0, fd);
	if (nr < 2)
		SKIP(return, "one CPU: who sends NMIs would wait for them");
	inject.cpu = cpus[1];
	hop_pin(cpus[0]);
	pid = caller(cpus[1]);
	ASSERT_EQ(0, hop_tool_start(&self->tool,
				    "watch --json -e syscall,nmi --catch 1"));
	ASSERT_EQ(0, hop_tool_says(&self->tool, "watching"));
	for (i = 0; i < INJECTS; i++) {
		ASSERT_EQ(0, hop_device_call(fd, HOP_IOC_INJECT, &inject));
		usleep(INJECT_US);
	}
	kill(self->tool.pid, SIGINT);
	/* 1: traces were lost. */
	EXPECT_GE(1, finish(self)) TH_LOG("%s", self->err);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(fd);
	ASSERT_NE(NULL, self->root);
	EXPECT_LT(0, hop_watch_counted(self->root, HOP_ENTRY_NMI,
				       HOP_STACK_OF_NMI));
	EXPECT_EQ(0, parts(self->root, is_of_program));
}

/* The tool patches the kernel's code when it begins, and reads while it runs. */
static bool is_of_start(json_object *part, size_t nth)
{
	(void)nth;
	return frame_with(part, "text_poke") ||
	       frame_with(part, "jump_label") || frame_with(part, "__sys_bpf");
}

TEST_F(own, the_tool_is_left_out)
{
	json_object *list;
	size_t i;

	ASSERT_EQ(0, run(self, "watch --json -t 2")) TH_LOG("%s", self->err);
	ASSERT_NE(NULL, self->root);
	EXPECT_EQ(0, parts(self->root, is_of_start));
	list = hop_json_member(self->root, "deepest");
	for (i = 0; list && i < json_object_array_length(list); i++) {
		json_object *sample = json_object_array_get_idx(list, i);

		if (hop_json_is(sample, "kind", "task"))
			EXPECT_FALSE(hop_json_is(sample, "comm", "stackhop"))
		TH_LOG("%s", json_object_to_json_string(sample));
	}
}

static bool is_any_cut(json_object *root, const char *cut)
{
	json_object *list = hop_json_member(root, "deepest");
	size_t i;

	for (i = 0; list && i < json_object_array_length(list); i++)
		if (hop_json_is(json_object_array_get_idx(list, i), "cut", cut))
			return true;
	return false;
}

/* While programs that trace stacks are there it is EBUSY: old ones go later. */
static int max_stack_set(const char *frames)
{
	int err = -EBUSY, i;

	for (i = 0; i < POLLS; i++) {
		err = hop_spit(MAX_STACK, frames);
		if (err != -EBUSY)
			break;
		usleep(POLL_US);
	}
	return err;
}

TEST_F(own, a_cut_trace_says_so)
{
	static const char line[] =
		"watch --json -e syscall -- ./call_getppid 100";
	char before[16], few[16];

	ASSERT_LT(0, hop_slurp(MAX_STACK, before, sizeof(before)));
	snprintf(few, sizeof(few), "%d", CUT);
	ASSERT_EQ(0, run(self, line)) TH_LOG("%s", self->err);
	EXPECT_TRUE(is_any_cut(self->root, "false"));
	EXPECT_FALSE(is_any_cut(self->root, "true"));
	forget(self);
	ASSERT_EQ(0, max_stack_set(few));
	EXPECT_EQ(0, run(self, line)) TH_LOG("%s", self->err);
	EXPECT_EQ(0, max_stack_set(before));
	EXPECT_TRUE(is_any_cut(self->root, "true"));
	EXPECT_FALSE(is_any_cut(self->root, "false"));
}

/* Room for one, and three others come. */
TEST_F(own, a_full_table_is_told)
{
	EXPECT_EQ(
		1,
		run(self,
		    "watch --json -e syscall --processes 1 -- ./call_getppid 9 4"))
	TH_LOG("%s", self->err);
	EXPECT_EQ(3, hop_json_number(self->root, "processes_lost"));
}

/*
 * What switches to the IRQ stack, and the entry code, is on the stack below; but
 * for interrupts of a softirq, which stay on that stack.
 */
static bool is_of_below(json_object *part, size_t nth)
{
	bool entered = false;
	const char *frame;
	size_t i;

	if (nth || !hop_json_is(part, "kind", "irq"))
		return false;
	for (i = 0; (frame = frame_of(part, i)); i++) {
		if (strstr(frame, HOP_FUNCTION_CALL))
			return true;
		if (hop_is_interrupt_entry(frame))
			entered = true;
		else if (strstr(frame, "softirq") || strstr(frame, "irq_exit"))
			entered = false;
	}
	return entered;
}

static bool is_below(json_object *part, size_t nth)
{
	return nth && hop_json_is(part, "kind", "task") && frame_of(part, 0);
}

TEST_F(own, stacks_are_split_under_function_graph)
{
	int status;

	if (hop_spit(FILTER, HOP_FUNCTIONS_INTERRUPT) ||
	    hop_spit(TRACER, "function_graph"))
		SKIP(return, "no function_graph tracer, or nothing to trace");
	hop_spit(TRACEFS "/tracing_on", "0");
	status = run(self, "watch --json -e vector,irq,softirq -t 3");
	EXPECT_EQ(0, hop_spit(TRACER, "nop"));
	hop_spit(FILTER, "");
	hop_spit(TRACEFS "/tracing_on", "1");
	ASSERT_EQ(0, status) TH_LOG("%s", self->err);
	EXPECT_EQ(0, parts(self->root, is_of_below));
	EXPECT_LT(0, parts(self->root, is_below));
}

TEST_HARNESS_MAIN
