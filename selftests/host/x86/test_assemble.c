// SPDX-License-Identifier: GPL-2.0
/*
 * Paths from whole evidence: every way in and out that there is.
 */
#include "tape.h"

#define TIMER 0xec
#define ESPFIX 0xffffff7718011000

static void syscall_make(struct tape *t)
{
	tape_begin(t, 0, HOP_POINT_SYSCALL);
	tape_user(t, HOP_POINT_SYSCALL, 0, USER_RSP);
	tape_probe(t, HOP_PROBE_SYS_ENTER, TASK_TOP - 0x100, 110);
	tape_probe(t, HOP_PROBE_SYS_EXIT, TASK_TOP - 0x110, 110);
	tape_sysret(t);
}

static void by_syscall(void **state)
{
	struct tape t;

	(void)state;
	syscall_make(&t);
	tape_end(&t);
	tape_expect(&t, "user > task > entry > user", "probe,residue,residue",
		    HOP_RUN_OK);
	syscall_make(&t);
	tape_iret(&t);
	tape_end(&t);
	tape_expect(&t, "user > task > entry > user", "probe,residue,residue",
		    HOP_RUN_OK);
}

/* RDI is a file's number, but RSP is not that of the call that painted. */
static void by_small_rdi(void **state)
{
	struct tape t;

	(void)state;
	syscall_make(&t);
	t.run.back.arg = 4;
	t.run.paint_sp = USER_RSP + 0x100;
	tape_sysret(&t);
	tape_end(&t);
	tape_expect(&t, "user > task > entry > user", "probe,residue,residue",
		    HOP_RUN_OK);
}

/* Out by way of a stack of its own, whose address is left below the frame. */
static void by_ldt(void **state)
{
	const struct hop_stack espfix = { 0xffffff0000010000,
					  0xffffff0000020000, 0,
					  HOP_KIND_ESPFIX, HOP_STACK_MAPPED };
	struct tape t;

	(void)state;
	tape_begin(&t, 0x80, 0);
	tape_user(&t, HOP_POINT_TAP, 0x80, SP0 - 40);
	tape_probe(&t, HOP_PROBE_SYS_ENTER, TASK_TOP - 0x100, 20);
	tape_iret(&t);
	t.run.entry.words[0] = 7;
	t.run.entry.words[6] = 0xffffff00000187b8;
	t.run.tasks.nr = 2;
	t.run.tasks.stack =
		(struct hop_stack[]){ t.run.tasks.stack[0], espfix };
	tape_end(&t);
	tape_expect(&t, "user > entry > task > entry > espfix > user",
		    "hw,probe,residue,residue,residue", HOP_RUN_OK);
}

static void by_trap(void **state)
{
	struct tape t;

	(void)state;
	tape_begin(&t, 0x80, 0);
	tape_user(&t, HOP_POINT_TAP, 0x80, SP0 - 40);
	tape_probe(&t, HOP_PROBE_SYS_ENTER, TASK_TOP - 0x100, 20);
	tape_iret(&t);
	tape_end(&t);
	tape_expect(&t, "user > entry > task > entry > user",
		    "hw,probe,residue,residue", HOP_RUN_OK);
	assert_int_equal(t.a.own.frame_gap, 40);
}

/* With an error code, into a signal handler: RDI is its number. */
static void by_fault(void **state)
{
	struct tape t;

	(void)state;
	tape_begin(&t, 13, 0);
	t.run.back = (struct hop_back){ 0x401500, USER_RSP - 0x400, 11, true };
	tape_user(&t, HOP_POINT_TAP, 13, SP0 - 48);
	tape_probe(&t, HOP_PROBE_SIGNAL, TASK_TOP - 0x200, 11);
	tape_iret(&t);
	tape_end(&t);
	tape_expect(&t, "user > entry > task > entry > user",
		    "hw,probe,residue,residue", HOP_RUN_OK);
	assert_int_equal(t.a.own.frame_gap, 48);
}

/* SYSENTER finds RSP at the very top; neither leaves a mark on the way out. */
static void by_compat(void **state)
{
	struct tape t;

	(void)state;
	tape_begin(&t, 0, HOP_POINT_SYSENTER);
	t.run.back = (struct hop_back){ 0x10020, 0x20ff0, MARK, true };
	tape_user(&t, HOP_POINT_SYSENTER, 0, SP0);
	tape_probe(&t, HOP_PROBE_SYS_ENTER, TASK_TOP - 0x100, 64);
	t.run.entry.words[0] = 64;
	tape_end(&t);
	tape_expect(&t, "user > entry > task > user", "hw,probe,residue",
		    HOP_RUN_OK);
	tape_begin(&t, 0, HOP_POINT_SYSCALL32);
	t.run.back = (struct hop_back){ 0x10020, 0x20ff0, MARK, true };
	tape_user(&t, HOP_POINT_SYSCALL32, 0, 0x20ff0);
	tape_probe(&t, HOP_PROBE_SYS_ENTER, TASK_TOP - 0x100, 64);
	tape_end(&t);
	tape_expect(&t, "user > task > user", "probe,residue", HOP_RUN_OK);
}

static void by_ist(void **state)
{
	struct tape t;

	(void)state;
	tape_begin(&t, 2, 0);
	tape_user(&t, HOP_POINT_TAP, 2, NMI_TOP - 40);
	tape_probe(&t, HOP_PROBE_NMI, TASK_TOP - 0x180, 0);
	tape_iret(&t);
	tape_end(&t);
	tape_expect(&t, "user > ist-nmi > task > entry > user",
		    "hw,probe,residue,residue", HOP_RUN_OK);
}

static void from_kernel(void **state)
{
	struct tape t;

	(void)state;
	tape_begin(&t, 2, 0);
	t.run.from_user = false;
	tape_user(&t, HOP_POINT_SYSCALL, 0, USER_RSP);
	tape_kernel(&t, 2, NMI_TOP - 40, TASK_TOP - 0x308);
	tape_probe(&t, HOP_PROBE_NMI, NMI_TOP - 0x300, 0);
	tape_probe(&t, HOP_PROBE_SYS_EXIT, TASK_TOP - 0x110, 16);
	tape_end(&t);
	tape_expect(&t, "task > ist-nmi > task", "hw,probe", HOP_RUN_OK);

	tape_begin(&t, 14, 0);
	t.run.from_user = false;
	tape_user(&t, HOP_POINT_SYSCALL, 0, USER_RSP);
	tape_kernel(&t, 14, TASK_TOP - 0x310 - 48, TASK_TOP - 0x308);
	tape_probe(&t, HOP_PROBE_PAGE_FAULT_KERNEL, TASK_TOP - 0x400, 0);
	tape_end(&t);
	tape_expect(&t, "task", "", HOP_RUN_OK);
}

static void timer_make(struct tape *t)
{
	tape_begin(t, TIMER, 0);
	t->run.from_user = false;
	tape_user(t, HOP_POINT_SYSCALL, 0, USER_RSP);
	tape_kernel(t, TIMER, TASK_TOP - 0x310 - 40, TASK_TOP - 0x308);
	tape_probe(t, HOP_PROBE_VECTOR, IRQ_TOP - 0x60, TIMER);
}

/* Back from the IRQ stack: seen by a probe, or by the word at its top. */
static void interrupt(void **state)
{
	struct tape t;

	(void)state;
	timer_make(&t);
	tape_probe(&t, HOP_PROBE_SYS_EXIT, TASK_TOP - 0x110, 16);
	tape_link(&t, TASK_TOP - 0x400);
	tape_end(&t);
	tape_expect(&t, "task > irq > task", "probe,probe", HOP_RUN_OK);

	timer_make(&t);
	tape_link(&t, TASK_TOP - 0x400);
	tape_end(&t);
	tape_expect(&t, "task > irq > task", "probe,link", HOP_RUN_OK);

	timer_make(&t);
	tape_link(&t, IRQ_TOP + 0x400);
	tape_end(&t);
	tape_expect(&t, "task > irq > ?", "probe,?", HOP_RUN_INCOMPLETE);
}

static void softirq(void **state)
{
	struct tape t;

	(void)state;
	tape_begin(&t, 0, HOP_POINT_SYSCALL);
	tape_user(&t, HOP_POINT_SYSCALL, 0, USER_RSP);
	tape_probe(&t, HOP_PROBE_SYS_ENTER, TASK_TOP - 0x100, 44);
	tape_probe(&t, HOP_PROBE_SOFTIRQ, IRQ_TOP - 0x60, 3);
	tape_link(&t, TASK_TOP - 0x400);
	tape_sysret(&t);
	tape_end(&t);
	tape_expect(&t, "user > task > irq > task > entry > user",
		    "probe,probe,link,residue,residue", HOP_RUN_OK);
}

/* The partner's user mode is another one; a kernel thread has none. */
static void task_switch(void **state)
{
	struct tape t;

	(void)state;
	tape_begin(&t, 0, HOP_POINT_SYSCALL);
	tape_user(&t, HOP_POINT_SYSCALL, 0, USER_RSP);
	tape_probe(&t, HOP_PROBE_SYS_ENTER, TASK_TOP - 0x100, 24);
	tape_probe(&t, HOP_PROBE_SWITCH, TASK_TOP - 0x200, PID2);
	tape_probe(&t, HOP_PROBE_SYS_EXIT, TASK2_TOP - 0x110, 24);
	tape_sysret(&t);
	tape_end(&t);
	tape_expect(&t, "user > task > task2 > entry > user2",
		    "probe,probe,residue,residue", HOP_RUN_OK);

	tape_begin(&t, 0, HOP_POINT_SYSCALL);
	tape_user(&t, HOP_POINT_SYSCALL, 0, USER_RSP);
	tape_probe(&t, HOP_PROBE_SYS_ENTER, TASK_TOP - 0x100, 24);
	tape_probe(&t, HOP_PROBE_SWITCH, TASK_TOP - 0x200, KTHREAD);
	tape_probe(&t, HOP_PROBE_SWITCH, KTHREAD_TOP - 0x200, PID);
	tape_sysret(&t);
	tape_end(&t);
	tape_expect(&t, "user > task > task2 > task > entry > user",
		    "probe,probe,probe,residue,residue", HOP_RUN_OK);
}

/* An IRET that fails where nothing can be pushed, and ends as a signal. */
static void double_fault_make(struct tape *t)
{
	static struct hop_stack lists[2];
	uint64_t *words;

	tape_begin(t, 8, 0);
	words = t->run.entry.words;
	lists[0] = t->run.tasks.stack[0];
	lists[1] = (struct hop_stack){ ESPFIX, ESPFIX + 0x1000, 0,
				       HOP_KIND_ESPFIX, HOP_STACK_MAPPED };
	t->run.tasks = (struct hop_stacklist){ lists, 2 };
	t->run.from_user = false;
	tape_user(t, HOP_POINT_SYSCALL, 0, USER_RSP);
	tape_probe(t, HOP_PROBE_SYS_ENTER, TASK_TOP - 0x100, 15);
	tape_kernel(t, 8, DF_TOP - 48, ESPFIX + 0xb08);
	tape_probe(t, HOP_PROBE_SIGNAL, TASK_TOP - 0x400, 11);
	tape_iret(t);
	t->run.nr_pushed = hop_port.nr_marked;
	for (unsigned int i = 0; i < hop_port.nr_marked; i++) {
		t->run.pushed[i] = MARK + 3 * i;
		words[7 + i] = t->run.pushed[i];
	}
	t->run.entry.depth = 8 * (7 + hop_port.nr_marked);
}

static void by_double_fault(void **state)
{
	static const char lost[] = "espfix > ist-df > ? > task > ?";
	struct tape t;

	(void)state;
	double_fault_make(&t);
	tape_end(&t);
	tape_expect(&t, "espfix > ist-df > entry > task > entry > user",
		    "hw,residue,probe,residue,residue", HOP_RUN_OK);
	assert_int_equal(t.a.own.stop[2].sp, SP0 - 48);
	for (unsigned int i = 0; i < hop_port.nr_marked; i++) {
		double_fault_make(&t);
		t.run.entry.words[7 + i]++;
		tape_end(&t);
		tape_expect(&t, lost, "hw,?,probe,?", HOP_RUN_INCOMPLETE);
	}
	double_fault_make(&t);
	t.run.nr_pushed = 0;
	tape_end(&t);
	tape_expect(&t, lost, "hw,?,probe,?", HOP_RUN_INCOMPLETE);
	double_fault_make(&t);
	tape_user(&t, HOP_POINT_TAP, TIMER, SP0 - 40);
	tape_end(&t);
	assert_int_equal(t.a.own.verdict, HOP_RUN_DISTURBED);
}

static void gate_record(struct tape *t, unsigned int point, unsigned int vector,
			uint64_t sp, const struct hop_record *entry)
{
	struct hop_record *rec = tape_user(t, point, vector, sp);

	rec->flags = entry->flags;
	rec->x86.cs = entry->x86.cs;
	rec->x86.ss = entry->x86.ss;
	rec->frame_sp = entry->frame_sp;
}

static void own_gates(void **state)
{
	const struct hop_record *entry;
	struct tape t;

	(void)state;
	tape_begin(&t, 22, 0);
	entry = tape_user(&t, HOP_POINT_ENTRY, 22, SP0 - 40);
	gate_record(&t, HOP_POINT_HANDLER, 22, OWN_TOP - 224, entry);
	gate_record(&t, HOP_POINT_EXIT, 22, SP0 - 40, entry);
	tape_end(&t);
	tape_expect(&t, "user > entry > own > entry > user", "hw,tap,tap,tap",
		    HOP_RUN_OK);

	tape_begin(&t, 23, 0);
	t.run.from_user = false;
	tape_user(&t, HOP_POINT_SYSCALL, 0, USER_RSP);
	entry = tape_kernel(&t, 23, IST_TOP - 40, TASK_TOP - 0x308);
	t.rec[1].point = HOP_POINT_ENTRY;
	gate_record(&t, HOP_POINT_HANDLER, 23, IST_TOP - 224, entry);
	gate_record(&t, HOP_POINT_EXIT, 23, IST_TOP - 40, entry);
	tape_probe(&t, HOP_PROBE_SYS_EXIT, TASK_TOP - 0x110, 16);
	tape_end(&t);
	tape_expect(&t, "task > own-ist > task", "hw,probe", HOP_RUN_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_syscall),
		cmocka_unit_test(by_small_rdi),
		cmocka_unit_test(by_ldt),
		cmocka_unit_test(by_trap),
		cmocka_unit_test(by_fault),
		cmocka_unit_test(by_compat),
		cmocka_unit_test(by_ist),
		cmocka_unit_test(from_kernel),
		cmocka_unit_test(interrupt),
		cmocka_unit_test(softirq),
		cmocka_unit_test(task_switch),
		cmocka_unit_test(own_gates),
		cmocka_unit_test(by_double_fault),
	};

	return cmocka_run_group_tests_name("assemble", tests, NULL, NULL);
}
