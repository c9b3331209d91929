// SPDX-License-Identifier: GPL-2.0
/*
 * TSS, IDT, entry points and stack pointers of a snapshot against independent
 * evidence: kernel memory by /proc/kcore, page tables walked from there, model
 * specific registers by the msr driver; and the file of them in debugfs.
 */
#include <kselftest_harness.h>

#include "lib/x86/x86.h"

#define MSR_LSTAR 0xc0000082
#define MSR_CSTAR 0xc0000083
#define MSR_SYSENTER_EIP 0x176
#define IDT_LIMIT 0xfff
#define TSS_BYTES 104
#define DEBUGFS "/sys/kernel/debug/stackhop"

FIXTURE(cpu)
{
	int fd;
	struct hop_info info;
	int cpus[HOP_MAX_CPUS];
	int nr_cpus;
	struct hop_stack *stacks;
	int nr_stacks;
};

FIXTURE_SETUP(cpu)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	self->nr_cpus = hop_online(self->cpus);
	ASSERT_LT(0, self->nr_cpus);
	self->nr_stacks = hop_stack_list(self->fd, &self->stacks);
	ASSERT_LT(0, self->nr_stacks);
}

FIXTURE_TEARDOWN(cpu)
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
TEST_F(cpu, tss)
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
		EXPECT_HEX(tss.sp0, hop_snapshot_value(&snap, HOP_X86_SP0));
		for (j = 0; j < HOP_NR_IST; j++)
			EXPECT_HEX(tss.ist[j],
				   hop_snapshot_value(&snap, HOP_X86_IST + j));
		EXPECT_NE(0, hop_snapshot_value(&snap, HOP_X86_TSS));
		EXPECT_GT(HOP_PAGE,
			  sizeof(tss) + hop_snapshot_value(&snap, HOP_X86_TSS) %
						HOP_PAGE);
	}
}

/* What the CPU reads by way of its entry area is the same memory. */
TEST_F(cpu, tss_by_page_tables)
{
	uint8_t by_name[TSS_BYTES], page[HOP_TABLE_BYTES];
	struct hop_snapshot snap;
	uint64_t entries[5];
	uint64_t tss;
	int i, nr;

	for (i = 0; i < self->nr_cpus; i++) {
		uint64_t at = hop_percpu("cpu_tss_rw", self->cpus[i]);

		ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpus[i],
					      HOP_CONTEXT_TASK, &snap));
		tss = hop_snapshot_value(&snap, HOP_X86_TSS);
		nr = hop_ptable_walk(tss, entries);
		ASSERT_LT(0, nr);
		ASSERT_NE(0, entries[nr - 1] & HOP_PTE_PRESENT);
		ASSERT_EQ(0, hop_peek_phys(entries[nr - 1], page));
		ASSERT_EQ(0, hop_peek(at, by_name, sizeof(by_name)));
		/* Up to sp0, and the IST: not what changes all the time. */
		EXPECT_EQ(0, memcmp(page + tss % HOP_PAGE, by_name, 12));
		EXPECT_EQ(0, memcmp(page + tss % HOP_PAGE + 36, by_name + 36,
				    TSS_BYTES - 36));
	}
}

/* Own gates take slot 5; Linux has five and leaves the last one empty. */
TEST_F(cpu, ist_slots_are_known_stacks)
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
		EXPECT_EQ(0, hop_snapshot_value(&snap, HOP_X86_IST + 6));
		for (j = 0; j < 6; j++) {
			const struct hop_stack *stack =
				hop_stack_of(self->stacks, self->nr_stacks,
					     self->cpus[i], kinds[j]);

			ASSERT_NE(NULL, stack);
			EXPECT_HEX(stack->top,
				   hop_snapshot_value(&snap, HOP_X86_IST + j));
		}
	}
}

TEST_F(cpu, sp0_is_the_top_of_the_entry_stack)
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
		EXPECT_HEX(stack->top, hop_snapshot_value(&snap, HOP_X86_SP0));
	}
}

TEST_F(cpu, irq_stack_pointer)
{
	struct hop_snapshot snap;
	uint64_t pointer, seen;
	int i;

	for (i = 0; i < self->nr_cpus; i++) {
		const struct hop_stack *stack =
			hop_stack_of(self->stacks, self->nr_stacks,
				     self->cpus[i], HOP_KIND_IRQ);

		ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpus[i],
					      HOP_CONTEXT_TASK, &snap));
		seen = hop_snapshot_value(&snap, HOP_VALUE_HARDIRQ_STACK);
		ASSERT_EQ(0, hop_irq_pointer(self->cpus[i], seen, &pointer));
		EXPECT_HEX(pointer, seen);
		ASSERT_NE(NULL, stack);
		/* The top, or the word below it: where the link goes. */
		EXPECT_TRUE(pointer == stack->top || pointer == stack->top - 8)
		TH_LOG("%#jx, top %#jx", (uintmax_t)pointer,
		       (uintmax_t)stack->top);
	}
}

TEST_F(cpu, idt_and_syscall_entries)
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
		EXPECT_HEX(lstar, hop_snapshot_value(&snap, HOP_X86_LSTAR));
		ASSERT_EQ(0, hop_rdmsr(self->cpus[i], MSR_CSTAR, &cstar));
		EXPECT_HEX(cstar, hop_snapshot_value(&snap, HOP_X86_CSTAR));
		ASSERT_EQ(0, hop_rdmsr(self->cpus[i], MSR_SYSENTER_EIP,
				       &sysenter));
		EXPECT_HEX(sysenter,
			   hop_snapshot_value(&snap, HOP_X86_SYSENTER));
		EXPECT_EQ(IDT_LIMIT,
			  hop_snapshot_value(&snap, HOP_X86_IDT_LIMIT));
		nr = hop_ptable_walk(hop_snapshot_value(&snap, HOP_X86_IDT),
				     entries);
		ASSERT_LT(0, nr);
		ASSERT_EQ(0, hop_peek_phys(entries[nr - 1], page));
		ASSERT_EQ(0, hop_peek(idt, by_name, HOP_TABLE_BYTES));
		EXPECT_EQ(0, memcmp(by_name, page, HOP_TABLE_BYTES));
	}
}

TEST_F(cpu, top_of_stack_is_the_tasks)
{
	struct hop_snapshot snap;
	int i;

	for (i = 0; i < self->nr_cpus; i++) {
		ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpus[i],
					      HOP_CONTEXT_TASK, &snap));
		EXPECT_HEX(hop_snap_stack_end(&snap),
			   (hop_snapshot_value(&snap, HOP_VALUE_TOP_OF_STACK) +
			    16) & ~31ul);
	}
}

TEST_F(cpu, debugfs_has_the_same_tss)
{
	char path[64], text[2048], name[8];
	struct hop_snapshot snap;
	int i, j;

	for (i = 0; i < self->nr_cpus; i++) {
		snprintf(path, sizeof(path), DEBUGFS "/cpu%d/tss",
			 self->cpus[i]);
		ASSERT_LT(0, hop_slurp(path, text, sizeof(text)));
		ASSERT_EQ(0, hop_snapshot_get(self->fd, self->cpus[i],
					      HOP_CONTEXT_TASK, &snap));
		EXPECT_HEX(hop_snapshot_value(&snap, HOP_X86_TSS),
			   hop_value_of(text, "base"));
		EXPECT_HEX(hop_snapshot_value(&snap, HOP_X86_SP0),
			   hop_value_of(text, "sp0"));
		EXPECT_NE(NULL, strstr(text, "\nsp0 0x"));
		for (j = 0; j < HOP_NR_IST; j++) {
			snprintf(name, sizeof(name), "ist%d", j);
			EXPECT_HEX(hop_snapshot_value(&snap, HOP_X86_IST + j),
				   hop_value_of(text, name));
		}
	}
}

TEST_HARNESS_MAIN
