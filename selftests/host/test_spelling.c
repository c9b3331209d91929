// SPDX-License-Identifier: GPL-2.0
/*
 * Suggestions for mistyped commands.
 */
#include "unit.h"

#include "lib/spelling.h"

static void distances(void **state)
{
	(void)state;
	assert_int_equal(hop_spelling_distance("", ""), 0);
	assert_int_equal(hop_spelling_distance("gate", "gate"), 0);
	assert_int_equal(hop_spelling_distance("", "gate"), 4);
	assert_int_equal(hop_spelling_distance("gate", ""), 4);
	assert_int_equal(hop_spelling_distance("gat", "gate"), 1);
	assert_int_equal(hop_spelling_distance("gates", "gate"), 1);
	assert_int_equal(hop_spelling_distance("gaze", "gate"), 1);
	assert_int_equal(hop_spelling_distance("kitten", "sitting"), 3);
}

static void too_long(void **state)
{
	char word[1000];

	(void)state;
	memset(word, 'x', sizeof(word));
	word[sizeof(word) - 1] = '\0';
	assert_int_equal(hop_spelling_distance(word, "gate"), SIZE_MAX);
	assert_int_equal(hop_spelling_distance("gate", word), SIZE_MAX);
	word[32] = '\0';
	assert_int_equal(hop_spelling_distance(word, "gate"), SIZE_MAX);
	word[31] = '\0';
	assert_int_equal(hop_spelling_distance(word, "gate"), 31);
}

static void nearest(void **state)
{
	static const char *const words[] = { "status", "gate", "watch" };

	(void)state;
	assert_string_equal(hop_spelling_nearest("statsu", words, 3), "status");
	assert_string_equal(hop_spelling_nearest("gat", words, 3), "gate");
	assert_string_equal(hop_spelling_nearest("wacth", words, 3), "watch");
	assert_null(hop_spelling_nearest("xyzzy", words, 3));
	assert_null(hop_spelling_nearest("", words, 3));
	assert_null(hop_spelling_nearest("gate", words, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(distances),
		cmocka_unit_test(too_long),
		cmocka_unit_test(nearest),
	};

	return cmocka_run_group_tests_name("edit", tests, NULL, NULL);
}
