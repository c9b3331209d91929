// SPDX-License-Identifier: GPL-2.0
/*
 * A healthy machine passes every check; each value spoilt fails its own.
 */
#include "unit.h"

#include "status/checks.h"

#define TEST_CPUS 2
#define NR_CHECKS 17
#define STACKS_PER_CPU 9
#define TASK 0xff5135ce00090000
#define TASK2 0xff5135ce00190000
#define IDT 0xfffffe0000000000
#define LSTAR 0xffffffff82a00080

static struct hop_stack stacks[TEST_CPUS * STACKS_PER_CPU];
static struct hop_cpu cpus[TEST_CPUS];
static struct hop_machine m;
static struct hop_checks result;

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
	*snap = (struct hop_snapshot){
		.cpu = cpu,
		.flags = HOP_SNAP_INUSE_BOOL,
		.sp0 = area + 0x3000,
		.top_of_stack = TASK + 0x4000,
		.hardirq_stack = irq + 0x3ff8,
		.rsp = TASK + 0x3e28,
		.task = 0xff33440241244200,
		.stack = TASK,
		.stack_size = 0x4000,
		.tss = area + 0x3000,
		.idt = IDT,
		.lstar = LSTAR,
		.idt_limit = 0xfff,
	};
	cpus[cpu].self = *snap;
	cpus[cpu].self.stack = TASK2;
	cpus[cpu].self.top_of_stack = TASK2 + 0x4000;
	for (unsigned int i = 0; i < 6; i++)
		snap->ist[i] = area + 0xb000 + 0x3000 * i;
}

static int machine_set(void **state)
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

/* Runs the checks; the only one that fails must be @name, of CPU 1. */
static void expect_failure(const char *name)
{
	size_t failed = hop_checks_run(&m, &result);

	for (size_t i = 0; i < result.nr; i++) {
		const struct hop_check *c = &result.check[i];

		if (c->ok)
			continue;
		print_message("%s CPU %u: got %s, expected %s\n", c->name,
			      c->cpu, c->got, c->expected);
		assert_string_equal(c->name, name ? name : "none");
		assert_int_equal(c->cpu, 1);
		assert_true(c->got[0] && c->expected[0]);
	}
	assert_int_equal(failed, name ? 1 : 0);
	hop_checks_free(&result);
	machine_set(NULL);
}

/* All CPUs were looked at from there, and their preempt counts say so. */
static void context_set(unsigned int context, unsigned int flag)
{
	m.context = context;
	for (unsigned int cpu = 0; cpu < TEST_CPUS; cpu++)
		cpus[cpu].snap.flags |= flag;
}

static void healthy(void **state)
{
	(void)state;
	hop_checks_run(&m, &result);
	assert_int_equal(result.nr, NR_CHECKS * TEST_CPUS);
	assert_string_equal(result.check[0].name, "sp0");
	assert_string_equal(result.check[0].got, "fffffe0000003000");
	assert_string_equal(result.check[0].expected,
			    "fffffe0000003000, entry's top");
	hop_checks_free(&result);
	expect_failure(NULL);
}

static void one_bad_value(void **state)
{
	struct hop_snapshot *snap = &cpus[1].snap;
	static const char *const ist[HOP_NR_IST] = {
		"ist 0 df", "ist 1 nmi",     "ist 2 db", "ist 3 mce",
		"ist 4 vc", "ist 5 own-ist", "ist 6",
	};

	(void)state;
	for (unsigned int i = 0; i < 2; i++) {
		snap->sp0 = i ? snap->sp0 - 8 : cpus[0].snap.sp0;
		cpus[1].self.sp0 = snap->sp0;
		expect_failure("sp0");
	}
	snap->hardirq_stack += 8;
	expect_failure(NULL);
	for (unsigned int i = 0; i < 2; i++) {
		snap->hardirq_stack = i * (snap->hardirq_stack - 8);
		expect_failure("irq stack pointer");
	}
	for (unsigned int i = 0; i < 2; i++) {
		snap->idt += 0x1000 * i;
		snap->idt_limit = i ? 0xfff : 0x7ff;
		expect_failure("idt shared");
	}
	snap->lstar += 1;
	expect_failure("lstar shared");
	for (unsigned int i = 0; i < HOP_NR_IST; i++) {
		snap->ist[i] += 8;
		expect_failure(ist[i]);
	}
}

/* Up to 16 bytes below the end are left free by newer kernels; no more. */
static void top_of_stack(void **state)
{
	const __u64 bad[] = { TASK + 0x4000 - 17, TASK + 0x4001, 0, ~0ULL };

	(void)state;
	cpus[1].snap.top_of_stack -= 16;
	expect_failure(NULL);
	for (size_t i = 0; i < NR(bad); i++) {
		cpus[1].snap.top_of_stack = bad[i];
		expect_failure("top of stack");
	}
}

/* The second task's values, and the first's where they must differ. */
static void task_switch(void **state)
{
	struct hop_snapshot *self = &cpus[1].self;

	(void)state;
	self->sp0 -= 8;
	expect_failure("task switch");
	for (unsigned int off = 0; off <= 17; off += 17) {
		self->top_of_stack = cpus[1].snap.top_of_stack - off;
		expect_failure("task switch");
	}
	self->cpu = 0;
	expect_failure("task switch");
	self->stack = 0;
	expect_failure("task switch");
	cpus[1].visited = false;
	self->sp0 = 0;
	expect_failure(NULL);
}

static void in_use_bool(void **state)
{
	struct hop_snapshot *snap = &cpus[1].snap;

	(void)state;
	for (int bad = -1; bad <= 1; bad += 2) {
		snap->irq_inuse = bad;
		expect_failure("irq in use");
	}
	for (int busy = 0; busy < 2; busy++) {
		context_set(HOP_CONTEXT_IRQ, HOP_SNAP_HARDIRQ);
		snap->rsp = snap->hardirq_stack - 0x100;
		snap->irq_inuse = busy;
		expect_failure(busy ? NULL : "irq in use");
	}
}

/* Up to 5.11: a count, -1 at rest. */
static void in_use_count(void **state)
{
	struct hop_snapshot *snap = &cpus[1].snap;

	(void)state;
	for (int idle = 0; idle >= -1; idle--) {
		snap->flags = 0;
		snap->irq_inuse = idle;
		expect_failure(idle ? NULL : "irq in use");
	}
	snap->flags = 0;
	context_set(HOP_CONTEXT_IRQ, HOP_SNAP_HARDIRQ);
	snap->irq_inuse = 0;
	snap->rsp = snap->hardirq_stack - 0x100;
	expect_failure(NULL);
}

static void rsp_elsewhere(void **state)
{
	struct hop_snapshot *snap = &cpus[1].snap;
	const __u64 bad[] = { snap->stack + snap->stack_size, snap->stack - 1,
			      0 };

	(void)state;
	for (size_t i = 0; i < NR(bad); i++) {
		snap->rsp = bad[i];
		expect_failure("rsp");
	}
	context_set(HOP_CONTEXT_IRQ, HOP_SNAP_HARDIRQ);
	snap->rsp = cpus[0].snap.hardirq_stack - 0x100;
	expect_failure("rsp");
	context_set(HOP_CONTEXT_IRQ, HOP_SNAP_HARDIRQ);
	expect_failure(NULL);
}

/* What was asked for, what all CPUs say, what CPU 1 says instead. */
static void context(void **state)
{
	static const unsigned int bad[][3] = {
		{ HOP_CONTEXT_TASK, 0, HOP_SNAP_HARDIRQ },
		{ HOP_CONTEXT_IRQ, HOP_SNAP_HARDIRQ, 0 },
		{ HOP_CONTEXT_SOFTIRQ, HOP_SNAP_SOFTIRQ, 0 },
		{ HOP_CONTEXT_SOFTIRQ, HOP_SNAP_SOFTIRQ, HOP_SNAP_HARDIRQ },
	};

	(void)state;
	for (size_t i = 0; i < NR(bad); i++) {
		context_set(bad[i][0], bad[i][1]);
		cpus[1].snap.flags = HOP_SNAP_INUSE_BOOL | bad[i][2];
		expect_failure("context");
	}
}

/* With PREEMPT_RT no softirq is on the IRQ stack; without, it may be. */
static void softirq_stack(void **state)
{
	(void)state;
	for (unsigned int rt = 0; rt < 2; rt++) {
		context_set(HOP_CONTEXT_SOFTIRQ, HOP_SNAP_SOFTIRQ);
		m.info.features |= rt ? HOP_FEAT_RT : 0;
		cpus[1].snap.rsp = cpus[1].snap.hardirq_stack - 0x100;
		cpus[1].snap.irq_inuse = 1;
		expect_failure(rt ? "rsp" : NULL);
	}
}

static void no_gates(void **state)
{
	(void)state;
	for (unsigned int both = 0; both < 2; both++) {
		m.info.features = 0;
		cpus[0].snap.ist[5] = 0;
		cpus[1].snap.ist[5] *= !both;
		expect_failure(both ? NULL : "ist 5 own-ist");
	}
}

static void stacks_overlap(void **state)
{
	(void)state;
	stacks[STACKS_PER_CPU + 7].base = stacks[STACKS_PER_CPU + 2].base;
	expect_failure("stacks apart");
}

static void offline(void **state)
{
	(void)state;
	for (unsigned int cpu = 0; cpu < TEST_CPUS; cpu++) {
		cpus[cpu].online = false;
		assert_int_equal(hop_checks_run(&m, &result), 0);
		assert_int_equal(result.nr, NR_CHECKS * (TEST_CPUS - 1 - cpu));
		hop_checks_free(&result);
	}
}

/* Without a list nothing that needs it can be right, and nothing crashes. */
static void no_stacks(void **state)
{
	(void)state;
	m.stacks.nr = 0;
	assert_int_equal(hop_checks_run(&m, &result), TEST_CPUS * 8);
	hop_checks_free(&result);
}

static void all_zero(void **state)
{
	(void)state;
	memset(&cpus[0].snap, 0, sizeof(cpus[0].snap));
	memset(&cpus[1].snap, 0xff, sizeof(cpus[1].snap));
	cpus[1].snap.cpu = 1;
	assert_true(hop_checks_run(&m, &result) > NR_CHECKS);
	hop_checks_free(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(healthy, machine_set),
		cmocka_unit_test_setup(one_bad_value, machine_set),
		cmocka_unit_test_setup(task_switch, machine_set),
		cmocka_unit_test_setup(top_of_stack, machine_set),
		cmocka_unit_test_setup(in_use_bool, machine_set),
		cmocka_unit_test_setup(in_use_count, machine_set),
		cmocka_unit_test_setup(rsp_elsewhere, machine_set),
		cmocka_unit_test_setup(context, machine_set),
		cmocka_unit_test_setup(softirq_stack, machine_set),
		cmocka_unit_test_setup(no_gates, machine_set),
		cmocka_unit_test_setup(stacks_overlap, machine_set),
		cmocka_unit_test_setup(offline, machine_set),
		cmocka_unit_test_setup(no_stacks, machine_set),
		cmocka_unit_test_setup(all_zero, machine_set),
	};

	return cmocka_run_group_tests_name("checks", tests, NULL, NULL);
}
