// SPDX-License-Identifier: GPL-2.0
/*
 * A healthy machine passes every check; each value spoilt fails its own.
 */
#include "unit.h"

#include "machine.h"
#include "status/checks.h"

#define NR_CHECKS 17

static struct hop_checks result;

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
		assert_null(strchr(c->got, '\033'));
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
		*at(snap, HOP_X86_SP0) = i ? *at(snap, HOP_X86_SP0) - 8 :
					     *at(&cpus[0].snap, HOP_X86_SP0);
		*at(&cpus[1].self, HOP_X86_SP0) = *at(snap, HOP_X86_SP0);
		expect_failure("sp0");
	}
	*at(snap, HOP_VALUE_HARDIRQ_STACK) += 8;
	expect_failure(NULL);
	for (unsigned int i = 0; i < 2; i++) {
		*at(snap, HOP_VALUE_HARDIRQ_STACK) =
			i * (*at(snap, HOP_VALUE_HARDIRQ_STACK) - 8);
		expect_failure("irq stack pointer");
	}
	for (unsigned int i = 0; i < 2; i++) {
		*at(snap, HOP_X86_IDT) += 0x1000 * i;
		*at(snap, HOP_X86_IDT_LIMIT) = i ? 0xfff : 0x7ff;
		expect_failure("idt shared");
	}
	*at(snap, HOP_X86_LSTAR) += 1;
	expect_failure("lstar shared");
	for (unsigned int i = 0; i < HOP_NR_IST; i++) {
		*at(snap, HOP_X86_IST + i) += 8;
		expect_failure(ist[i]);
	}
}

/* Takes the value out of the snapshot; others move up. */
static void drop(struct hop_snapshot *snap, __u32 id)
{
	__u32 to = 0;

	for (__u32 i = 0; i < snap->nr; i++)
		if (snap->value[i].id != id)
			snap->value[to++] = snap->value[i];
	assert_int_equal(to, snap->nr - 1);
	snap->nr = to;
}

/* 0 would be right for some: a slot that is free, an IRQ stack not in use. */
static void value_not_read(void **state)
{
	static const struct {
		__u32 id;
		const char *check;
		const char *got;
	} cases[] = {
		{ HOP_X86_IST + 6, "ist 6", "no ist in the snapshot" },
		{ HOP_VALUE_IRQ_INUSE, "irq in use",
		  "no irq_inuse in the snapshot" },
		{ HOP_X86_IDT_LIMIT, "idt shared",
		  "no idt_limit in the snapshot" },
		{ HOP_X86_LSTAR, "lstar shared", "no lstar in the snapshot" },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		drop(&cpus[1].snap, cases[i].id);
		hop_checks_run(&m, &result);
		for (size_t j = 0; j < result.nr; j++)
			if (!result.check[j].ok)
				assert_string_equal(result.check[j].got,
						    cases[i].got);
		hop_checks_free(&result);
		expect_failure(cases[i].check);
	}
}

/* Up to 16 bytes below the end are left free by newer kernels; no more. */
static void top_of_stack(void **state)
{
	const __u64 bad[] = { TASK + 0x4000 - 17, TASK + 0x4001, 0, ~0ULL };

	(void)state;
	*at(&cpus[1].snap, HOP_VALUE_TOP_OF_STACK) -= 16;
	expect_failure(NULL);
	for (size_t i = 0; i < NR(bad); i++) {
		*at(&cpus[1].snap, HOP_VALUE_TOP_OF_STACK) = bad[i];
		expect_failure("top of stack");
	}
}

/* The second task's values, and the first's where they must differ. */
static void task_switch(void **state)
{
	struct hop_snapshot *self = &cpus[1].self;

	(void)state;
	*at(self, HOP_X86_SP0) -= 8;
	expect_failure("task switch");
	for (unsigned int off = 0; off <= 17; off += 17) {
		*at(self, HOP_VALUE_TOP_OF_STACK) =
			*at(&cpus[1].snap, HOP_VALUE_TOP_OF_STACK) - off;
		expect_failure("task switch");
	}
	self->cpu = 0;
	expect_failure("task switch");
	*at(self, HOP_VALUE_STACK) = 0;
	expect_failure("task switch");
	cpus[1].visited = false;
	*at(self, HOP_X86_SP0) = 0;
	expect_failure(NULL);
}

static void in_use_bool(void **state)
{
	struct hop_snapshot *snap = &cpus[1].snap;

	(void)state;
	for (int bad = -1; bad <= 1; bad += 2) {
		*at(snap, HOP_VALUE_IRQ_INUSE) = bad;
		expect_failure("irq in use");
	}
	for (int busy = 0; busy < 2; busy++) {
		context_set(HOP_CONTEXT_IRQ, HOP_SNAP_HARDIRQ);
		*at(snap, HOP_VALUE_SP) =
			*at(snap, HOP_VALUE_HARDIRQ_STACK) - 0x100;
		*at(snap, HOP_VALUE_IRQ_INUSE) = busy;
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
		*at(snap, HOP_VALUE_IRQ_INUSE) = idle;
		expect_failure(idle ? NULL : "irq in use");
	}
	snap->flags = 0;
	context_set(HOP_CONTEXT_IRQ, HOP_SNAP_HARDIRQ);
	*at(snap, HOP_VALUE_IRQ_INUSE) = 0;
	*at(snap, HOP_VALUE_SP) = *at(snap, HOP_VALUE_HARDIRQ_STACK) - 0x100;
	expect_failure(NULL);
}

static void rsp_elsewhere(void **state)
{
	struct hop_snapshot *snap = &cpus[1].snap;
	const __u64 bad[] = { *at(snap, HOP_VALUE_STACK) +
				      *at(snap, HOP_VALUE_STACK_SIZE),
			      *at(snap, HOP_VALUE_STACK) - 1, 0 };

	(void)state;
	for (size_t i = 0; i < NR(bad); i++) {
		*at(snap, HOP_VALUE_SP) = bad[i];
		expect_failure("rsp");
	}
	context_set(HOP_CONTEXT_IRQ, HOP_SNAP_HARDIRQ);
	*at(snap, HOP_VALUE_SP) =
		*at(&cpus[0].snap, HOP_VALUE_HARDIRQ_STACK) - 0x100;
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
		/* A task may have any name. */
		memcpy(cpus[1].snap.comm, "a\033[2J", sizeof("a\033[2J"));
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
		*at(&cpus[1].snap, HOP_VALUE_SP) =
			*at(&cpus[1].snap, HOP_VALUE_HARDIRQ_STACK) - 0x100;
		*at(&cpus[1].snap, HOP_VALUE_IRQ_INUSE) = 1;
		expect_failure(rt ? "rsp" : NULL);
	}
}

static void no_gates(void **state)
{
	(void)state;
	for (unsigned int both = 0; both < 2; both++) {
		m.info.features = 0;
		*at(&cpus[0].snap, HOP_X86_IST + 5) = 0;
		*at(&cpus[1].snap, HOP_X86_IST + 5) *= !both;
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
	for (__u32 i = 0; i < cpus[0].snap.nr; i++) {
		cpus[0].snap.value[i].value = 0;
		cpus[1].snap.value[i].value = ~0ULL;
	}
	assert_true(hop_checks_run(&m, &result) > NR_CHECKS);
	hop_checks_free(&result);
}

/* Nor does one that has no values, or says that it has more than fit. */
static void no_values(void **state)
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
		cmocka_unit_test_setup(value_not_read, machine_set),
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
		cmocka_unit_test_setup(no_values, machine_set),
	};

	return cmocka_run_group_tests_name("checks", tests, NULL, NULL);
}
