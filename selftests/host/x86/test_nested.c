// SPDX-License-Identifier: GPL-2.0
/*
 * Entries from kernel mode that come in the middle of a run, one in the other:
 * each has a path of its own, and ends where evidence says so.
 */
#include "tape.h"

#define TIMER 0xec
#define NMI 2

/* An interrupt in the system call has a path of its own. */
static void nested(void **state)
{
	struct tape t;

	(void)state;
	tape_begin(&t, 0, HOP_POINT_SYSCALL);
	tape_user(&t, HOP_POINT_SYSCALL, 0, USER_RSP);
	tape_probe(&t, HOP_PROBE_SYS_ENTER, TASK_TOP - 0x100, 110);
	tape_kernel(&t, TIMER, TASK_TOP - 0x310 - 40, TASK_TOP - 0x308);
	tape_probe(&t, HOP_PROBE_VECTOR, IRQ_TOP - 0x60, TIMER);
	/* An NMI on top of it. */
	tape_kernel(&t, 2, NMI_TOP - 40, IRQ_TOP - 0x88);
	tape_probe(&t, HOP_PROBE_NMI, NMI_TOP - 0x300, 0);
	tape_probe(&t, HOP_PROBE_SYS_EXIT, TASK_TOP - 0x110, 110);
	tape_link(&t, TASK_TOP - 0x400);
	tape_sysret(&t);
	tape_end(&t);
	tape_expect(&t, "user > task > entry > user", "probe,residue,residue",
		    HOP_RUN_OK);
	assert_int_equal(t.a.nr_nested, 2);
	path_expect(&t.a.nested[0], "task > irq > task", "probe,probe",
		    HOP_RUN_OK);
	path_expect(&t.a.nested[1], "irq > ist-nmi > ?", "hw,?",
		    HOP_RUN_INCOMPLETE);
}

/*
 * A softirq after the interrupt, interrupted itself: when the task's stack is
 * seen again both have ended, and only the first came from there.
 */
static void in_a_softirq(void **state)
{
	struct tape t;

	(void)state;
	tape_begin(&t, TIMER, 0);
	t.run.from_user = false;
	tape_user(&t, HOP_POINT_SYSCALL, 0, USER_RSP);
	tape_kernel(&t, TIMER, TASK_TOP - 0x310 - 40, TASK_TOP - 0x308);
	tape_probe(&t, HOP_PROBE_VECTOR, IRQ_TOP - 0x60, TIMER);
	tape_kernel(&t, TIMER, IRQ_TOP - 0x310 - 40, IRQ_TOP - 0x308);
	tape_probe(&t, HOP_PROBE_VECTOR, IRQ_TOP - 0x360, TIMER);
	tape_kernel(&t, NMI, NMI_TOP - 40, TASK_TOP - 0x288);
	tape_probe(&t, HOP_PROBE_NMI, NMI_TOP - 0x300, 0);
	tape_probe(&t, HOP_PROBE_SYS_EXIT, TASK_TOP - 0x110, 16);
	tape_link(&t, TASK_TOP - 0x400);
	tape_end(&t);
	tape_expect(&t, "task > irq > task", "probe,tap", HOP_RUN_OK);
	assert_int_equal(t.a.nr_nested, 2);
	path_expect(&t.a.nested[0], "irq", "", HOP_RUN_OK);
	path_expect(&t.a.nested[1], "task > ist-nmi > task", "hw,probe",
		    HOP_RUN_OK);
}

/* The word at the IRQ stack's top is that of the last switch to it. */
static void overwritten(void **state)
{
	struct tape t;

	(void)state;
	tape_begin(&t, 0, HOP_POINT_SYSCALL);
	tape_user(&t, HOP_POINT_SYSCALL, 0, USER_RSP);
	tape_probe(&t, HOP_PROBE_SYS_ENTER, TASK_TOP - 0x100, 110);
	tape_kernel(&t, TIMER, TASK_TOP - 0x310 - 40, TASK_TOP - 0x308);
	tape_probe(&t, HOP_PROBE_VECTOR, IRQ_TOP - 0x60, TIMER);
	tape_link(&t, TASK_TOP - 0x200);
	tape_sysret(&t);
	tape_end(&t);
	assert_int_equal(t.a.nr_nested, 0);
	t.run.irq.nr = 0;
	hop_assemble(&t.run, &t.a);
	assert_int_equal(t.a.nr_nested, 0);
	tape_expect(&t, "user > task > entry > user", "probe,residue,residue",
		    HOP_RUN_OK);

	tape_begin(&t, TIMER, 0);
	t.run.from_user = false;
	tape_user(&t, HOP_POINT_SYSCALL, 0, USER_RSP);
	tape_kernel(&t, TIMER, TASK_TOP - 0x310 - 40, TASK_TOP - 0x308);
	tape_probe(&t, HOP_PROBE_VECTOR, IRQ_TOP - 0x60, TIMER);
	tape_link(&t, TASK2_TOP - 0x400);
	tape_end(&t);
	tape_expect(&t, "task > irq", "probe", HOP_RUN_DISTURBED);
}

/*
 * A softirq that was put off (fpregs_lock()) runs before any probe has seen the
 * task's stack: only the word at the IRQ stack's top leads there.
 */
static void softirq_first(void **state)
{
	struct tape t;

	(void)state;
	tape_begin(&t, 16, 0);
	tape_user(&t, HOP_POINT_TAP, 16, SP0 - 40);
	tape_probe(&t, HOP_PROBE_SOFTIRQ, IRQ_TOP - 0x60, 1);
	tape_link(&t, TASK_TOP - 0x400);
	tape_probe(&t, HOP_PROBE_SIGNAL, TASK_TOP - 0x200, 8);
	tape_iret(&t);
	tape_end(&t);
	tape_expect(&t, "user > entry > task > irq > task > entry > user",
		    "hw,link,probe,probe,residue,residue", HOP_RUN_OK);

	tape_begin(&t, 16, 0);
	tape_user(&t, HOP_POINT_TAP, 16, SP0 - 40);
	tape_probe(&t, HOP_PROBE_SOFTIRQ, IRQ_TOP - 0x60, 1);
	tape_link(&t, IRQ_TOP + 0x400);
	tape_probe(&t, HOP_PROBE_SIGNAL, TASK_TOP - 0x200, 8);
	tape_iret(&t);
	tape_end(&t);
	tape_expect(&t, "user > entry > ? > irq > task > entry > user",
		    "hw,?,probe,probe,residue,residue", HOP_RUN_INCOMPLETE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nested),
		cmocka_unit_test(in_a_softirq),
		cmocka_unit_test(overwritten),
		cmocka_unit_test(softirq_first),
	};

	return cmocka_run_group_tests_name("nested", tests, NULL, NULL);
}
