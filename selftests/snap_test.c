// SPDX-License-Identifier: GPL-2.0
/*
 * Snapshots against independent evidence: kernel memory by /proc/kcore, page
 * tables walked from there, model specific registers by the msr driver.
 */
#include <kselftest_harness.h>

#include "lib/x86/x86.h"

#define MSR_LSTAR 0xc0000082
#define MSR_CSTAR 0xc0000083
#define MSR_SYSENTER_EIP 0x176
#define STACK_END_MAGIC 0x57ac6e9dul
#define IDT_LIMIT 0xfff
#define TSS_BYTES 104

FIXTURE(snap)
{
	int fd;
	struct hop_info info;
	int cpus[HOP_MAX_CPUS];
	int nr_cpus;
	struct hop_stack *stacks;
	int nr_stacks;
};

FIXTURE_SETUP(snap)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	self->nr_cpus = hop_online(self->cpus);
	ASSERT_LT(0, self->nr_cpus);
	self->nr_stacks = hop_stack_list(self->fd, &self->stacks);
	ASSERT_LT(0, self->nr_stacks);
}

FIXTURE_TEARDOWN(snap)
{
	free(self->stacks);
	close(self->fd);
}

/* The hardware's 64-bit TSS (SDM vol. 3, 8.7). */
struct tss {
	uint32_t reserved1;
	uint64_t sp0, sp1, sp2;
	uint64_t reserved2;
	uint64_t ist[HOP_NR_IST];
	uint32_t reserved3[2];
	uint16_t reserved4;
	uint16_t io_bitmap;
} __attribute__((packed));

_Static_assert(sizeof(struct tss) == TSS_BYTES, "TSS");

/* sp1 and sp2 are scratch: they change with every task and every SYSCALL. */
TEST_F(snap, tss)
{
	struct hop_snapshot snap;
	struct tss tss;
	int i, j;

	for (i = 0; i < self->nr_cpus; i++) {
		uint64_t at = hop_percpu("cpu_tss_rw", self->cpus[i]);

		ASSERT_NE(0, at);
		ASSERT_EQ(0, hop_peek(at, &tss, sizeof(tss)));
		ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpus[i],
					      HOP_CONTEXT_TASK, &snap));
		EXPECT_NE(0, tss.sp0);
		EXPECT_HEX(tss.sp0, snap.sp0);
		for (j = 0; j < HOP_NR_IST; j++)
			EXPECT_HEX(tss.ist[j], snap.ist[j]);
		EXPECT_NE(0, snap.tss);
		EXPECT_GT(HOP_PAGE, sizeof(tss) + snap.tss % HOP_PAGE);
	}
}

/* What the CPU reads by way of its entry area is the same memory. */
TEST_F(snap, tss_by_page_tables)
{
	uint8_t by_name[TSS_BYTES], page[HOP_TABLE_BYTES];
	struct hop_snapshot snap;
	uint64_t entries[5];
	int i, nr;

	for (i = 0; i < self->nr_cpus; i++) {
		uint64_t at = hop_percpu("cpu_tss_rw", self->cpus[i]);

		ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpus[i],
					      HOP_CONTEXT_TASK, &snap));
		nr = hop_ptable_walk(snap.tss, entries);
		ASSERT_LT(0, nr);
		ASSERT_NE(0, entries[nr - 1] & HOP_PTE_PRESENT);
		ASSERT_EQ(0, hop_peek_phys(entries[nr - 1], page));
		ASSERT_EQ(0, hop_peek(at, by_name, sizeof(by_name)));
		/* Up to sp0, and the IST: not what changes all the time. */
		EXPECT_EQ(0, memcmp(page + snap.tss % HOP_PAGE, by_name, 12));
		EXPECT_EQ(0, memcmp(page + snap.tss % HOP_PAGE + 36,
				    by_name + 36, TSS_BYTES - 36));
	}
}

/* Own gates take slot 5; Linux has five and leaves the last one empty. */
TEST_F(snap, ist_slots_are_known_stacks)
{
	static const int kinds[HOP_NR_IST] = {
		HOP_KIND_IST_DF,  HOP_KIND_IST_NMI, HOP_KIND_IST_DB,
		HOP_KIND_IST_MCE, HOP_KIND_IST_VC,  HOP_KIND_OWN_IST,
	};
	int i, j;

	NEED_GATES(&self->info);
	for (i = 0; i < self->nr_cpus; i++) {
		struct hop_snapshot snap;

		ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpus[i],
					      HOP_CONTEXT_TASK, &snap));
		EXPECT_EQ(0, snap.ist[6]);
		for (j = 0; j < 6; j++) {
			const struct hop_stack *stack =
				hop_stack_of(self->stacks, self->nr_stacks,
					     self->cpus[i], kinds[j]);

			ASSERT_NE(NULL, stack);
			EXPECT_HEX(stack->top, snap.ist[j]);
		}
	}
}

TEST_F(snap, sp0_is_the_top_of_the_entry_stack)
{
	struct hop_snapshot snap;
	int i;

	for (i = 0; i < self->nr_cpus; i++) {
		const struct hop_stack *stack =
			hop_stack_of(self->stacks, self->nr_stacks,
				     self->cpus[i], HOP_KIND_ENTRY);

		ASSERT_NE(NULL, stack);
		ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpus[i],
					      HOP_CONTEXT_TASK, &snap));
		EXPECT_HEX(stack->top, snap.sp0);
	}
}

TEST_F(snap, irq_stack_pointer)
{
	struct hop_snapshot snap;
	uint64_t pointer;
	int i;

	for (i = 0; i < self->nr_cpus; i++) {
		const struct hop_stack *stack =
			hop_stack_of(self->stacks, self->nr_stacks,
				     self->cpus[i], HOP_KIND_IRQ);

		ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpus[i],
					      HOP_CONTEXT_TASK, &snap));
		ASSERT_EQ(0, hop_irq_pointer(self->cpus[i], snap.hardirq_stack,
					     &pointer));
		EXPECT_HEX(pointer, snap.hardirq_stack);
		ASSERT_NE(NULL, stack);
		/* The top, or the word below it: where the link goes. */
		EXPECT_TRUE(pointer == stack->top || pointer == stack->top - 8)
		TH_LOG("%#jx, top %#jx", (uintmax_t)pointer,
		       (uintmax_t)stack->top);
	}
}

TEST_F(snap, idt_and_syscall_entries)
{
	struct hop_snapshot snap;
	uint64_t lstar, cstar, sysenter, entries[5], idt;
	uint8_t by_name[HOP_TABLE_BYTES], page[HOP_TABLE_BYTES];
	int i, nr;

	idt = hop_symbol("idt_table");
	ASSERT_NE(0, idt);
	for (i = 0; i < self->nr_cpus; i++) {
		ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpus[i],
					      HOP_CONTEXT_TASK, &snap));
		ASSERT_EQ(0, hop_rdmsr(self->cpus[i], MSR_LSTAR, &lstar));
		EXPECT_HEX(lstar, snap.lstar);
		ASSERT_EQ(0, hop_rdmsr(self->cpus[i], MSR_CSTAR, &cstar));
		EXPECT_HEX(cstar, snap.cstar);
		ASSERT_EQ(0, hop_rdmsr(self->cpus[i], MSR_SYSENTER_EIP,
				       &sysenter));
		EXPECT_HEX(sysenter, snap.sysenter);
		EXPECT_EQ(IDT_LIMIT, snap.idt_limit);
		nr = hop_ptable_walk(snap.idt, entries);
		ASSERT_LT(0, nr);
		ASSERT_EQ(0, hop_peek_phys(entries[nr - 1], page));
		ASSERT_EQ(0, hop_peek(idt, by_name, HOP_TABLE_BYTES));
		EXPECT_EQ(0, memcmp(by_name, page, HOP_TABLE_BYTES));
	}
}

/* What the kernel's preempt count said, whatever was asked for. */
static unsigned int context_of(const struct hop_snapshot *snap)
{
	return snap->flags & (HOP_SNAP_HARDIRQ | HOP_SNAP_SOFTIRQ);
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
			  snap.irq_inuse);
		EXPECT_EQ(0, context_of(&snap));
		EXPECT_LE(snap.stack, snap.rsp);
		EXPECT_GT(snap.stack + snap.stack_size, snap.rsp);
		EXPECT_HEX(snap.stack + snap.stack_size,
			   (snap.top_of_stack + 16) & ~31ul);
		ASSERT_EQ(0, hop_peek(snap.stack, &end, sizeof(end)));
		EXPECT_HEX(STACK_END_MAGIC, end);
		ASSERT_EQ(0, hop_stack_find(self->fd, snap.rsp, &find));
		EXPECT_EQ(HOP_KIND_TASK, find.kind);
		EXPECT_EQ(snap.pid, find.pid);
		EXPECT_HEX(snap.stack, find.base);
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
				  snap.irq_inuse);
			EXPECT_EQ(HOP_SNAP_HARDIRQ, context_of(&snap));
			ASSERT_EQ(0, hop_stack_find(self->fd, snap.rsp, &find));
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
			ASSERT_EQ(0, hop_stack_find(self->fd, snap.rsp, &find));
			if (find.kind != HOP_KIND_IRQ) {
				EXPECT_EQ(HOP_KIND_TASK, find.kind);
				EXPECT_EQ(is_bool ? 0 : -1, snap.irq_inuse);
				continue;
			}
			on_irq_stack++;
			EXPECT_EQ(snap.cpu, find.cpu);
			EXPECT_EQ(is_bool ? 1 : 0, snap.irq_inuse);
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
