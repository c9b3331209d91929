// SPDX-License-Identifier: GPL-2.0
/*
 * A way out that leaves no mark on the entry stack: told by its paint, and only
 * by paint that is whole.
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blank),
		cmocka_unit_test(no_paint),
	};

	return cmocka_run_group_tests_name("wayout", tests, NULL, NULL);
}
