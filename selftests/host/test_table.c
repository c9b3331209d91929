// SPDX-License-Identifier: GPL-2.0
/*
 * Columns line up, lines have no blanks at their ends.
 */
#include "unit.h"

#include "lib/out.h"
#include "lib/table.h"

static char *printed(const struct hop_table *t)
{
	char *text;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	assert_non_null(f);
	hop_table_print(t, f);
	fclose(f);
	return text;
}

static void expect_printed(struct hop_table *t, const char *want)
{
	char *text = printed(t);

	assert_string_equal(text, want);
	free(text);
	hop_table_free(t);
}

static void aligned(void **state)
{
	static const char *const head[] = { "NAME", ">NR", "TEXT" };
	struct hop_table *t = hop_table_new(head, 3);

	(void)state;
	hop_table_add(t, "%s", "a");
	hop_table_add(t, "%d", 5);
	hop_table_add(t, "%s", "x");
	hop_table_add(t, "%s", "longer");
	hop_table_add(t, "%d", 12345);
	hop_table_add(t, "%s", "y z");
	expect_printed(t, "NAME       NR  TEXT\n"
			  "a           5  x\n"
			  "longer  12345  y z\n");
}

/* Columns of a terminal, not bytes. */
static void other_letters(void **state)
{
	static const char *const head[] = { "A", "B" };
	struct hop_table *t = hop_table_new(head, 2);

	(void)state;
	hop_table_add(t, "%s", "\xc3\xa9");
	hop_table_add(t, "%s", "1");
	hop_table_add(t, "%s", "\xe4\xb8\xad");
	hop_table_add(t, "%s", "2");
	expect_printed(t, "A   B\n"
			  "\xc3\xa9   1\n"
			  "\xe4\xb8\xad  2\n");
}

static void empty_cells(void **state)
{
	static const char *const head[] = { "A", ">B", "C" };
	struct hop_table *t = hop_table_new(head, 3);

	(void)state;
	hop_table_add(t, "%s", "");
	hop_table_add(t, "%s", "");
	hop_table_add(t, "%s", "c");
	hop_table_add(t, "%s", "aa");
	hop_table_add(t, "%s", "");
	hop_table_add(t, "%s", "");
	expect_printed(t, "A   B  C\n"
			  "       c\n"
			  "aa\n");
}

static void short_row(void **state)
{
	static const char *const head[] = { "A", "B" };
	struct hop_table *t = hop_table_new(head, 2);

	(void)state;
	hop_table_add(t, "%s", "1");
	expect_printed(t, "A  B\n1\n");
}

static void no_rows(void **state)
{
	static const char *const head[] = { "ONLY" };

	(void)state;
	expect_printed(hop_table_new(head, 1), "ONLY\n");
	hop_table_free(NULL);
}

/* What is in a cell is text, not a format. */
static void percent(void **state)
{
	static const char *const head[] = { "A%s" };
	struct hop_table *t = hop_table_new(head, 1);

	(void)state;
	hop_table_add(t, "%s", "%n%s");
	expect_printed(t, "A%s\n%n%s\n");
}

static void many(void **state)
{
	static const char *const head[] = { ">N" };
	struct hop_table *t = hop_table_new(head, 1);
	char *text;

	(void)state;
	for (int i = 1; i <= 1000; i++)
		hop_table_add(t, "%d", i);
	text = printed(t);
	assert_int_equal(strlen(text), 1001 * 5);
	assert_memory_equal(text, "   N\n   1\n", 10);
	assert_string_equal(text + 1000 * 5, "1000\n");
	free(text);
	hop_table_free(t);
}

/* What is not there cannot be printed, and is not forgotten. */
static void without_memory(void **state)
{
	char *text;

	(void)state;
	assert_false(hop_out_failed());
	hop_table_add(NULL, "%s", "x");
	text = printed(NULL);
	assert_string_equal(text, "");
	assert_true(hop_out_failed());
	free(text);
	hop_table_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(other_letters),
		cmocka_unit_test(aligned),
		cmocka_unit_test(empty_cells),
		cmocka_unit_test(short_row),
		cmocka_unit_test(no_rows),
		cmocka_unit_test(percent),
		cmocka_unit_test(many),
		cmocka_unit_test(without_memory),
	};

	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
