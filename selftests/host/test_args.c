// SPDX-License-Identifier: GPL-2.0
/*
 * Numbers, times, lists of CPUs and choices as people mistype them.
 */
#include "unit.h"

#include <argp.h>

#include "lib/args.h"

static void numbers(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		unsigned long value;
	} cases[] = {
		{ "1", true, 1 },
		{ "100", true, 100 },
		{ "0x10", true, 16 },
		{ "007", true, 7 },
		{ "0", false, 0 },
		{ "101", false, 0 },
		{ "", false, 0 },
		{ "-1", false, 0 },
		{ "+1", false, 0 },
		{ " 1", false, 0 },
		{ "1 ", false, 0 },
		{ "1k", false, 0 },
		{ "0x", false, 0 },
		{ "ten", false, 0 },
		{ "18446744073709551617", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		unsigned long value = 0;

		print_message("number `%s'\n", cases[i].text);
		assert_int_equal(hop_args_number(cases[i].text, 1, 100, &value),
				 cases[i].ok);
		assert_int_equal(value, cases[i].value);
	}
}

static void seconds(void **state)
{
	static const struct {
		const char *text;
		unsigned long milliseconds;
	} cases[] = {
		{ "1", 1000 },
		{ "0.5", 500 },
		{ ".25", 250 },
		{ "1e3", 1000000 },
		{ "1000000", 1000000000 },
		{ "0", 0 },
		{ "0.0001", 0 },
		{ "-1", 0 },
		{ "", 0 },
		{ "1000001", 0 },
		{ "inf", 0 },
		{ "nan", 0 },
		{ "1s", 0 },
		{ " 1", 0 },
		{ ".", 0 },
		{ "1e999", 0 },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		print_message("seconds `%s'\n", cases[i].text);
		assert_int_equal(hop_args_seconds(cases[i].text),
				 cases[i].milliseconds);
	}
}

static void cpulists_good(void **state)
{
	static const struct {
		const char *text;
		size_t nr;
		unsigned int first, last;
	} cases[] = {
		{ "0\n", 1, 0, 0 },
		{ "0-3", 4, 0, 3 },
		{ "0,2-3,8\n", 4, 0, 8 },
		{ "5-5", 1, 5, 5 },
		{ "0-65535", 65536, 0, 65535 },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		unsigned int *ids = NULL;

		print_message("list `%s'\n", cases[i].text);
		assert_int_equal(hop_args_cpulist(cases[i].text, &ids),
				 cases[i].nr);
		assert_int_equal(ids[0], cases[i].first);
		assert_int_equal(ids[cases[i].nr - 1], cases[i].last);
		free(ids);
	}
}

static void cpulists_bad(void **state)
{
	static const char *const cases[] = {
		"",    "\n",   "a",	"1-",  "-1",
		"3-1", "1,,2", "1,",	"1 2", "0-65536",
		"2,1", "1,1",  "0-2,1", "1x",  "0-99999999999999999999",
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		unsigned int *ids = NULL;

		print_message("list `%s'\n", cases[i]);
		assert_int_equal(hop_args_cpulist(cases[i], &ids), 0);
		assert_null(ids);
	}
}

static void cpulist_texts(void **state)
{
	static const unsigned int ids[] = { 0, 1, 2, 5, 7, 8 };
	char text[16];

	(void)state;
	assert_string_equal(hop_args_cpulist_text(ids, 6, text, sizeof(text)),
			    "0-2,5,7-8");
	assert_string_equal(hop_args_cpulist_text(ids, 0, text, sizeof(text)),
			    "");
	assert_string_equal(
		hop_args_cpulist_text(ids + 3, 1, text, sizeof(text)), "5");
}

/* However small the room, the text ends inside it and says that it is cut. */
static void cpulist_text_cut(void **state)
{
	unsigned int ids[64];
	char text[16];

	(void)state;
	for (unsigned int i = 0; i < NR(ids); i++)
		ids[i] = 2 * i;
	hop_args_cpulist_text(ids, NR(ids), text, sizeof(text));
	assert_true(strlen(text) < sizeof(text));
	assert_non_null(strstr(text, "..."));
	assert_memory_equal(text, "0,2,4", 5);
}

static void choices(void **state)
{
	static const char *const names[] = { "own", "own-ist", NULL };

	(void)state;
	assert_int_equal(hop_args_choice("own", names), 0);
	assert_int_equal(hop_args_choice("own-ist", names), 1);
	assert_int_equal(hop_args_choice("own-", names), -1);
	assert_int_equal(hop_args_choice("", names), -1);
}

static error_t option_take(int key, char *arg, struct argp_state *state)
{
	unsigned long *got = state->input;

	if (key == 'n')
		got[0] = hop_args_option(state, key, arg, 3, 9);
	else if (key == 'c')
		got[1] = hop_args_cpu(state, key, arg);
	else
		return ARGP_ERR_UNKNOWN;
	return 0;
}

/* With ARGP_NO_ERRS a bad number comes back as the least there is. */
static void options(void **state)
{
	static const struct argp_option table[] = {
		{ "number", 'n', "N", 0, "", 0 },
		{ "cpu", 'c', "CPU", 0, "", 0 },
		{ 0 },
	};
	const struct argp argp = { .options = table, .parser = option_take };
	static const struct {
		char *n, *cpu;
		unsigned long number, id;
	} cases[] = {
		{ "9", "0", 9, 0 },	 { "3", "65535", 3, 65535 },
		{ "10", "65536", 3, 0 }, { "2", "-1", 3, 0 },
		{ "x", "", 3, 0 },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		unsigned long got[2] = { 77, 77 };

		argp_parse(&argp, 5,
			   (char *[]){ "test", "-n", cases[i].n, "-c",
				       cases[i].cpu, NULL },
			   ARGP_NO_EXIT | ARGP_NO_ERRS, NULL, got);
		assert_int_equal(got[0], cases[i].number);
		assert_int_equal(got[1], cases[i].id);
	}
}

static void list_write(FILE *f)
{
	fprintf(f, "one, %s.", "two");
}

/* Only the last text gets the list; the others are not even copied. */
static void help(void **state)
{
	static const char text[] = "There are: ";
	char *whole = hop_args_help(ARGP_KEY_HELP_POST_DOC, text, list_write);

	(void)state;
	assert_string_equal(whole, "There are: one, two.");
	free(whole);
	assert_ptr_equal(hop_args_help(ARGP_KEY_HELP_PRE_DOC, text, list_write),
			 text);
	assert_ptr_equal(hop_args_help('n', text, list_write), text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(seconds),
		cmocka_unit_test(cpulists_good),
		cmocka_unit_test(cpulists_bad),
		cmocka_unit_test(cpulist_texts),
		cmocka_unit_test(cpulist_text_cut),
		cmocka_unit_test(choices),
		cmocka_unit_test(options),
		cmocka_unit_test(help),
	};

	return cmocka_run_group_tests_name("args", tests, NULL, NULL);
}
