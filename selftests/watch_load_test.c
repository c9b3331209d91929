// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop watch` under load: no single event is lost without being counted,
 * their order is that in which they came, memory does not grow, and kill -9
 * leaves nothing in the kernel.
 */
#include <kselftest_harness.h>
#include <linux/bpf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/json.h"
#include "lib/lib.h"
#include "lib/tool.h"

#define CALLS 20000
#define SLOWLY \
	"stackhop watch --events --json -e syscall -- ./call_getppid 100000 2>&1 | (read -r first; sleep 3; tail -n 1)"
#define KILLS 6
#define KILL_STEP_US 150000
#define POLL_US 20000
#define POLLS 500
#define LOADERS 2
#define READINGS 10
#define READING_SECONDS 3
/*
 * What the tool may grow by after its first seconds, in memory of its own and in
 * all, with the rings: pages of its program that are read for the first time.
 */
#define GROWTH_KB 256

FIXTURE(load)
{
	struct hop_tool tool;
};

FIXTURE_SETUP(load)
{
}

FIXTURE_TEARDOWN(load)
{
}

/**
 * struct events - what the lines of single events say
 * @enter:	sys_enter
 * @exit:	sys_exit
 * @next:	by CPU, number after the last one
 * @disorder:	numbers that do not rise
 * @strange:	lines that are not understood
 */
struct events {
	int64_t enter;
	int64_t exit;
	uint64_t next[HOP_MAX_CPUS];
	int64_t disorder;
	int64_t strange;
};

static void event_take(struct events *events, const char *line)
{
	unsigned long long seq;
	unsigned int cpu;

	if (sscanf(line, "{\"cpu\": %u,\"seq\": %llu,", &cpu, &seq) != 2 ||
	    cpu >= HOP_MAX_CPUS) {
		events->strange++;
		return;
	}
	if (seq + 1 <= events->next[cpu])
		events->disorder++;
	events->next[cpu] = seq + 1;
	if (strstr(line, "\"sys_enter\""))
		events->enter++;
	else if (strstr(line, "\"sys_exit\""))
		events->exit++;
	else
		events->strange++;
}

/* Takes all lines but the last, which it returns. */
static json_object *events_read(struct events *events, char *text)
{
	char *rest = text, *line;

	while ((line = strsep(&rest, "\n"))) {
		json_object *root = NULL;

		if (!strncmp(line, "{\"summary\"", 10))
			root = json_tokener_parse(line);
		if (root)
			return root;
		event_take(events, line);
	}
	return NULL;
}

/* What the summary says was lost, of all points. */
static int64_t lost_sum(json_object *sum)
{
	return hop_json_number(hop_json_member(sum, "lost"), "sys_enter") +
	       hop_json_number(hop_json_member(sum, "lost"), "sys_exit");
}

/* Of these, as @why; NULL: for all reasons. */
static int64_t lost_as(json_object *sum, const char *why)
{
	json_object *as = hop_json_member(sum, "lost_as");

	if (why)
		return hop_json_number(hop_json_member(as, why), "events");
	return lost_as(sum, "late") + lost_as(sum, "writing") +
	       lost_as(sum, "fast");
}

/* All that was made is what was shown and what was lost. */
TEST_F(load, no_event_is_lost_uncounted)
{
	struct events events = { 0 };
	json_object *root, *sum;
	int64_t shown, lost;
	char *text, line[256];
	int status;

	snprintf(line, sizeof(line),
		 "watch --events --json -e syscall -- ./call_getppid %d 2",
		 CALLS);
	ASSERT_EQ(0, hop_tool_start(&self->tool, line));
	status = hop_tool_wait(&self->tool);
	text = hop_tool_text(self->tool.out);
	root = events_read(&events, text);
	ASSERT_NE(NULL, root);
	sum = hop_json_member(root, "summary");
	shown = hop_json_number(hop_json_member(sum, "seen"), "sys_enter");
	lost = hop_json_number(hop_json_member(sum, "lost"), "sys_enter");
	TH_LOG("%jd shown, %jd lost", (intmax_t)shown, (intmax_t)lost);
	EXPECT_EQ(events.enter, shown);
	EXPECT_EQ(events.exit,
		  hop_json_number(hop_json_member(sum, "seen"), "sys_exit"));
	EXPECT_LE(2 * CALLS, shown + lost);
	EXPECT_EQ(0, events.disorder);
	EXPECT_EQ(0, events.strange);
	EXPECT_EQ(lost_sum(sum) > 0, status);
	EXPECT_EQ(lost_sum(sum), lost_as(sum, NULL));
	json_object_put(root);
	free(text);
	hop_tool_close(&self->tool);
}

/* Who reads the lines sleeps after the first one: it is said that this is why. */
TEST_F(load, a_slow_reader_is_the_reason)
{
	static char out[1 << 16];
	json_object *root, *sum;

	ASSERT_EQ(0, hop_tool_shell(SLOWLY, out, sizeof(out)));
	root = json_tokener_parse(out);
	sum = hop_json_member(root, "summary");
	ASSERT_NE(NULL, sum) TH_LOG("%s", out);
	TH_LOG("%jd lost: %s", (intmax_t)lost_sum(sum),
	       json_object_get_string(hop_json_member(sum, "lost_as")));
	EXPECT_LT(1000, lost_as(sum, "writing"));
	EXPECT_EQ(lost_sum(sum), lost_as(sum, NULL));
	json_object_put(root);
}

/* BPF programs in the kernel. */
static int programs(void)
{
	union bpf_attr attr = { 0 };
	int nr = 0;

	while (!syscall(SYS_bpf, BPF_PROG_GET_NEXT_ID, &attr, sizeof(attr))) {
		attr.start_id = attr.next_id;
		nr++;
	}
	return nr;
}

TEST_F(load, kill_9_leaves_nothing)
{
	int before = programs(), most = 0, i, j;
	char params[256];

	ASSERT_EQ(0, hop_params(params, sizeof(params)));
	for (i = 0; i < KILLS; i++) {
		ASSERT_EQ(0, hop_tool_start(&self->tool, "watch --events"));
		if (i == KILLS - 1)
			ASSERT_EQ(0, hop_tool_says(&self->tool, "watching"));
		usleep(i * KILL_STEP_US);
		if (programs() > most)
			most = programs();
		kill(self->tool.pid, SIGKILL);
		EXPECT_EQ(128 + SIGKILL, hop_tool_wait(&self->tool));
		hop_tool_close(&self->tool);
		for (j = 0; j < POLLS && programs() > before; j++)
			usleep(POLL_US);
		EXPECT_EQ(before, programs());
		ASSERT_EQ(0, hop_unload());
		ASSERT_EQ(0, hop_load(params));
	}
	EXPECT_LT(before + 10, most);
}

/* System calls, forks and page faults, until it is killed. */
static pid_t loader(void)
{
	pid_t pid = fork();
	int i;

	if (pid)
		return pid;
	for (;;) {
		for (i = 0; i < 1000; i++)
			syscall(SYS_getppid);
		if (!fork())
			_exit(0);
		wait(NULL);
	}
}

static void watch_memory(struct __test_metadata *_metadata,
			 const struct hop_tool *tool)
{
	long own, all, first_own = 0, first_all = 0;
	int i;

	for (i = 0; i < READINGS; i++) {
		sleep(READING_SECONDS);
		own = hop_tool_memory(tool, "RssAnon:");
		all = hop_tool_memory(tool, "VmRSS:");
		TH_LOG("RssAnon %ld KiB, VmRSS %ld KiB", own, all);
		ASSERT_LT(0, own);
		if (!i) {
			first_own = own;
			first_all = all;
		}
		EXPECT_GE(first_own + GROWTH_KB, own);
		EXPECT_GE(first_all + GROWTH_KB, all);
	}
}

TEST_F(load, memory_does_not_grow)
{
	pid_t loaders[LOADERS];
	char *said;
	int i, status;

	for (i = 0; i < LOADERS; i++)
		loaders[i] = loader();
	ASSERT_EQ(0, hop_tool_start_mute(&self->tool, "watch --events"));
	EXPECT_EQ(0, hop_tool_says(&self->tool, "watching"));
	watch_memory(_metadata, &self->tool);
	kill(self->tool.pid, SIGINT);
	status = hop_tool_wait(&self->tool);
	for (i = 0; i < LOADERS; i++) {
		kill(loaders[i], SIGKILL);
		waitpid(loaders[i], NULL, 0);
	}
	said = hop_tool_text(self->tool.err);
	/* 1: on two busy CPUs some were lost, which it says. */
	EXPECT_TRUE(status == 0 || strstr(said, " lost: ")) TH_LOG("%s", said);
	EXPECT_NE(NULL, strstr(said, "events shown"));
	free(said);
	hop_tool_close(&self->tool);
}

TEST_HARNESS_MAIN
