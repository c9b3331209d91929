// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop watch`: its counts against known numbers of system calls, faults and
 * interrupts.
 */
#include <kselftest_harness.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/arch.h"
#include "lib/json.h"
#include "lib/tool.h"
#include "lib/watch.h"

#define CALLS 4000
#define FAULTS 700
#define INJECTS 200
#define INJECT_US 2000
#define CALLERS 6
#define RIVAL_SECONDS 8

#define OK 0
#define USAGE 2
#define CANNOT 3

FIXTURE(watch)
{
	int unused;
};

FIXTURE_SETUP(watch)
{
}

FIXTURE_TEARDOWN(watch)
{
}

static struct hop_tool tool;
static char *out, *err;

/* Runs the tool to its end; fills out and err. */
static int finish(void)
{
	int status = hop_tool_wait(&tool);

	free(out);
	free(err);
	out = hop_tool_text(tool.out);
	err = hop_tool_text(tool.err);
	hop_tool_close(&tool);
	return status;
}

static int run(const char *line)
{
	return hop_tool_start(&tool, line) ?: finish();
}

static const struct {
	const char *line;
	int status;
} usages[] = {
	{ "watch --help", OK },
	{ "watch -t 0", USAGE },
	{ "watch -e bogus", USAGE },
	{ "watch -e", USAGE },
	{ "watch -i x", USAGE },
	{ "watch --buffer 64 -t 1", USAGE },
	{ "watch -p 1 -a", USAGE },
	{ "watch --events --buffer 100", USAGE },
	{ "watch --catch x", USAGE },
	{ "watch --events -i 1", USAGE },
	{ "watch -p 4000000", CANNOT },
	{ "watch -e nmi -- /none", CANNOT },
};

TEST_F(watch, exit_statuses)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(usages); i++) {
		EXPECT_EQ(usages[i].status, run(usages[i].line))
		TH_LOG("stackhop %s: %s", usages[i].line, err);
	}
}

/* A child that waits to be let go, and what it then does. */
struct doer {
	pid_t pid;
	int go;
};

static void do_calls(int calls, int faults)
{
	char *pages = mmap(NULL, (faults + 1) * HOP_PAGE,
			   PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			   -1, 0);
	int i;

	madvise(pages, (faults + 1) * HOP_PAGE, MADV_NOHUGEPAGE);
	for (i = 0; i < calls; i++)
		syscall(SYS_getppid);
	for (i = 0; i < faults; i++)
		*(volatile char *)(pages + i * HOP_PAGE) = 1;
}

static void doer_start(struct doer *doer, int calls, int faults)
{
	int ends[2];
	char byte;

	if (pipe2(ends, O_CLOEXEC))
		return;
	doer->pid = fork();
	doer->go = ends[1];
	if (doer->pid) {
		close(ends[0]);
		return;
	}
	close(ends[1]);
	read(ends[0], &byte, 1);
	/* What it starts is watched, too. */
	if (!fork()) {
		do_calls(calls, faults);
		_exit(0);
	}
	wait(NULL);
	_exit(0);
}

/* What a process and its child make, watched by its number. */
static json_object *watch_doer(int calls, int faults)
{
	struct doer doer = { .pid = -1, .go = -1 };
	char line[64];
	int status;

	doer_start(&doer, calls, faults);
	snprintf(line, sizeof(line),
		 "watch --json -e syscall,fault,switch -p %d", doer.pid);
	hop_tool_start(&tool, line);
	hop_tool_says(&tool, "watching");
	close(doer.go);
	/* It is a zombie until we wait: its end is seen all the same. */
	status = finish();
	waitpid(doer.pid, NULL, 0);
	return status ? NULL : json_tokener_parse(out);
}

TEST_F(watch, counts_are_exact)
{
	json_object *few = watch_doer(1, 1);
	json_object *many;

	ASSERT_NE(NULL, few) TH_LOG("%s", err);
	many = watch_doer(1 + CALLS, 1 + FAULTS);
	ASSERT_NE(NULL, many) TH_LOG("%s", err);
	EXPECT_EQ(hop_watch_counted(few, "sys_enter", "task") + CALLS,
		  hop_watch_counted(many, "sys_enter", "task"));
	EXPECT_EQ(hop_watch_counted(few, "sys_exit", "task") + CALLS,
		  hop_watch_counted(many, "sys_exit", "task"));
	EXPECT_LE(hop_watch_counted(few, "page_fault_user", "task") + FAULTS,
		  hop_watch_counted(many, "page_fault_user", "task"));
	/* The page tables of other pages are shared or not: a few more. */
	EXPECT_GE(hop_watch_counted(few, "page_fault_user", "task") + FAULTS +
			  8,
		  hop_watch_counted(many, "page_fault_user", "task"));
	EXPECT_EQ(hop_watch_counted(many, "sys_enter", NULL),
		  hop_watch_counted(many, "sys_enter", "task"));
	EXPECT_TRUE(hop_watch_rows_add_up(hop_json_member(many, "counts")));
	EXPECT_TRUE(hop_watch_rows_add_up(hop_json_member(many, "totals")));
	json_object_put(few);
	json_object_put(many);
}

static pid_t caller(void)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	for (;;)
		syscall(SYS_getppid);
}

/* Makes tasks rival for the CPUs for a while. */
static void rivals_run(void)
{
	pid_t callers[CALLERS];
	size_t i;

	for (i = 0; i < CALLERS; i++)
		callers[i] = caller();
	sleep(RIVAL_SECONDS);
	for (i = 0; i < CALLERS; i++) {
		kill(callers[i], SIGKILL);
		waitpid(callers[i], NULL, 0);
	}
}

/* Some are preempted in the middle of an entry, where programs run. */
TEST_F(watch, rivals_for_a_cpu_are_all_seen)
{
	json_object *root;
	int status;

	ASSERT_EQ(0, hop_tool_start(&tool, "watch --json -e syscall,switch"));
	ASSERT_EQ(0, hop_tool_says(&tool, "watching"));
	rivals_run();
	kill(tool.pid, SIGINT);
	status = finish();
	root = json_tokener_parse(out);
	ASSERT_NE(NULL, root) TH_LOG("%s", err);
	EXPECT_EQ(OK, status)
	TH_LOG("missed: %s",
	       json_object_get_string(hop_json_member(root, "missed")));
	EXPECT_LT(CALLS, hop_watch_counted(root, "sys_enter", "task"));
	EXPECT_LT(CALLERS, hop_watch_counted(root, "sched_switch", "task"));
	EXPECT_EQ(0, hop_watch_counted(root, "sys_enter", "unknown"));
	json_object_put(root);
}

/* Function call interrupts of all CPUs, from /proc/interrupts. */
static long calls_by_ipi(void)
{
	FILE *f = fopen("/proc/interrupts", "r");
	char line[1024], *at, *end;
	long sum = 0, n;

	while (f && fgets(line, sizeof(line), f)) {
		at = strstr(line, "CAL:");
		if (!at)
			continue;
		for (at += 4;; at = end) {
			n = strtol(at, &end, 10);
			if (end == at)
				break;
			sum += n;
		}
	}
	if (f)
		fclose(f);
	return sum;
}

static int inject(struct __test_metadata *_metadata, int what)
{
	int cpus[HOP_MAX_CPUS], i, fd = hop_device_open();
	struct hop_inject inject;

	ASSERT_LE(0, fd);
	if (hop_online(cpus) < 2) {
		close(fd);
		return 0;
	}
	hop_pin(cpus[0]);
	inject = (struct hop_inject){ .cpu = cpus[1], .what = what };
	for (i = 0; i < INJECTS; i++) {
		ASSERT_EQ(0, hop_device_call(fd, HOP_IOC_INJECT, &inject));
		usleep(INJECT_US);
	}
	close(fd);
	return INJECTS;
}

TEST_F(watch, interrupts_are_counted)
{
	int cpus[HOP_MAX_CPUS], injected;
	long outer, inner, seen;
	json_object *root;

	/* What hits the tool itself in user mode is none of the system's. */
	hop_online(cpus);
	hop_pin(cpus[0]);
	outer = calls_by_ipi();
	ASSERT_EQ(0, hop_tool_start(&tool, "watch --json"));
	ASSERT_EQ(0, hop_tool_says(&tool, "watching"));
	inner = calls_by_ipi();
	injected = inject(_metadata, HOP_INJECT_IPI);
	if (!injected)
		SKIP(return, "one CPU: there is none to interrupt");
	inner = calls_by_ipi() - inner;
	inject(_metadata, HOP_INJECT_NMI);
	kill(tool.pid, SIGINT);
	EXPECT_EQ(OK, finish()) TH_LOG("%s", err);
	outer = calls_by_ipi() - outer;
	root = json_tokener_parse(out);
	ASSERT_NE(NULL, root);
	seen = hop_watch_counted(root, HOP_ENTRY_CALL_ONE, NULL) +
	       hop_watch_counted(root, HOP_ENTRY_CALL, NULL);
	/*
	 * A CPU about to idle is called without an interrupt
	 * (set_nr_if_polling()), and what others call may be the tool's CPU.
	 */
	EXPECT_LT(injected / 2, inner);
	EXPECT_LE(inner < injected ? inner : injected, seen);
	EXPECT_LE(seen, outer);
	EXPECT_LE(injected, hop_watch_counted(root, HOP_ENTRY_NMI, NULL));
	EXPECT_LT(0, hop_watch_counted(root, HOP_ENTRY_NMI, HOP_STACK_OF_NMI));
	EXPECT_LT(0, hop_watch_counted(root, HOP_ENTRY_TIMER, "irq"));
	EXPECT_EQ(0, hop_watch_counted(root, HOP_ENTRY_TIMER, "unknown"));
	EXPECT_TRUE(hop_watch_rows_add_up(hop_json_member(root, "counts")));
	EXPECT_TRUE(hop_watch_rows_add_up(hop_json_member(root, "totals")));
	/* What it interrupts is no stack that it is counted on. */
	EXPECT_LT(0, hop_watch_left_by(root, HOP_ENTRY_TIMER, "task"));
	EXPECT_EQ(-1, hop_watch_left_by(root, "sys_enter", "task"));
	json_object_put(root);
}

TEST_HARNESS_MAIN
