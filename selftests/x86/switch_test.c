// SPDX-License-Identifier: GPL-2.0
/*
 * What a task switch changes of a CPU's stack pointers, and what it does not.
 */
#include <kselftest_harness.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "lib/x86/x86.h"

#define TURNS 200

/* Two threads on one CPU, in turns: their own snapshots, either side of a switch. */
struct player {
	int fd;
	int cpu;
	int me;
	struct hop_snapshot snaps[TURNS];
};

static atomic_int turn;

static void *take_turns(void *arg)
{
	struct player *p = arg;
	int i;

	hop_pin(p->cpu);
	for (i = 0; i < TURNS; i++) {
		while (atomic_load(&turn) % 2 != p->me)
			sched_yield();
		hop_snapshot_get(p->fd, p->cpu, HOP_CONTEXT_CALLER,
				 &p->snaps[i]);
		atomic_fetch_add(&turn, 1);
	}
	return NULL;
}

/* __switch_to() stores a new top of stack; sp0 is left alone. */
TEST(task_switch_moves_the_top_and_not_sp0)
{
	int cpus[HOP_MAX_CPUS], fd = hop_device_open(), i;
	static struct player one, two;
	pthread_t other;

	ASSERT_LE(0, fd);
	ASSERT_LT(0, hop_online(cpus));
	one = (struct player){ .fd = fd, .cpu = cpus[0] };
	two = (struct player){ .fd = fd, .cpu = one.cpu, .me = 1 };
	ASSERT_EQ(0, pthread_create(&other, NULL, take_turns, &two));
	take_turns(&one);
	pthread_join(other, NULL);
	for (i = 0; i < TURNS; i++) {
		const struct hop_snapshot *a = &one.snaps[i];
		const struct hop_snapshot *b = &two.snaps[i];

		EXPECT_EQ((uint32_t)one.cpu, a->cpu);
		EXPECT_EQ((uint32_t)one.cpu, b->cpu);
		EXPECT_EQ(getpid(), (int)a->pid);
		EXPECT_NE(a->pid, b->pid);
		EXPECT_HEX(hop_snapshot_value(a, HOP_X86_SP0),
			   hop_snapshot_value(b, HOP_X86_SP0));
		EXPECT_HEX(hop_snap_stack_end(a),
			   (hop_snapshot_value(a, HOP_VALUE_TOP_OF_STACK) +
			    16) & ~31ul);
		EXPECT_HEX(hop_snap_stack_end(b),
			   (hop_snapshot_value(b, HOP_VALUE_TOP_OF_STACK) +
			    16) & ~31ul);
		EXPECT_NE(hop_snapshot_value(a, HOP_VALUE_TOP_OF_STACK),
			  hop_snapshot_value(b, HOP_VALUE_TOP_OF_STACK));
		EXPECT_LE(hop_snapshot_value(a, HOP_VALUE_STACK),
			  hop_snapshot_value(a, HOP_VALUE_SP));
		EXPECT_GT(hop_snap_stack_end(a),
			  hop_snapshot_value(a, HOP_VALUE_SP));
	}
}

TEST_HARNESS_MAIN
