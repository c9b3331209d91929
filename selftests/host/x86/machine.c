// SPDX-License-Identifier: GPL-2.0
/*
 * A machine as `stackhop status` reads it, and every value is right.
 */
#include "unit.h"

#include "machine.h"

struct hop_stack stacks[TEST_CPUS * STACKS_PER_CPU];
struct hop_cpu cpus[TEST_CPUS];
struct hop_machine m;

static void stack_set(unsigned int cpu, unsigned int n, unsigned int kind,
		      __u64 base, __u64 size)
{
	stacks[cpu * STACKS_PER_CPU + n] = (struct hop_stack){
		.base = base,
		.top = base + size,
		.cpu = cpu,
		.kind = kind,
		.flags = HOP_STACK_MAPPED | HOP_STACK_GUARDED,
	};
}

__u64 *at(struct hop_snapshot *snap, __u32 id)
{
	for (__u32 i = 0; i < snap->nr; i++)
		if (snap->value[i].id == id)
			return &snap->value[i].value;
	assert_true(snap->nr < HOP_SNAPSHOT_VALUES);
	snap->value[snap->nr].id = id;
	return &snap->value[snap->nr++].value;
}

/* The layout of a 6.1 guest, with the own stack where #VC's would be. */
static void cpu_set(unsigned int cpu)
{
	__u64 area = 0xfffffe0000000000 + 0x3b000 * cpu;
	__u64 irq = 0xff5135ce00000000 + 0xdd000 * cpu;
	struct hop_snapshot *snap = &cpus[cpu].snap;

	stack_set(cpu, 0, HOP_KIND_ENTRY, area + 0x2000, 0x1000);
	stack_set(cpu, 1, HOP_KIND_IRQ, irq, 0x4000);
	for (unsigned int i = 0; i < 5; i++)
		stack_set(cpu, 2 + i, HOP_KIND_IST_DF + i,
			  area + 0x9000 + 0x3000 * i, 0x2000);
	stacks[cpu * STACKS_PER_CPU + 6].flags = 0;
	stack_set(cpu, 7, HOP_KIND_OWN, area + 0x15000, 0x2000);
	stack_set(cpu, 8, HOP_KIND_OWN_IST, area + 0x18000, 0x2000);

	cpus[cpu] = (struct hop_cpu){ .online = true, .visited = true };
	*snap = (struct hop_snapshot){ .cpu = cpu,
				       .flags = HOP_SNAP_INUSE_BOOL };
	*at(snap, HOP_X86_SP0) = area + 0x3000;
	*at(snap, HOP_VALUE_TOP_OF_STACK) = TASK + 0x4000;
	*at(snap, HOP_VALUE_HARDIRQ_STACK) = irq + 0x3ff8;
	*at(snap, HOP_VALUE_IRQ_INUSE) = 0;
	*at(snap, HOP_VALUE_SP) = TASK + 0x3e28;
	*at(snap, HOP_VALUE_STACK) = TASK;
	*at(snap, HOP_VALUE_STACK_SIZE) = 0x4000;
	*at(snap, HOP_X86_IDT) = IDT;
	*at(snap, HOP_X86_IDT_LIMIT) = 0xfff;
	*at(snap, HOP_X86_LSTAR) = LSTAR;
	for (unsigned int i = 0; i < HOP_NR_IST; i++)
		*at(snap, HOP_X86_IST + i) =
			i < 6 ? area + 0xb000 + 0x3000 * i : 0;
	cpus[cpu].self = *snap;
	*at(&cpus[cpu].self, HOP_VALUE_STACK) = TASK2;
	*at(&cpus[cpu].self, HOP_VALUE_TOP_OF_STACK) = TASK2 + 0x4000;
}

int machine_set(void **state)
{
	(void)state;
	for (unsigned int cpu = 0; cpu < TEST_CPUS; cpu++)
		cpu_set(cpu);
	m = (struct hop_machine){
		.info.features = HOP_FEAT_GATES,
		.stacks = { stacks, NR(stacks) },
		.context = HOP_CONTEXT_TASK,
		.cpu = cpus,
		.nr_cpus = TEST_CPUS,
	};
	return 0;
}
