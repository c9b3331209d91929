// SPDX-License-Identifier: GPL-2.0
/*
 * The depth of stacks against a truth from outside: stackhop_use.ko writes its
 * deepest word exactly so many bytes below the end of a stack.
 */
#include <kselftest_harness.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/depth.h"
#include "lib/use.h"

/* What system calls alone do not use, and what always fits. */
#define DEEP hop_use_scaled(11000)
#define DEEPER hop_use_scaled(12400)
#define LITTLE hop_use_scaled(6000)
#define ROUNDS 50
#define POLL_US 2000
#define POLLS 5000

FIXTURE(depth)
{
	int fd;
	int cpus[HOP_MAX_CPUS];
	int nr_cpus;
};

FIXTURE_SETUP(depth)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	self->nr_cpus = hop_online(self->cpus);
	ASSERT_LT(0, self->nr_cpus);
	/* Tells the size of stacks; tests that need it say if it is not there. */
	hop_use_load();
}

FIXTURE_TEARDOWN(depth)
{
	close(self->fd);
}

/* Not only off its CPU: another task may have taken that on its way. */
static bool waits(pid_t pid)
{
	char path[32], text[256], *name;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	if (hop_slurp(path, text, sizeof(text)) <= 0)
		return false;
	name = strrchr(text, ')');
	return name && !strncmp(name, ") S", 3);
}

/* Waits until task @pid sleeps, gives its record. */
static int sleeping(int fd, pid_t pid, struct hop_depth *record)
{
	int i, err = 0;

	for (i = 0; i < POLLS && !err; i++) {
		bool waited = waits(pid);

		err = hop_depth_of(fd, pid, record);
		if (!err && waited && record->flags & HOP_DEPTH_NOW)
			return 0;
		usleep(POLL_US);
	}
	return err ?: -ETIMEDOUT;
}

/*
 * Whatever the kernel's image fills it with, it did not use all of it. This is
 * the first test: a reset hides what was there.
 */
TEST_F(depth, of_the_first_idle_task_is_plausible)
{
	struct hop_depth *records;
	int nr = hop_depth_all(self->fd, 0, &records), i, found = 0;

	ASSERT_LT(0, nr);
	for (i = 0; i < nr; i++) {
		const struct hop_depth *r = &records[i];

		if (!(r->flags & HOP_DEPTH_IDLE) || r->cpu)
			continue;
		found++;
		EXPECT_LT(200, r->mark);
		EXPECT_GT(LITTLE, r->mark);
		EXPECT_EQ(0, r->flags & HOP_DEPTH_UNKNOWN);
		TH_LOG("%u bytes", r->mark);
	}
	EXPECT_EQ(1, found);
	free(records);
}

TEST_F(depth, of_a_task_is_true)
{
	const unsigned int bytes[] = { DEEP, DEEPER, hop_use_scaled(8192),
				       hop_use_scaled(9000),
				       hop_use_scaled(12000) };
	struct hop_depth seen;
	struct hop_use_child child;
	size_t i;

	NEED_USE();
	for (i = 0; i < ARRAY_SIZE(bytes); i++) {
		ASSERT_EQ(0, hop_use_child_start(&child, bytes[i]));
		ASSERT_EQ(0, sleeping(self->fd, child.pid, &seen));
		EXPECT_EQ(bytes[i], seen.mark);
		EXPECT_EQ(child.pid, (pid_t)seen.tgid);
		EXPECT_EQ(0, strcmp("depth_test", seen.comm));
		EXPECT_EQ(HOP_DEPTH_NOW, seen.flags);
		EXPECT_LT(0, seen.now);
		EXPECT_LT(seen.now, seen.mark);
		hop_use_child_end(&child);
		EXPECT_EQ(-ENOENT, hop_depth_of(self->fd, child.pid, &seen));
	}
}

static void check_cpu(struct __test_metadata *_metadata, int fd, int cpu,
		      const char *kind, unsigned int bytes)
{
	struct hop_depth seen;

	ASSERT_EQ(0, hop_depth_of_cpu(fd, cpu, HOP_KIND_IRQ, &seen));
	EXPECT_GT(LITTLE, seen.mark);
	EXPECT_EQ(HOP_DEPTH_PAINTED, seen.flags);
	ASSERT_EQ(0, hop_use_cpu(fd, kind, cpu, bytes));
	ASSERT_EQ(0, hop_depth_of_cpu(fd, cpu, HOP_KIND_IRQ, &seen));
	EXPECT_EQ(bytes, seen.mark) TH_LOG("CPU %d", cpu);
}

/* On every CPU, by an IPI from another CPU where there is one. */
static void check_cpus(struct __test_metadata *_metadata,
		       FIXTURE_DATA(depth) * self, const char *kind)
{
	const unsigned int bytes[] = { DEEPER, DEEP, hop_use_scaled(9000) };
	size_t round;
	int i;

	for (round = 0; round < ARRAY_SIZE(bytes); round++) {
		ASSERT_EQ(0, hop_depth_period_begin(self->fd, NULL));
		for (i = 0; i < self->nr_cpus; i++)
			check_cpu(_metadata, self->fd, self->cpus[i], kind,
				  bytes[round]);
	}
}

TEST_F(depth, of_an_irq_is_true)
{
	NEED_USE();
	check_cpus(_metadata, self, "irq");
}

TEST_F(depth, of_a_softirq_is_true)
{
	NEED_USE();
	if (!hop_use_has_softirq())
		SKIP(return, "PREEMPT_RT: softirqs run on tasks' stacks");
	check_cpus(_metadata, self, "softirq");
}

TEST_F(depth, reset_begins_a_new_period)
{
	struct hop_depth_reset reset = {};
	struct hop_depth seen;
	struct hop_use_child child;

	NEED_USE();
	ASSERT_EQ(0, hop_use_child_start(&child, DEEPER));
	ASSERT_EQ(0, hop_use_task(DEEPER));
	ASSERT_EQ(0, sleeping(self->fd, child.pid, &seen));
	EXPECT_EQ(DEEPER, seen.mark);
	ASSERT_EQ(0, hop_depth_period_begin(self->fd, &reset));
	EXPECT_LT(20, reset.painted);
	TH_LOG("%u painted, %u kept", reset.painted, reset.kept);
	ASSERT_EQ(0, hop_depth_of(self->fd, child.pid, &seen));
	EXPECT_EQ(seen.now, seen.mark);
	EXPECT_EQ(HOP_DEPTH_PAINTED | HOP_DEPTH_NOW, seen.flags);
	ASSERT_EQ(0, hop_depth_of(self->fd, getpid(), &seen));
	EXPECT_GT(LITTLE, seen.mark);
	EXPECT_EQ(HOP_DEPTH_OWN | HOP_DEPTH_PAINTED, seen.flags);
	ASSERT_EQ(0, hop_use_task(DEEP));
	ASSERT_EQ(0, hop_depth_of(self->fd, getpid(), &seen));
	EXPECT_EQ(DEEP, seen.mark);
	hop_use_child_end(&child);
}

/* What a kernel erases stacks with is not taken for used. */
TEST_F(depth, of_an_erased_stack_is_true)
{
	struct hop_depth seen;

	NEED_USE();
	ASSERT_EQ(0, hop_use_on("erased", DEEP));
	ASSERT_EQ(0, hop_depth_of(self->fd, getpid(), &seen));
	EXPECT_EQ(DEEP, seen.mark);
	EXPECT_EQ(HOP_DEPTH_OWN | HOP_DEPTH_ERASED, seen.flags);
	ASSERT_EQ(0, hop_depth_period_begin(self->fd, NULL));
	ASSERT_EQ(0, hop_depth_of(self->fd, getpid(), &seen));
	EXPECT_EQ(HOP_DEPTH_OWN | HOP_DEPTH_PAINTED, seen.flags);
}

/*
 * What is found of a stack that was filled before its first use, and of which
 * so many bytes were left. A pattern that is longer than any frame is nobody's;
 * what calls have left is theirs.
 */
static const struct {
	const char *filler;
	unsigned int left;
	unsigned int headroom; /* that is found */
	unsigned int flags;
} filled[] = {
	{ "nops", 5384, 5384, 0 },
	{ "nops", 3984, 0, HOP_DEPTH_UNKNOWN },
	{ "noise", 5384, 0, HOP_DEPTH_UNKNOWN },
	{ "calls", 5384, 0, 0 },
};

TEST_F(depth, of_a_filled_stack_is_true_or_not_known)
{
	struct hop_depth seen;
	unsigned int mark;
	size_t i;

	NEED_USE();
	ASSERT_EQ(0, hop_depth_of(self->fd, getpid(), &seen));
	for (i = 0; i < ARRAY_SIZE(filled); i++) {
		ASSERT_EQ(0, hop_use_on(filled[i].filler,
					seen.size - filled[i].left));
		ASSERT_EQ(0, hop_depth_of(self->fd, getpid(), &seen));
		mark = seen.size - filled[i].headroom;
		if (filled[i].flags & HOP_DEPTH_UNKNOWN)
			mark = 0;
		EXPECT_EQ(mark, seen.mark) TH_LOG("%s", filled[i].filler);
		EXPECT_EQ(HOP_DEPTH_OWN | filled[i].flags, seen.flags);
		ASSERT_EQ(0, hop_depth_period_begin(self->fd, NULL));
		ASSERT_EQ(0, hop_depth_of(self->fd, getpid(), &seen));
		EXPECT_EQ(HOP_DEPTH_OWN | HOP_DEPTH_PAINTED, seen.flags);
		EXPECT_GT(LITTLE, seen.mark);
	}
}

/*
 * The kernel hands stacks of tasks that ended to new ones: it clears them, or
 * the mark would be another task's.
 */
TEST_F(depth, of_a_new_task_is_its_own)
{
	struct hop_use_child child;
	struct hop_depth seen;
	int i;

	NEED_USE();
	for (i = 0; i < ROUNDS; i++) {
		ASSERT_EQ(0, hop_use_child_start(&child, DEEPER));
		hop_use_child_end(&child);
		ASSERT_EQ(0, hop_use_child_start(&child, 0));
		ASSERT_EQ(0, sleeping(self->fd, child.pid, &seen));
		EXPECT_GT(DEEP, seen.mark) TH_LOG("round %d", i);
		EXPECT_EQ(HOP_DEPTH_NOW, seen.flags);
		hop_use_child_end(&child);
	}
}

/* The deepest word is the first, and its place is the mark. */
TEST_F(depth, words_begin_at_the_mark)
{
	static uint64_t held[8192];
	struct hop_depth_words words = { .words = (uintptr_t)held,
					 .kind = HOP_KIND_TASK,
					 .cpu = ~0u,
					 .nr = ARRAY_SIZE(held) };
	struct hop_use_child child;
	struct hop_depth seen;

	NEED_USE();
	ASSERT_EQ(0, hop_use_child_start(&child, DEEP));
	ASSERT_EQ(0, sleeping(self->fd, child.pid, &seen));
	words.pid = child.pid;
	words.id = seen.id + 1;
	EXPECT_EQ(-ESRCH,
		  hop_device_call(self->fd, HOP_IOC_DEPTH_WORDS, &words));
	words.id = seen.id;
	ASSERT_EQ(0, hop_device_call(self->fd, HOP_IOC_DEPTH_WORDS, &words));
	EXPECT_EQ(DEEP, words.mark);
	EXPECT_EQ(DEEP / sizeof(held[0]), words.nr);
	EXPECT_EQ(seen.now, words.now);
	EXPECT_HEX(HOP_USE_WORD, held[0]);
	hop_use_child_end(&child);
	EXPECT_EQ(-ESRCH,
		  hop_device_call(self->fd, HOP_IOC_DEPTH_WORDS, &words));
}

/* Every stack is given once, with what can be known of it. */
TEST_F(depth, scan_gives_every_stack)
{
	struct hop_depth *records;
	int nr = hop_depth_all(self->fd, 0, &records), i, idle = 0, cpus = 0;
	uint32_t last = 0;

	ASSERT_LT(0, nr);
	for (i = 0; i < nr; i++) {
		const struct hop_depth *r = &records[i];

		EXPECT_GE(r->size, r->mark);
		EXPECT_LT(0, r->mark + (r->kind != HOP_KIND_TASK) +
				     (r->flags & HOP_DEPTH_UNKNOWN));
		EXPECT_EQ(0,
			  r->flags & (HOP_DEPTH_CORRUPTED | HOP_DEPTH_ENDED));
		idle += !!(r->flags & HOP_DEPTH_IDLE);
		cpus += r->kind == HOP_KIND_IRQ;
		EXPECT_TRUE(!r->pid || r->pid > last);
		last = r->pid;
	}
	EXPECT_LE(self->nr_cpus, idle);
	EXPECT_LE(self->nr_cpus, cpus);
	free(records);
}

TEST_HARNESS_MAIN
