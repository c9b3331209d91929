// SPDX-License-Identifier: GPL-2.0
/*
 * What becomes of foreign bytes: always valid UTF-8 that does nothing to a
 * terminal, and never the same for two names. Unlike the tool, these tests ask
 * the C library what UTF-8 is.
 */
#include "unit.h"

#include <locale.h>
#include <wchar.h>

#include "lib/text.h"

/* Names of tasks, and what is shown; the columns that takes. */
static const struct {
	const char *bytes;
	const char *text;
	size_t columns;
} cases[] = {
	{ "", "", 0 },
	{ "shell", "shell", 5 },
	{ "a b \"c\"", "a b \"c\"", 7 },
	{ "\x1b[2Jx", "\\x1b[2Jx", 8 },
	{ "a\nb\tc\x7f", "a\\x0ab\\x09c\\x7f", 15 },
	{ "\\x1b", "\\\\x1b", 5 },
	{ "Ünïcödé", "Ünïcödé", 7 },
	{ "\xd0\xb6\xd1\x83\xd0\xba", "\xd0\xb6\xd1\x83\xd0\xba", 3 },
	{ "\xe4\xb8\xad\xe6\x96\x87", "\xe4\xb8\xad\xe6\x96\x87", 4 },
	{ "\xf0\x9f\x90\xa7", "\xf0\x9f\x90\xa7", 2 },
	{ "e\xcc\x81", "e\xcc\x81", 1 },
	/* C1: CSI in UTF-8, and alone. */
	{ "\xc2\x9b", "\\xc2\\x9b", 8 },
	{ "\x9b", "\\x9b", 4 },
	/* Cut in the middle, a byte too many, none of UTF-8. */
	{ "a\xc3", "a\\xc3", 5 },
	{ "\xf0\x9f\x90", "\\xf0\\x9f\\x90", 12 },
	{ "\xc3\xa9\xa9", "\xc3\xa9\\xa9", 5 },
	{ "\xff\xfe", "\\xff\\xfe", 8 },
	/* Longer than need be, surrogates, beyond the last. */
	{ "\xc0\xaf", "\\xc0\\xaf", 8 },
	{ "\xe0\x80\xaf", "\\xe0\\x80\\xaf", 12 },
	{ "\xed\xa0\x80", "\\xed\\xa0\\x80", 12 },
	{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80", 16 },
	/* Right-to-left override and isolate, zero width, line separator, BOM. */
	{ "a\xe2\x80\xae.", "a\\xe2\\x80\\xae.", 14 },
	{ "\xe2\x81\xa6", "\\xe2\\x81\\xa6", 12 },
	{ "\xd8\x9c", "\\xd8\\x9c", 8 },
	{ "\xe2\x80\x8b", "\\xe2\\x80\\x8b", 12 },
	{ "\xe2\x80\xa8", "\\xe2\\x80\\xa8", 12 },
	{ "\xef\xbb\xbf", "\\xef\\xbb\\xbf", 12 },
	{ "\xf3\xa0\x81\x81", "\\xf3\\xa0\\x81\\x81", 16 },
};

static void known_names(void **state)
{
	char text[HOP_TEXT_ROOM(16)];

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		hop_text_clean(cases[i].bytes, 16, text, sizeof(text));
		assert_string_equal(text, cases[i].text);
		assert_int_equal(hop_text_columns(text), cases[i].columns);
	}
}

/* Exactly as many bytes as there are, for ASan to see more. */
static char *exact(const char *bytes, size_t nr)
{
	char *copy = malloc(nr ?: 1);

	assert_non_null(copy);
	memcpy(copy, bytes, nr);
	return copy;
}

/* No 0 at the end, and room for nothing but what fits whole. */
static void bounds(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		size_t nr = strlen(cases[i].bytes);
		char *bytes = exact(cases[i].bytes, nr);

		for (size_t size = 1; size <= HOP_TEXT_ROOM(nr); size++) {
			char *text = malloc(size);
			size_t length;

			hop_text_clean(bytes, nr, text, size);
			length = strlen(text);
			assert_memory_equal(text, cases[i].text, length);
			assert_true(mbstowcs(NULL, text, 0) != (size_t)-1);
			free(text);
		}
		free(bytes);
	}
}

static bool harmless(const char *text)
{
	wchar_t wide[HOP_TEXT_ROOM(16)];
	size_t nr = mbstowcs(wide, text, NR(wide));

	for (size_t i = 0; i < nr && nr != (size_t)-1; i++)
		if (wide[i] < ' ' || (wide[i] >= 0x7f && wide[i] < 0xa0))
			return false;
	return nr != (size_t)-1;
}

/* What the text was made of. */
static size_t bytes_of(const char *text, char *bytes)
{
	size_t nr = 0;
	unsigned int byte;

	while (*text) {
		if (!strncmp(text, "\\\\", 2)) {
			bytes[nr++] = '\\';
			text += 2;
		} else if (sscanf(text, "\\x%2x", &byte) == 1) {
			bytes[nr++] = byte;
			text += 4;
		} else {
			bytes[nr++] = *text++;
		}
	}
	return nr;
}

/* Any bytes, more of those that matter to UTF-8 than chance would have. */
static void random_bytes(void **state)
{
	static const unsigned char seeds[] = { 0x1b, 0x5c, 0x80, 0x9b, 0xa0,
					       0xae, 0xc2, 0xc3, 0xd8, 0xe2,
					       0xed, 0xef, 0xf0, 0xf4, 0xff };

	(void)state;
	srand(1);
	for (int round = 0; round < 200000; round++) {
		char bytes[16], back[16 * 4], text[HOP_TEXT_ROOM(16)];
		size_t nr = rand() % 17;

		for (size_t i = 0; i < nr; i++)
			bytes[i] = rand() % 2 ? seeds[rand() % NR(seeds)] :
						rand() % 255 + 1;
		hop_text_clean(bytes, nr, text, sizeof(text));
		assert_true(harmless(text));
		assert_int_equal(bytes_of(text, back), nr);
		assert_memory_equal(back, bytes, nr);
	}
}

/* Every character: as it is, or escapes. */
static void all_characters(void **state)
{
	size_t same = 0;

	(void)state;
	for (wchar_t c = 1; c <= 0x10ffff; c++) {
		char bytes[8] = "", text[HOP_TEXT_ROOM(8)];
		mbstate_t mb = { 0 };

		if (wcrtomb(bytes, c, &mb) == (size_t)-1)
			continue;
		hop_text_clean(bytes, 8, text, sizeof(text));
		if (strcmp(text, bytes))
			assert_int_equal(text[0], '\\');
		else
			same++;
	}
	assert_in_range(same, 250000, 270000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_names),
		cmocka_unit_test(bounds),
		cmocka_unit_test(random_bytes),
		cmocka_unit_test(all_characters),
	};

	if (!setlocale(LC_ALL, "C.UTF-8"))
		return 1;
	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
