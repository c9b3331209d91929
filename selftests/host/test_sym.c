// SPDX-License-Identifier: GPL-2.0
/*
 * Names out of a list of kernel symbols.
 */
#include "unit.h"

#include "kernel/sym.h"

static bool use(const char *text)
{
	FILE *list = fmemopen((void *)text, strlen(text), "r");
	bool used;

	assert_non_null(list);
	used = hop_sym_use(list);
	fclose(list);
	return used;
}

static const char *name_of(__u64 addr)
{
	static char text[128];

	return hop_sym_name(addr, text, sizeof(text));
}

static void names(void **state)
{
	(void)state;
	assert_true(use("ffffffff81000000 T _stext\n"
			"ffffffff81000100 t second\n"
			"0000000000001000 A percpu\n"
			"ffffffff81000100 D data_is_no_function\n"
			"ffffffffc0200000 t hop_gate_fire\t[stackhop]\n"
			"ffffffffc0200040 t hop_end\t[stackhop]\n"));
	assert_string_equal(name_of(0xffffffff81000000), "_stext+0x0");
	assert_string_equal(name_of(0xffffffff810000ff), "_stext+0xff");
	assert_string_equal(name_of(0xffffffff81000107), "second+0x7");
	assert_string_equal(name_of(0xffffffffc020003f),
			    "hop_gate_fire+0x3f [stackhop]");
	assert_string_equal(name_of(0xffffffffc0200040),
			    "hop_end+0x0 [stackhop]");
	assert_null(name_of(0xffffffff80ffffff));
	assert_null(name_of(0xffffffffc0300000));
	assert_null(name_of(0));
	assert_null(name_of(0x1000));
	hop_sym_end();
}

/* kptr_restrict shows zeroes; other input is not even a list. */
static void no_symbols(void **state)
{
	(void)state;
	assert_false(use("0000000000000000 T _stext\n"
			 "0000000000000000 T _end\n"));
	assert_false(use("\n"));
	assert_false(use("\n\n"));
	assert_false(use("this is not a list of symbols\n"));
	assert_false(use("ffffffff81000000\n"));
	assert_false(use("ffffffff81000000 T"));
	assert_false(use("ffffffff81000000 D data\n"));
	assert_null(name_of(0xffffffff81000000));
	assert_false(hop_sym_use(NULL));
	assert_null(name_of(0xffffffff81000000));
	hop_sym_end();
}

static void long_names(void **state)
{
	char line[2000];

	(void)state;
	memset(line, 'x', sizeof(line));
	memcpy(line, "ffffffff81000000 T ", 19);
	strcpy(line + sizeof(line) - 30, "\nffffffff81000010 T short\n");
	assert_true(use(line));
	assert_string_equal(name_of(0xffffffff81000010), "short+0x0");
	assert_int_equal(strlen(name_of(0xffffffff81000001)), 127);
	hop_sym_end();
}

static void many(void **state)
{
	char *text;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	(void)state;
	for (unsigned int i = 5000; i; i--)
		fprintf(f, "%llx T f%u\n", 0xffffffff81000000ULL + 16 * i, i);
	fclose(f);
	assert_true(use(text));
	assert_string_equal(name_of(0xffffffff81000000 + 16), "f1+0x0");
	for (unsigned int i = 1; i < 5000; i++) {
		char want[32];

		snprintf(want, sizeof(want), "f%u+0x5", i);
		assert_string_equal(name_of(0xffffffff81000005 + 16ULL * i),
				    want);
	}
	assert_null(name_of(0xffffffff81000000 + 15));
	assert_string_equal(name_of(0xffffffff81000000 + 16 * 5000),
			    "f5000+0x0");
	assert_null(name_of(0xffffffff81000000 + 16 * 5000 + 4096));
	hop_sym_end();
	free(text);
}

/* Of several names for an address, the first in the list. */
static void aliases(void **state)
{
	(void)state;
	assert_true(use("ffffffff81000010 T one\n"
			"ffffffff81000020 W two\n"
			"ffffffff81000010 t uno\n"
			"ffffffff81000020 T due\n"
			"ffffffff81000010 t ein\n"));
	assert_string_equal(name_of(0xffffffff81000010), "one+0x0");
	assert_string_equal(name_of(0xffffffff8100001f), "one+0xf");
	assert_string_equal(name_of(0xffffffff81000020), "two+0x0");
	hop_sym_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),      cmocka_unit_test(no_symbols),
		cmocka_unit_test(long_names), cmocka_unit_test(many),
		cmocka_unit_test(aliases),
	};

	return cmocka_run_group_tests_name("sym", tests, NULL, NULL);
}
