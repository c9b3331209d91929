// SPDX-License-Identifier: GPL-2.0
/*
 * Snapshots of a CPU in each context: whose stack it was on, and what the kernel
 * says of that. The architecture's registers have a test of their own.
 */
#include <kselftest_harness.h>

#include "lib/arch.h"

#define STACK_END_MAGIC 0x57ac6e9dul

FIXTURE(snap)
{
	int fd;
	struct hop_info info;
	int cpus[HOP_MAX_CPUS];
	int nr_cpus;
};

FIXTURE_SETUP(snap)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	self->nr_cpus = hop_online(self->cpus);
	ASSERT_LT(0, self->nr_cpus);
}

FIXTURE_TEARDOWN(snap)
{
	close(self->fd);
}

/* What the kernel's preempt count said, whatever was asked for. */
static unsigned int context_of(const struct hop_snapshot *snap)
{
	return snap->flags & (HOP_SNAP_HARDIRQ | HOP_SNAP_SOFTIRQ);
}

static uint64_t sp_of(const struct hop_snapshot *snap)
{
	return hop_snapshot_value(snap, HOP_VALUE_SP);
}

/* Whether the kernel says that its IRQ stack is in use. */
static int mark_of(const struct hop_snapshot *snap)
{
	return hop_snapshot_value(snap, HOP_VALUE_IRQ_INUSE);
}

/* At rest: a kworker on its own stack, the IRQ stack not in use. */
TEST_F(snap, in_task_context)
{
	char path[64], comm[32];
	struct hop_snapshot snap;
	struct hop_find find;
	uint64_t end;
	int i;

	for (i = 0; i < self->nr_cpus; i++) {
		ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpus[i],
					      HOP_CONTEXT_TASK, &snap));
		EXPECT_EQ((uint32_t)self->cpus[i], snap.cpu);
		EXPECT_EQ(snap.flags & HOP_SNAP_INUSE_BOOL ? 0 : -1,
			  mark_of(&snap));
		EXPECT_EQ(0, context_of(&snap));
		EXPECT_LE(hop_snapshot_value(&snap, HOP_VALUE_STACK),
			  sp_of(&snap));
		EXPECT_GT(hop_snap_stack_end(&snap), sp_of(&snap));
		ASSERT_EQ(0,
			  hop_peek(hop_snapshot_value(&snap, HOP_VALUE_STACK),
				   &end, sizeof(end)));
		EXPECT_HEX(STACK_END_MAGIC, end);
		ASSERT_EQ(0, hop_stack_find(self->fd, sp_of(&snap), &find));
		EXPECT_EQ(HOP_KIND_TASK, find.kind);
		EXPECT_EQ(snap.pid, find.pid);
		EXPECT_HEX(hop_snapshot_value(&snap, HOP_VALUE_STACK),
			   find.base);
		EXPECT_EQ(0, strncmp(snap.comm, "kworker/", 8));
		snprintf(path, sizeof(path), "/proc/%u/comm", snap.pid);
		ASSERT_LT(0, hop_slurp(path, comm, sizeof(comm)));
		EXPECT_EQ(0, strncmp(comm, "kworker/", 8));
	}
}

/*
 * The interrupt hits the kworker, so kernel mode: there the kernel changes to
 * the IRQ stack and marks it (call_on_irqstack_cond(), <asm/irq_stack.h>); with
 * PREEMPT_RT, too.
 */
TEST_F(snap, in_irq_context)
{
	struct hop_snapshot snap;
	struct hop_find find;
	int i, round;

	for (i = 0; i < self->nr_cpus; i++) {
		for (round = 0; round < 20; round++) {
			ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpus[i],
						      HOP_CONTEXT_IRQ, &snap));
			EXPECT_EQ((uint32_t)self->cpus[i], snap.cpu);
			EXPECT_EQ(snap.flags & HOP_SNAP_INUSE_BOOL ? 1 : 0,
				  mark_of(&snap));
			EXPECT_EQ(HOP_SNAP_HARDIRQ, context_of(&snap));
			ASSERT_EQ(0, hop_stack_find(self->fd, sp_of(&snap),
						    &find));
			EXPECT_EQ(HOP_KIND_IRQ, find.kind);
			EXPECT_EQ(snap.cpu, find.cpu);
		}
	}
}

/*
 * A softirq that a task lets in runs on the IRQ stack, too (do_softirq_own_stack
 * on all kernels), and the mark says so. While ksoftirqd is awake, that runs it
 * on its own task stack, and the mark says that as well. With PREEMPT_RT there is
 * no do_softirq_own_stack: it never is on the IRQ stack.
 */
TEST_F(snap, in_softirq_context)
{
	int i, round, on_irq_stack;

	for (i = 0; i < self->nr_cpus; i++) {
		on_irq_stack = 0;
		for (round = 0; round < 20; round++) {
			struct hop_snapshot snap;
			struct hop_find find;
			bool is_bool;

			ASSERT_EQ(0,
				  hop_snapshot_get(self->fd, self->cpus[i],
						   HOP_CONTEXT_SOFTIRQ, &snap));
			is_bool = snap.flags & HOP_SNAP_INUSE_BOOL;
			EXPECT_EQ((uint32_t)self->cpus[i], snap.cpu);
			EXPECT_EQ(HOP_SNAP_SOFTIRQ, context_of(&snap));
			ASSERT_EQ(0, hop_stack_find(self->fd, sp_of(&snap),
						    &find));
			if (find.kind != HOP_KIND_IRQ) {
				EXPECT_EQ(HOP_KIND_TASK, find.kind);
				EXPECT_EQ(is_bool ? 0 : -1, mark_of(&snap));
				continue;
			}
			on_irq_stack++;
			EXPECT_EQ(snap.cpu, find.cpu);
			EXPECT_EQ(is_bool ? 1 : 0, mark_of(&snap));
		}
		TH_LOG("CPU %d: %d of %d on the IRQ stack", self->cpus[i],
		       on_irq_stack, round);
		if (self->info.features & HOP_FEAT_RT) {
			EXPECT_EQ(0, on_irq_stack);
		} else {
			EXPECT_LT(0, on_irq_stack);
		}
	}
}

TEST_HARNESS_MAIN
