// SPDX-License-Identifier: GPL-2.0
/*
 * CPUs that go offline and come back while the gates are armed.
 */
#include <kselftest_harness.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>

#include "lib/arch.h"

#define RECORDS 3
#define CYCLES 5

FIXTURE(hotplug)
{
	int fd;
	struct hop_info info;
	int cpu; /* the one that goes: the last */
	int nr_cpus;
};

FIXTURE_SETUP(hotplug)
{
	int cpus[HOP_MAX_CPUS];

	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	self->nr_cpus = hop_online(cpus);
	ASSERT_LT(0, self->nr_cpus);
	self->cpu = cpus[self->nr_cpus - 1];
	if (self->info.features & HOP_FEAT_GATES) {
		ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_BOTH));
	}
}

FIXTURE_TEARDOWN(hotplug)
{
	hop_set_online(self->cpu, true);
	close(self->fd);
}

#define NEED_HOTPLUG(self)                                                     \
	do {                                                                   \
		if ((self)->nr_cpus < 2)                                       \
			SKIP(return, "needs two CPUs");                        \
		if (hop_set_online((self)->cpu, true))                         \
			SKIP(return, "CPU %d cannot go offline", (self)->cpu); \
	} while (0)

typedef FIXTURE_DATA(hotplug) hotplug_self;

/* Fires each gate from each mode on the CPU; what each frame lay on is right. */
static void check_gates(struct __test_metadata *_metadata, hotplug_self *self)
{
	struct hop_record rec[4 * RECORDS + 1];
	struct hop_snapshot snap;

	ASSERT_EQ(0, hop_pin(self->cpu));
	ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpu, HOP_CONTEXT_TASK,
				      &snap));
	ASSERT_EQ(0, hop_skip_tape(self->fd, self->cpu));
	hop_user_fire(&self->info, HOP_GATE_OWN, 1);
	hop_user_fire(&self->info, HOP_GATE_IST, 1);
	ASSERT_EQ(0, hop_kernel_fire(self->fd, HOP_GATE_OWN, 1));
	ASSERT_EQ(0, hop_kernel_fire(self->fd, HOP_GATE_IST, 1));
	ASSERT_EQ(4 * RECORDS, hop_read_tape(self->fd, self->cpu, rec,
					     4 * RECORDS + 1, NULL));
	EXPECT_HEX(hop_gate_stack(&snap, HOP_GATE_OWN) - HOP_FRAME_BYTES,
		   rec[0].sp);
	EXPECT_HEX(hop_gate_stack(&snap, HOP_GATE_IST) - HOP_FRAME_BYTES,
		   rec[RECORDS].sp);
	EXPECT_HEX(hop_gate_stack(&snap, HOP_GATE_IST) - HOP_FRAME_BYTES,
		   rec[3 * RECORDS].sp);
	ASSERT_EQ(0, hop_pin(0));
}

TEST_F(hotplug, gates_work_on_a_cpu_that_returns)
{
	struct hop_snapshot before, after;
	int i;

	NEED_GATES(&self->info);
	NEED_HOTPLUG(self);
	ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpu, HOP_CONTEXT_TASK,
				      &before));
	for (i = 0; i < CYCLES; i++) {
		check_gates(_metadata, self);
		ASSERT_EQ(0, hop_set_online(self->cpu, false));
		ASSERT_EQ(0, hop_set_online(self->cpu, true));
		check_gates(_metadata, self);
	}
	ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpu, HOP_CONTEXT_TASK,
				      &after));
	EXPECT_EQ(NULL, hop_snapshot_diff(&before, &after))
	TH_LOG("%s", hop_snapshot_diff(&before, &after));
}

TEST_F(hotplug, offline_cpu)
{
	struct hop_stack *stacks;
	struct hop_snapshot snap;
	struct hop_record rec;
	char path[64], text[64];
	int nr;

	NEED_HOTPLUG(self);
	ASSERT_EQ(0, hop_set_online(self->cpu, false));
	EXPECT_EQ(-ENXIO, hop_snapshot_get(self->fd, self->cpu,
					   HOP_CONTEXT_TASK, &snap));
	EXPECT_EQ(-ENXIO, hop_snapshot_get(self->fd, self->cpu, HOP_CONTEXT_IRQ,
					   &snap));
	EXPECT_LE(0, hop_read_tape(self->fd, self->cpu, &rec, 1, NULL));
	snprintf(path, sizeof(path),
		 "/sys/kernel/debug/stackhop/cpu%d/" HOP_FILE_POINTERS,
		 self->cpu);
	EXPECT_GT(0, hop_slurp(path, text, sizeof(text)));
	/* Its stacks are still there. */
	nr = hop_stack_list(self->fd, &stacks);
	EXPECT_EQ((int)self->info.nr_stacks, nr);
	EXPECT_NE(NULL, hop_stack_of(stacks, nr, self->cpu, HOP_KIND_ENTRY));
	free(stacks);
}

/* Loaded while a CPU is away: the gates work there when it comes. */
TEST_F(hotplug, loaded_while_a_cpu_was_away)
{
	char params[256];

	NEED_GATES(&self->info);
	NEED_HOTPLUG(self);
	ASSERT_EQ(0, hop_params(params, sizeof(params)));
	close(self->fd);
	ASSERT_EQ(0, hop_set_online(self->cpu, false));
	ASSERT_EQ(0, hop_unload());
	ASSERT_EQ(0, hop_load(params));
	ASSERT_EQ(0, hop_set_online(self->cpu, true));
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_BOTH));
	check_gates(_metadata, self);
}

struct tapper {
	int fd;
	atomic_bool stop;
	atomic_int rounds;
	int err;
};

/*
 * Puts taps before the entries of calls and takes them away. Whoever has the
 * lowest priority is preempted anywhere: between the interrupts that write the
 * registers and the bookkeeping, too (preempt=full).
 */
static void *tap_and_clear(void *arg)
{
	struct tapper *tapper = arg;
	struct sched_param lowest = {};
	struct hop_tap tap;

	pthread_setschedparam(pthread_self(), SCHED_IDLE, &lowest);
	while (!tapper->stop && !tapper->err) {
		tap = (struct hop_tap){ .calls = HOP_TAP_CALL };
		tapper->err = hop_device_call(tapper->fd, HOP_IOC_TAP, &tap);
		tap = (struct hop_tap){};
		if (!tapper->err)
			tapper->err =
				hop_device_call(tapper->fd, HOP_IOC_TAP, &tap);
		tapper->rounds++;
	}
	return NULL;
}

TEST_F(hotplug, taps_come_and_go_while_cpus_do)
{
	struct tapper tapper = { .fd = self->fd };
	struct hop_state before, after;
	pthread_t thread;
	int i, cpu;

	NEED_GATES(&self->info);
	NEED_HOTPLUG(self);
	ASSERT_EQ(0, hop_state_take(&before));
	ASSERT_EQ(0, pthread_create(&thread, NULL, tap_and_clear, &tapper));
	for (i = 0; i < CYCLES; i++)
		for (cpu = 1; cpu < self->nr_cpus; cpu++) {
			EXPECT_EQ(0, hop_set_online(cpu, false));
			EXPECT_EQ(0, hop_set_online(cpu, true));
		}
	tapper.stop = true;
	pthread_join(thread, NULL);
	EXPECT_EQ(0, tapper.err);
	EXPECT_LT(0, tapper.rounds);
	ASSERT_EQ(0, hop_state_take(&after));
	EXPECT_EQ(NULL, hop_state_calls_diff(&before, &after));
}

TEST_HARNESS_MAIN
