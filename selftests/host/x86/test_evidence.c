// SPDX-License-Identifier: GPL-2.0
/*
 * Evidence that is missing, broken or not to be trusted: a `?`, or no path, but
 * never a path that was not seen.
 */
#include "tape.h"

static void syscall_make(struct tape *t)
{
	tape_begin(t, 0, HOP_POINT_SYSCALL);
	tape_user(t, HOP_POINT_SYSCALL, 0, USER_RSP);
	tape_probe(t, HOP_PROBE_SYS_ENTER, TASK_TOP - 0x100, 110);
	tape_probe(t, HOP_PROBE_SYS_EXIT, TASK_TOP - 0x110, 110);
	tape_sysret(t);
}

static void trap_make(struct tape *t)
{
	tape_begin(t, 0x80, 0);
	tape_user(t, HOP_POINT_TAP, 0x80, SP0 - 40);
	tape_probe(t, HOP_PROBE_SYS_ENTER, TASK_TOP - 0x100, 20);
	tape_iret(t);
}

static void timer_make(struct tape *t)
{
	tape_begin(t, 0xec, 0);
	t->run.from_user = false;
	tape_user(t, HOP_POINT_SYSCALL, 0, USER_RSP);
	tape_kernel(t, 0xec, TASK_TOP - 0x310 - 40, TASK_TOP - 0x308);
}

/* The change is made before the end, or after it, to the records. */
#define BEFORE(make, change)                            \
	do {                                            \
		print_message(#make ": " #change "\n"); \
		make(&t);                               \
		change;                                 \
		tape_end(&t);                           \
	} while (0)

#define AFTER(make, change)                             \
	do {                                            \
		print_message(#make ": " #change "\n"); \
		make(&t);                               \
		tape_end(&t);                           \
		change;                                 \
		hop_assemble(&t.run, &t.a);             \
	} while (0)

static void disturbed_expect(const struct tape *t)
{
	assert_int_equal(t->a.own.verdict, HOP_RUN_DISTURBED);
	assert_non_null(t->a.own.why);
	assert_int_equal(t->a.own.nr, 0);
}

static void bad_tapes(void **state)
{
	struct tape t;

	(void)state;
	AFTER(syscall_make, t.run.lost = 1);
	disturbed_expect(&t);
	AFTER(syscall_make, t.rec[0].pos++);
	disturbed_expect(&t);
	AFTER(syscall_make, t.rec[1].pos = UINT64_MAX);
	disturbed_expect(&t);
	AFTER(syscall_make, t.rec[0].cpu = 0);
	disturbed_expect(&t);
	AFTER(syscall_make, t.rec[0].point = 0);
	disturbed_expect(&t);
	AFTER(syscall_make, t.rec[0].point = 255);
	disturbed_expect(&t);
	AFTER(syscall_make, memset(&t.rec[0], 0, sizeof(t.rec[0])));
	disturbed_expect(&t);
	AFTER(syscall_make, memset(&t.rec[0], 0xff, sizeof(t.rec[0])));
	disturbed_expect(&t);
	AFTER(syscall_make, t.run.nr_tape--);
	disturbed_expect(&t);
	AFTER(syscall_make, t.run.nr_tape = 0);
	disturbed_expect(&t);
	AFTER(timer_make, t.rec[1].pos = t.rec[2].pos; t.rec[2].pos--);
	disturbed_expect(&t);
	AFTER(timer_make, t.rec[1].pos++);
	disturbed_expect(&t);
	AFTER(syscall_make, t.rec[1].point = HOP_POINT_TAP);
	disturbed_expect(&t);
	BEFORE(syscall_make, tape_user(&t, HOP_POINT_TAP, 0xec, SP0 - 40));
	disturbed_expect(&t);
}

static void bad_probes(void **state)
{
	struct tape t;

	(void)state;
	AFTER(syscall_make, t.probe[0].cpu = 0);
	disturbed_expect(&t);
	AFTER(syscall_make, t.probe[0].point = 0);
	disturbed_expect(&t);
	AFTER(syscall_make, t.probe[0].point = UINT32_MAX);
	disturbed_expect(&t);
	AFTER(syscall_make, t.probe[1].seq = 0);
	disturbed_expect(&t);
	AFTER(syscall_make, t.probe[0].pos = 0);
	disturbed_expect(&t);
	AFTER(syscall_make, t.probe[1].pos = UINT64_MAX);
	disturbed_expect(&t);
}

static void no_probes(void **state)
{
	struct tape t;

	(void)state;
	BEFORE(syscall_make, t.run.nr_probes = 0);
	tape_expect(&t, "user > ? > entry > user", "?,residue,residue",
		    HOP_RUN_INCOMPLETE);
	BEFORE(trap_make, t.run.nr_probes = 0);
	tape_expect(&t, "user > entry > ? > entry > user",
		    "hw,?,residue,residue", HOP_RUN_INCOMPLETE);
	BEFORE(timer_make, tape_link(&t, TASK_TOP - 0x400));
	tape_expect(&t, "task > ?", "?", HOP_RUN_INCOMPLETE);
	/* All of the IRQ stack is paint still: it ran where it was. */
	BEFORE(timer_make, t.run.irq.nr = 1);
	tape_expect(&t, "task", "", HOP_RUN_OK);
	BEFORE(timer_make, t.run.irq.nr = 0);
	tape_expect(&t, "task > ?", "?", HOP_RUN_DISTURBED);
}

/* Only before the entry: then nothing saw its handler. */
static void early_probe(void **state)
{
	struct tape t;

	(void)state;
	tape_begin(&t, 0, HOP_POINT_SYSCALL);
	tape_probe(&t, HOP_PROBE_SYS_EXIT, TASK_TOP - 0x100, 16);
	tape_user(&t, HOP_POINT_SYSCALL, 0, USER_RSP);
	tape_sysret(&t);
	tape_end(&t);
	tape_expect(&t, "user > ? > entry > user", "?,residue,residue",
		    HOP_RUN_INCOMPLETE);
}

static void bad_sp(void **state)
{
	struct tape t;

	(void)state;
	/* No stack; a stack without pages; one of another CPU. */
	BEFORE(syscall_make, t.probe[0].sp = 0xffff888000000000;
	       t.run.nr_probes = 1);
	tape_expect(&t, "user > ? > entry > user", "probe,residue,residue",
		    HOP_RUN_INCOMPLETE);
	BEFORE(syscall_make, t.probe[0].sp = TASK_TOP; t.run.nr_probes = 1);
	assert_int_equal(t.a.own.verdict, HOP_RUN_INCOMPLETE);
	BEFORE(trap_make, t.rec[0].sp = SP0 - 48);
	assert_int_equal(t.a.own.verdict, HOP_RUN_INCOMPLETE);
	BEFORE(trap_make, t.rec[0].sp = 0);
	assert_int_equal(t.a.own.verdict, HOP_RUN_INCOMPLETE);
	BEFORE(trap_make, t.rec[0].x86.cs = 0x10);
	assert_int_equal(t.a.own.verdict, HOP_RUN_INCOMPLETE);
	BEFORE(trap_make, t.rec[0].x86.ss = 0x18);
	assert_int_equal(t.a.own.verdict, HOP_RUN_INCOMPLETE);
	BEFORE(trap_make, t.rec[0].x86.rflags = 0);
	assert_int_equal(t.a.own.verdict, HOP_RUN_INCOMPLETE);
	BEFORE(trap_make, t.rec[0].frame_sp = SP0);
	assert_int_equal(t.a.own.verdict, HOP_RUN_INCOMPLETE);
}

static void words_fill(struct tape *t, uint64_t word)
{
	for (size_t i = 0; i < HOP_ENTRY_WORDS; i++)
		t->run.entry.words[i] = word;
}

/* Nothing that the entry stack may hold makes up a way out. */
static void bad_residue(void **state)
{
	static const char trap[] = "user > entry > task > ? > user";
	static const char seen[] = "hw,probe,?,?";
	struct tape t;

	(void)state;
	BEFORE(trap_make, words_fill(&t, HOP_PAINT); t.run.entry.depth = 0);
	tape_expect(&t, trap, seen, HOP_RUN_INCOMPLETE);
	BEFORE(trap_make, words_fill(&t, 0));
	tape_expect(&t, trap, seen, HOP_RUN_INCOMPLETE);
	BEFORE(trap_make, words_fill(&t, UINT64_MAX));
	tape_expect(&t, trap, seen, HOP_RUN_INCOMPLETE);
	BEFORE(trap_make, t.run.entry.words[5] = UINT64_MAX);
	tape_expect(&t, trap, seen, HOP_RUN_INCOMPLETE);
	BEFORE(trap_make, t.run.entry.words[3] = 0x10);
	tape_expect(&t, trap, seen, HOP_RUN_INCOMPLETE);
	BEFORE(trap_make, t.run.entry.words[4]++);
	tape_expect(&t, trap, seen, HOP_RUN_INCOMPLETE);
	BEFORE(trap_make, t.run.entry.nr = 0);
	tape_expect(&t, trap, seen, HOP_RUN_INCOMPLETE);
	BEFORE(trap_make, t.run.entry.nr = 5);
	tape_expect(&t, trap, seen, HOP_RUN_INCOMPLETE);
	BEFORE(trap_make, t.run.entry.nr = UINT32_MAX);
	tape_expect(&t, trap, seen, HOP_RUN_INCOMPLETE);
	BEFORE(trap_make, t.run.entry.words[0] = 0x0f);
	tape_expect(&t, "user > entry > task > entry > ? > user",
		    "hw,probe,residue,?,residue", HOP_RUN_INCOMPLETE);
}

/* The frame of the way in, untouched, looks much like that of the way out. */
static void way_in_only(void **state)
{
	struct tape t;

	(void)state;
	trap_make(&t);
	t.run.back = (struct hop_back){ USER_RIP, USER_RSP, 0, true };
	tape_iret(&t);
	tape_end(&t);
	tape_expect(&t, "user > entry > task > ? > user", "hw,probe,?,?",
		    HOP_RUN_INCOMPLETE);
}

/* RSP is the same, RDI is that of the call that painted. */
static void of_the_painter(void **state)
{
	static const char path[] = "user > task > ? > user";
	struct tape t;

	(void)state;
	BEFORE(syscall_make, t.run.entry.words[1] = 3);
	tape_expect(&t, path, "probe,?,?", HOP_RUN_INCOMPLETE);
	BEFORE(syscall_make, t.run.entry.words[1] = 3; t.run.back.arg = 3);
	tape_expect(&t, path, "probe,?,?", HOP_RUN_INCOMPLETE);
	BEFORE(syscall_make, t.run.back.known = false);
	tape_expect(&t, path, "probe,?,?", HOP_RUN_INCOMPLETE);
	BEFORE(syscall_make, t.run.stacks.nr = 0);
	tape_expect(&t, path, "probe,?,?", HOP_RUN_INCOMPLETE);
}

static void irq_contradicts(void **state)
{
	struct tape t;

	(void)state;
	BEFORE(syscall_make, tape_link(&t, TASK_TOP - 0x400));
	assert_int_equal(t.a.own.verdict, HOP_RUN_INCOMPLETE);
	BEFORE(timer_make,
	       tape_probe(&t, HOP_PROBE_VECTOR, IRQ_TOP - 0x60, 0xec));
	tape_expect(&t, "task > irq > ?", "probe,?", HOP_RUN_INCOMPLETE);
	BEFORE(timer_make, t.run.vector = 0xfb);
	tape_expect(&t, "", "", HOP_RUN_INCOMPLETE);
}

/* Whose softirq? And a value of CR3 in RSP is no stack. */
static void undecided(void **state)
{
	struct tape t;

	(void)state;
	tape_begin(&t, 0, HOP_POINT_SYSCALL);
	tape_user(&t, HOP_POINT_SYSCALL, 0, USER_RSP);
	tape_probe(&t, HOP_PROBE_SYS_ENTER, TASK_TOP - 0x100, 110);
	tape_kernel(&t, 0xec, TASK_TOP - 0x310 - 40, TASK_TOP - 0x308);
	tape_probe(&t, HOP_PROBE_VECTOR, IRQ_TOP - 0x60, 0xec);
	tape_probe(&t, HOP_PROBE_SOFTIRQ, IRQ_TOP - 0x60, 1);
	tape_probe(&t, HOP_PROBE_SYS_EXIT, TASK_TOP - 0x110, 110);
	tape_sysret(&t);
	tape_end(&t);
	assert_int_equal(t.a.own.verdict, HOP_RUN_DISTURBED);

	syscall_make(&t);
	tape_kernel(&t, 2, NMI_TOP - 40, 0x20c8080);
	tape_probe(&t, HOP_PROBE_NMI, NMI_TOP - 0x300, 0);
	tape_end(&t);
	tape_expect(&t, "user > task > entry > user", "probe,residue,residue",
		    HOP_RUN_OK);
	assert_int_equal(t.a.nr_nested, 0);
}

/* A fault on top of another stack, then a task: what came between is not seen. */
static void another_stack(void **state)
{
	struct tape t;

	(void)state;
	tape_begin(&t, 1, 0);
	t.run.from_user = false;
	tape_user(&t, HOP_POINT_SYSCALL, 0, USER_RSP);
	tape_kernel(&t, 1, DB_TOP - 40, IRQ_TOP - 0x308);
	tape_probe(&t, HOP_PROBE_SIGNAL, TASK_TOP - 0x400, 11);
	tape_end(&t);
	assert_int_equal(t.a.own.verdict, HOP_RUN_INCOMPLETE);
	assert_int_equal(t.a.own.stop[2].stack.kind, HOP_KIND_UNKNOWN);
}

/* More of everything than there is room for. */
static void too_many(void **state)
{
	struct tape t;

	(void)state;
	syscall_make(&t);
	for (int i = 0; i < 50; i++)
		tape_kernel(&t, 2, NMI_TOP - 40, NMI_TOP - 0x100 - i * 16);
	tape_end(&t);
	assert_int_equal(t.a.own.verdict, HOP_RUN_DISTURBED);
	syscall_make(&t);
	for (int i = 0; i < 40; i++) {
		tape_probe(&t, HOP_PROBE_SWITCH, TASK_TOP - 0x100, PID2);
		tape_probe(&t, HOP_PROBE_SWITCH, TASK2_TOP - 0x100, PID);
		i++;
	}
	tape_end(&t);
	assert_int_equal(t.a.own.verdict, HOP_RUN_INCOMPLETE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_tapes),
		cmocka_unit_test(bad_probes),
		cmocka_unit_test(no_probes),
		cmocka_unit_test(early_probe),
		cmocka_unit_test(bad_sp),
		cmocka_unit_test(bad_residue),
		cmocka_unit_test(way_in_only),
		cmocka_unit_test(of_the_painter),
		cmocka_unit_test(irq_contradicts),
		cmocka_unit_test(undecided),
		cmocka_unit_test(too_many),
		cmocka_unit_test(another_stack),
	};

	return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
