// SPDX-License-Identifier: GPL-2.0
/*
 * A way out that leaves no mark on the entry stack: told by its paint, and only
 * by paint that is whole. One that begins on the IRQ stack: told by its link.
 */
#include "tape.h"

/* As left by the call that painted; user mode goes on with another RSP. */
static void syscall32_make(struct tape *t)
{
	tape_begin(t, 0, HOP_POINT_SYSCALL32);
	t->run.back = (struct hop_back){ 0x10020, 0x20ff0, MARK, true };
	tape_user(t, HOP_POINT_SYSCALL32, 0, 0x20ff0);
	tape_probe(t, HOP_PROBE_SYS_ENTER, TASK_TOP - 0x100, 64);
}

static void blank(void **state)
{
	struct tape t;

	(void)state;
	syscall32_make(&t);
	tape_end(&t);
	tape_expect(&t, "user > task > user", "probe,residue", HOP_RUN_OK);
}

/* Words below the deepest one, or a depth that cannot be. */
static void no_paint(void **state)
{
	static const struct {
		unsigned int word, depth;
	} cases[] = {
		{ 9, 24 },
		{ HOP_ENTRY_WORDS - 1, 24 },
		{ 0, 8 * HOP_ENTRY_WORDS },
		{ 0, 32 },
		{ 0, 25 },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		struct tape t;

		syscall32_make(&t);
		t.run.entry.words[cases[i].word] = 1;
		t.run.entry.depth = cases[i].depth;
		tape_end(&t);
		tape_expect(&t, "user > task > ? > user", "probe,?,?",
			    HOP_RUN_INCOMPLETE);
		assert_string_equal(
			t.a.own.why,
			"the entry stack does not show the way out");
	}
}

/* Nothing is said of a word that was read too late; a wrong one is wrong. */
static void off_the_irq_stack(void **state)
{
	static const struct {
		unsigned int nr;
		uint64_t word;
		const char *path, *evidence;
		enum hop_verdict verdict;
	} cases[] = {
		{ 1, TASK_TOP - 0x200,
		  "user > task > irq > task > entry > user",
		  "probe,probe,link,residue,residue", HOP_RUN_OK },
		{ 1, TASK2_TOP - 0x200, "user > task > irq > ? > entry > user",
		  "probe,probe,?,residue,residue", HOP_RUN_INCOMPLETE },
		{ 0, TASK_TOP - 0x200, "user > task > irq > ? > entry > user",
		  "probe,probe,?,residue,residue", HOP_RUN_DISTURBED },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		struct tape t;

		tape_begin(&t, 0, HOP_POINT_SYSCALL);
		tape_user(&t, HOP_POINT_SYSCALL, 0, USER_RSP);
		tape_probe(&t, HOP_PROBE_SYS_ENTER, TASK_TOP - 0x100, 20);
		tape_probe(&t, HOP_PROBE_SOFTIRQ, IRQ_TOP - 0x100, 3);
		tape_link(&t, cases[i].word);
		t.run.irq.nr = cases[i].nr;
		tape_sysret(&t);
		tape_end(&t);
		tape_expect(&t, cases[i].path, cases[i].evidence,
			    cases[i].verdict);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blank),
		cmocka_unit_test(no_paint),
		cmocka_unit_test(off_the_irq_stack),
	};

	return cmocka_run_group_tests_name("exit_path", tests, NULL, NULL);
}
