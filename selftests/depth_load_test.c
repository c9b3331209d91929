// SPDX-License-Identifier: GPL-2.0
/*
 * Scanning, resetting and listening while tasks come and go as fast as they can:
 * nothing stale, nothing lost that is not counted, and the kernel lives.
 */
#include <kselftest_harness.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/depth.h"
#include "lib/use.h"

#define STORM_TASKS 20000
#define STORM_FORKERS 4
#define ENDING_TASKS 4000
#define ENDED_TASKS 100
#define ENDED_NS 20000000000ull
#define PID_LIMIT (1 << 22)
#define RESET_NS 10000000000ull
#define PAUSE_US 10000
#define DEEP hop_use_scaled(11000)

/**
 * struct storm - what the forkers and the scanner share
 * @until:	boottime, in ns, at which number @pid had been reaped
 * @made:	tasks that were created and reaped
 * @forkers:	those that are still at it
 * @stop:	they are to stop before they are through
 */
struct storm {
	uint64_t until[PID_LIMIT];
	unsigned int made;
	unsigned int forkers;
	bool stop;
};

FIXTURE(load)
{
	int fd;
	struct storm *storm;
};

FIXTURE_SETUP(load)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	self->storm = hop_shared(sizeof(*self->storm));
	ASSERT_NE(NULL, self->storm);
}

FIXTURE_TEARDOWN(load)
{
	close(self->fd);
	munmap(self->storm, sizeof(*self->storm));
}

static uint64_t boottime(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/* Creates and reaps children that do nothing; vfork() copies no page tables. */
static void forker(struct storm *storm, unsigned int tasks)
{
	prctl(PR_SET_NAME, "storm");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (tasks-- && !__atomic_load_n(&storm->stop, __ATOMIC_RELAXED)) {
		pid_t pid = vfork();

		if (!pid)
			_exit(0);
		if (pid < 0 || waitpid(pid, NULL, 0) != pid)
			_exit(1);
		storm->until[pid % PID_LIMIT] = boottime();
		__atomic_fetch_add(&storm->made, 1, __ATOMIC_RELAXED);
	}
	__atomic_fetch_sub(&storm->forkers, 1, __ATOMIC_RELEASE);
	_exit(0);
}

static void storm_begin(struct storm *storm, unsigned int tasks)
{
	int i;

	storm->forkers = STORM_FORKERS;
	for (i = 0; i < STORM_FORKERS; i++)
		if (!fork())
			forker(storm, tasks / STORM_FORKERS);
}

static bool storm_blows(const struct storm *storm)
{
	return __atomic_load_n(&storm->forkers, __ATOMIC_ACQUIRE);
}

static int storm_end(void)
{
	int status, failed = 0;

	while (wait(&status) > 0)
		failed += status != 0;
	return failed;
}

/* A task that had been reaped when the scan began must not be in it. */
static int stale(const struct storm *storm, const struct hop_depth *records,
		 int nr, uint64_t begun)
{
	int i, found = 0;

	for (i = 0; i < nr; i++) {
		uint64_t until = storm->until[records[i].pid % PID_LIMIT];

		found += records[i].pid && until < begun &&
			 records[i].id < until;
	}
	return found;
}

TEST_F(load, tasks_come_and_go_during_scans)
{
	struct hop_depth *records;
	int scans = 0, seen = 0;

	storm_begin(self->storm, STORM_TASKS);
	while (storm_blows(self->storm)) {
		uint64_t begun = boottime();
		int nr = hop_depth_all(self->fd, 0, &records), i;

		ASSERT_LT(0, nr);
		EXPECT_EQ(0, stale(self->storm, records, nr, begun));
		for (i = 0; i < nr; i++) {
			EXPECT_IS(0, records[i].flags & HOP_DEPTH_CORRUPTED);
			EXPECT_GE(records[i].size, records[i].mark);
			seen += !strcmp("storm", records[i].comm);
		}
		free(records);
		scans++;
		usleep(PAUSE_US / 10);
	}
	EXPECT_EQ(0, storm_end());
	EXPECT_EQ(STORM_TASKS, self->storm->made);
	EXPECT_LT(0, seen);
	TH_LOG("%d scans, %d times a task of the storm", scans, seen);
}

TEST_F(load, tasks_that_end_are_noted_or_counted)
{
	struct hop_depth records[64];
	struct hop_depth_ended state;
	unsigned int got = 0;
	int nr;

	ASSERT_EQ(0, hop_depth_ended_listen(self->fd, 256));
	storm_begin(self->storm, ENDING_TASKS);
	do {
		nr = hop_depth_ended_read(self->fd, records,
					  ARRAY_SIZE(records), &state);
		ASSERT_LE(0, nr);
		got += nr;
	} while (nr || storm_blows(self->storm));
	EXPECT_EQ(0, storm_end());
	do {
		nr = hop_depth_ended_read(self->fd, records,
					  ARRAY_SIZE(records), &state);
		ASSERT_LE(0, nr);
		got += nr;
	} while (nr || state.seen < ENDING_TASKS + STORM_FORKERS);
	EXPECT_LE(ENDING_TASKS + STORM_FORKERS, state.seen);
	EXPECT_EQ(state.seen, got + state.lost);
	TH_LOG("%ju seen, %ju lost", (uintmax_t)state.seen,
	       (uintmax_t)state.lost);
}

/* A task can be reaped a little before it has left its stack. */
static int ended(int fd, pid_t pid, struct hop_depth *record)
{
	uint64_t until = boottime() + ENDED_NS;
	struct hop_depth_ended state = {};
	int nr;

	do {
		nr = hop_depth_ended_read(fd, record, 1, &state);
		if (nr < 0 || (nr && (pid_t)record->pid == pid))
			return nr < 0 ? nr : 0;
		if (!nr)
			usleep(PAUSE_US / 10);
	} while (boottime() < until);
	return -ETIMEDOUT;
}

TEST_F(load, the_mark_of_a_task_that_ended)
{
	struct hop_use_child child;
	struct hop_depth record;
	int i;

	NEED_USE();
	ASSERT_EQ(0, hop_depth_ended_listen(self->fd, ENDED_TASKS));
	for (i = 0; i < ENDED_TASKS; i++) {
		unsigned int bytes = DEEP + 8 * i % 1024;

		ASSERT_EQ(0, hop_use_child_start(&child, bytes));
		hop_use_child_end(&child);
		ASSERT_EQ(0, ended(self->fd, child.pid, &record));
		EXPECT_EQ(bytes, record.mark);
		EXPECT_EQ(HOP_DEPTH_ENDED, record.flags);
		EXPECT_EQ(0, strcmp("depth_load_test", record.comm));
	}
}

/* What it leaves open is closed after it has begun to exit: that counts. */
TEST_F(load, the_mark_has_what_exit_needs)
{
	struct hop_depth record;
	int i, fd;
	pid_t pid;

	NEED_USE();
	ASSERT_EQ(0, hop_depth_ended_listen(self->fd, ENDED_TASKS));
	for (i = 0; i < 2; i++) {
		pid = fork();
		if (!pid) {
			fd = hop_use_open(DEEP);
			if (i)
				close(fd);
			_exit(fd < 0);
		}
		ASSERT_EQ(pid, waitpid(pid, NULL, 0));
		ASSERT_EQ(0, ended(self->fd, pid, &record));
		EXPECT_EQ(DEEP, record.mark)
		TH_LOG("by %s", i ? "close()" : "exit");
	}
}

/* Who exits now is told apart from who has ended, and nothing stays. */
TEST_F(load, none_stay_on_their_way_out)
{
	uint64_t until = boottime() + ENDED_NS;
	struct hop_depth_ended state;
	struct hop_depth records[64];

	ASSERT_EQ(0, hop_depth_ended_listen(self->fd, 64));
	storm_begin(self->storm, ENDING_TASKS / 4);
	EXPECT_EQ(0, storm_end());
	do {
		ASSERT_LE(0, hop_depth_ended_read(self->fd, records,
						  ARRAY_SIZE(records), &state));
	} while (state.exiting && boottime() < until);
	EXPECT_EQ(0, state.exiting);
	EXPECT_LE(ENDING_TASKS / 4 + STORM_FORKERS, state.seen);
}

/* Each file has its own, and one that goes takes nothing from the others. */
TEST_F(load, several_files_listen)
{
	struct hop_depth record;
	int other = hop_device_open();
	pid_t pid;

	ASSERT_LE(0, other);
	ASSERT_EQ(0, hop_depth_ended_listen(self->fd, ENDED_TASKS));
	ASSERT_EQ(0, hop_depth_ended_listen(other, ENDED_TASKS));
	pid = fork();
	if (!pid)
		_exit(0);
	ASSERT_EQ(pid, waitpid(pid, NULL, 0));
	EXPECT_EQ(0, ended(other, pid, &record));
	close(other);
	EXPECT_EQ(0, ended(self->fd, pid, &record));
	pid = fork();
	if (!pid)
		_exit(0);
	ASSERT_EQ(pid, waitpid(pid, NULL, 0));
	EXPECT_EQ(0, ended(self->fd, pid, &record));
}

/* Tasks of all states run over what is painted, if it is not dead. */
TEST_F(load, resets_do_no_harm)
{
	struct hop_depth_reset reset;
	uint64_t until = boottime() + RESET_NS;
	unsigned int least = ~0u, kept = 0;
	int i;

	storm_begin(self->storm, ~0u);
	for (i = 0; boottime() < until; i++) {
		memset(&reset, 0, sizeof(reset));
		ASSERT_EQ(0, hop_depth_period_begin(self->fd, &reset));
		if (reset.painted < least)
			least = reset.painted;
		kept += reset.kept;
		usleep(PAUSE_US);
	}
	EXPECT_LT(2, i);
	EXPECT_LT(2, self->storm->made);
	EXPECT_TRUE(storm_blows(self->storm));
	self->storm->stop = true;
	EXPECT_EQ(0, storm_end());
	EXPECT_LT(20, least);
	TH_LOG("%d resets, at least %u painted, %u kept in all; %u tasks", i,
	       least, kept, self->storm->made);
}

/* A listener that is killed leaves no probe: the module can go. */
TEST_F(load, kill_9_leaves_nothing)
{
	char params[256];
	int ready[2], status, fd, i;
	pid_t pid;

	ASSERT_EQ(0, hop_params(params, sizeof(params)));
	ASSERT_EQ(0, pipe(ready));
	close(self->fd);
	pid = fork();
	if (!pid) {
		fd = hop_device_open();
		write(ready[1], "r", hop_depth_ended_listen(fd, 16) ? 0 : 1);
		close(ready[1]);
		for (;;)
			hop_depth_period_begin(fd, NULL);
	}
	close(ready[1]);
	ASSERT_EQ(1, read(ready[0], params + 255, 1));
	params[255] = '\0';
	ASSERT_EQ(-EWOULDBLOCK, hop_unload());
	ASSERT_EQ(0, kill(pid, SIGKILL));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, hop_unload());
	for (i = 0; i < 100; i++) {
		if (!fork())
			_exit(0);
		wait(NULL);
	}
	ASSERT_EQ(0, hop_load(params));
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
}

TEST_HARNESS_MAIN
