// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop watch` beside stress-ng for ten minutes: its memory stays the same,
 * and it misses nothing. `make soak` runs it.
 */
#include <kselftest_harness.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/lib.h"
#include "lib/tool.h"

#define READINGS 20
#define READING_SECONDS 30
/* More than the test takes, less than it may. */
#define TEST_SECONDS 900
/* Pages of its program and of libraries that are read for the first time. */
#define GROWTH_KB 64

FIXTURE(soak)
{
	struct hop_tool tool;
	pid_t load;
};

FIXTURE_SETUP(soak)
{
}

FIXTURE_TEARDOWN(soak)
{
}

static pid_t load_start(void)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	setpgid(0, 0);
	execlp("stress-ng", "stress-ng", "--quiet", "--temp-path", "/tmp",
	       "--cpu", "1", "--switch", "1", "--fork", "1", "--timer", "1",
	       "--sock", "1", "--fault", "1", "--udp", "1", NULL);
	_exit(127);
}

static void load_end(pid_t load)
{
	kill(-load, SIGKILL);
	waitpid(load, NULL, 0);
}

TEST_F_TIMEOUT(soak, memory_is_the_same_and_nothing_is_missed, TEST_SECONDS)
{
	long now, first = 0;
	char *said;
	int i;

	ASSERT_EQ(0, hop_tool_start(&self->tool, "watch -a -i 60"));
	ASSERT_EQ(0, hop_tool_says(&self->tool, "watching"));
	self->load = load_start();
	for (i = 0; i < READINGS; i++) {
		sleep(READING_SECONDS);
		now = hop_tool_memory(&self->tool, "VmRSS:");
		TH_LOG("VmRSS %ld KiB", now);
		ASSERT_LT(0, now);
		/* The first interval's table has been printed by then. */
		if (i == 60 / READING_SECONDS)
			first = now;
		if (first)
			EXPECT_GE(first + GROWTH_KB, now);
		/* It is still there, to be watched. */
		EXPECT_EQ(0, waitpid(self->load, NULL, WNOHANG));
	}
	load_end(self->load);
	kill(self->tool.pid, SIGINT);
	EXPECT_EQ(0, hop_tool_wait(&self->tool));
	said = hop_tool_text(self->tool.out);
	EXPECT_TRUE(strstr(said, "\n0 events missed") ||
		    strstr(said, "\nthis kernel does not count missed events"))
	TH_LOG("%s", said);
	EXPECT_NE(NULL, strstr(said, "\n0 traces lost"));
	free(said);
	hop_tool_close(&self->tool);
}

TEST_HARNESS_MAIN
