// SPDX-License-Identifier: GPL-2.0
/*
 * What `stackhop watch` adds to a system call and to a page fault, in guest
 * instructions (scripts/vm -i): anywhere else the numbers mean nothing and the
 * test skips. bench_calls measures, by itself and watched.
 */
#include <kselftest_harness.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/instructions.h"
#include "lib/lib.h"
#include "lib/tool.h"

#define TEST_SECONDS 1200
#define RESULT "/tmp/watch_cost"
/* Enough for those who read what was recorded to have their turns. */
#define CALLS "./bench_calls " RESULT " 50000"

/**
 * struct cost - what bench_calls found of an event
 * @least:	of one that nothing disturbed
 * @mean:	of all, and whatever else ran meanwhile: who reads single events,
 *		too, for there is one CPU
 */
struct cost {
	long least;
	long mean;
};

static const char *const events[] = { "getppid", "pagefault" };
enum { GETPPID, PAGEFAULT, EVENTS };

/* Reads the result and takes the file away: the next one must make its own. */
static int result_read(struct cost cost[EVENTS])
{
	FILE *f = fopen(RESULT, "r");
	unsigned int found = 0, i;
	struct cost seen;
	char name[32];

	while (f &&
	       fscanf(f, "%31s %ld %ld", name, &seen.least, &seen.mean) == 3) {
		for (i = 0; i < EVENTS; i++) {
			if (strcmp(name, events[i]))
				continue;
			cost[i] = seen;
			found |= 1u << i;
		}
	}
	if (f)
		fclose(f);
	unlink(RESULT);
	return found == (1u << EVENTS) - 1 ? 0 : -ENODATA;
}

/*
 * How to watch, and what it may add to an event that nothing disturbed, and on
 * the average; 0: not asked. Events are always counted by kind of stack and
 * with a histogram each: there is no other way. Single events cost what they
 * cost all in all, with who reads them and makes lines of them; where the lines
 * go is not the tool's matter: here, nowhere. The rings are large, since what is
 * lost costs less.
 */
static const struct watched {
	const char *line;
	struct cost most[EVENTS];
} watched[] = {
	{ "-e syscall,fault", { { 300, 300 }, { 200, 0 } } },
	{ "", { { 300, 380 }, { 200, 0 } } },
	{ "-e syscall --events --buffer 4096", { { 0, 750 }, { 0, 0 } } },
	{ "--events --buffer 4096", { { 0, 750 }, { 0, 0 } } },
	{ "--events --json --buffer 4096", { { 0, 750 }, { 0, 0 } } },
};

/*
 * From 6.13 on the kernel's tracepoints take more instructions, and events of
 * system calls come by way of the module (HOP_IOC_FORWARD).
 */
#define MORE 180

static long more(void)
{
	struct hop_forward forward = { .on = 1 };
	int fd = hop_device_open();
	int err = hop_device_call(fd, HOP_IOC_FORWARD, &forward);

	close(fd);
	return !err && forward.on ? MORE : 0;
}

static void hold(struct __test_metadata *_metadata, const char *line,
		 const char *what, long got, long most)
{
	if (!most)
		return;
	most += more();
	TH_LOG("watch %s: %s: %ld added, limit %ld", line, what, got, most);
	EXPECT_GE(most, got);
	/* Nothing watched would cost nothing. */
	EXPECT_LT(50, got);
}

FIXTURE(cost)
{
	struct hop_tool tool;
	struct cost alone[EVENTS];
};

FIXTURE_SETUP(cost)
{
}

FIXTURE_TEARDOWN(cost)
{
}

static void watch(struct __test_metadata *_metadata, FIXTURE_DATA(cost) * self,
		  const struct watched *how)
{
	struct cost seen[EVENTS];
	char line[128], *said;
	int status, i;

	snprintf(line, sizeof(line), "watch %s -- " CALLS, how->line);
	ASSERT_EQ(0, hop_tool_start_mute(&self->tool, line));
	/* It would say by its status that events were lost. */
	status = hop_tool_wait(&self->tool);
	said = hop_tool_text(self->tool.err);
	ASSERT_EQ(0, status) TH_LOG("%s: %s", line, said);
	free(said);
	hop_tool_close(&self->tool);
	ASSERT_EQ(0, result_read(seen));
	for (i = 0; i < EVENTS; i++) {
		char what[64];

		snprintf(what, sizeof(what), "%s, least", events[i]);
		hold(_metadata, how->line, what,
		     seen[i].least - self->alone[i].least, how->most[i].least);
		snprintf(what, sizeof(what), "%s, mean", events[i]);
		hold(_metadata, how->line, what,
		     seen[i].mean - self->alone[i].mean, how->most[i].mean);
	}
}

TEST_F_TIMEOUT(cost, of_watching, TEST_SECONDS)
{
	size_t i;

	NEED_INSTRUCTIONS();
	unlink(RESULT);
	ASSERT_EQ(0, system(CALLS));
	ASSERT_EQ(0, result_read(self->alone));
	for (i = 0; i < EVENTS; i++)
		TH_LOG("%s by itself: least %ld, mean %ld", events[i],
		       self->alone[i].least, self->alone[i].mean);
	for (i = 0; i < ARRAY_SIZE(watched); i++)
		watch(_metadata, self, &watched[i]);
}

TEST_HARNESS_MAIN
