// SPDX-License-Identifier: GPL-2.0
/*
 * Own tables instead of iswprint() and wcwidth(): these go by the locale, and
 * what a file or a parser gets must not.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

struct range {
	uint32_t first;
	uint32_t last;
};

/* Unicode: categories Cc, Cf, Zl, Zp, Co and Cn (the non-characters), blanks. */
static const struct range unseen[] = {
	{ 0x00, 0x1f },	       { 0x7f, 0x9f },	     { 0xad, 0xad },
	{ 0x34f, 0x34f },      { 0x600, 0x605 },     { 0x61c, 0x61c },
	{ 0x6dd, 0x6dd },      { 0x70f, 0x70f },     { 0x115f, 0x1160 },
	{ 0x17b4, 0x17b5 },    { 0x180b, 0x180e },   { 0x200b, 0x200f },
	{ 0x2028, 0x202e },    { 0x2060, 0x206f },   { 0x3164, 0x3164 },
	{ 0xe000, 0xf8ff },    { 0xfdd0, 0xfdef },   { 0xfe00, 0xfe0f },
	{ 0xfeff, 0xfeff },    { 0xffa0, 0xffa0 },   { 0xfff0, 0xfffb },
	{ 0xfffe, 0xffff },    { 0x13430, 0x1343f }, { 0x1bca0, 0x1bca3 },
	{ 0x1d173, 0x1d17a },  { 0x1fffe, 0x1ffff }, { 0x2fffe, 0x2ffff },
	{ 0x3fffe, 0x10ffff },
};

/* Marks that stand on the character before them. */
static const struct range narrow[] = {
	{ 0x300, 0x36f },   { 0x483, 0x489 },	{ 0x591, 0x5bd },
	{ 0x610, 0x61a },   { 0x64b, 0x65f },	{ 0x1ab0, 0x1aff },
	{ 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff }, { 0xfe20, 0xfe2f },
};

/* East Asian width W and F, and the pictures that terminals give two columns. */
static const struct range wide[] = {
	{ 0x1100, 0x115e },   { 0x2e80, 0x303e },   { 0x3041, 0xa4cf },
	{ 0xa960, 0xa97f },   { 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },
	{ 0xfe30, 0xfe6f },   { 0xff01, 0xff60 },   { 0xffe0, 0xffe6 },
	{ 0x1f300, 0x1f64f }, { 0x1f680, 0x1f6ff }, { 0x1f900, 0x1f9ff },
	{ 0x20000, 0x3fffd },
};

#define IS_IN(table, c) is_in(table, sizeof(table) / sizeof((table)[0]), c)

static bool is_in(const struct range *table, size_t nr, uint32_t c)
{
	for (size_t i = 0; i < nr; i++)
		if (c >= table[i].first && c <= table[i].last)
			return true;
	return false;
}

/* By the number of bytes: the marks of the first one, the least character. */
static const struct {
	uint8_t mask;
	uint8_t mark;
	uint32_t least;
} forms[] = {
	{ 0 },
	{ 0x80, 0x00, 0 },
	{ 0xe0, 0xc0, 0x80 },
	{ 0xf0, 0xe0, 0x800 },
	{ 0xf8, 0xf0, 0x10000 },
};

/* The bytes of the character at @at, of which there are @nr; 0: it is none. */
static size_t character(const uint8_t *at, size_t nr, uint32_t *c)
{
	size_t size = 1;

	while (size < 5 && (at[0] & forms[size].mask) != forms[size].mark)
		size++;
	if (size == 5 || size > nr)
		return 0;
	*c = at[0] & ~forms[size].mask;
	for (size_t i = 1; i < size; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		*c = *c << 6 | (at[i] & 0x3f);
	}
	if (*c < forms[size].least || *c > 0x10ffff || *c >> 11 == 0xd800 >> 11)
		return 0;
	return size;
}

/* What the next bytes become; returns how many these are. */
static size_t piece_make(const uint8_t *at, size_t nr, char piece[5])
{
	uint32_t c = 0;
	size_t size = character(at, nr, &c);

	if (size && c != '\\' && !IS_IN(unseen, c)) {
		memcpy(piece, at, size);
		piece[size] = '\0';
		return size;
	}
	snprintf(piece, 5, c == '\\' && size ? "\\\\" : "\\x%02x", at[0]);
	return 1;
}

char *hop_text_clean(const char *bytes, size_t nr, char *text, size_t size)
{
	size_t used = 0;

	nr = strnlen(bytes, nr);
	while (nr) {
		char piece[5];
		size_t taken = piece_make((const uint8_t *)bytes, nr, piece);
		size_t length = strlen(piece);

		if (used + length >= size)
			break;
		memcpy(text + used, piece, length);
		used += length;
		bytes += taken;
		nr -= taken;
	}
	text[used] = '\0';
	return text;
}

size_t hop_text_columns(const char *text)
{
	size_t nr = strlen(text), sum = 0;

	while (nr) {
		uint32_t c = 0;
		size_t size = character((const uint8_t *)text, nr, &c) ?: 1;

		if (!IS_IN(narrow, c))
			sum += IS_IN(wide, c) ? 2 : 1;
		text += size;
		nr -= size;
	}
	return sum;
}

const char *hop_text_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = len ? strstr(words, word) : NULL; at;
	     at = strstr(at + 1, word))
		if ((at == words || at[-1] == ' ') &&
		    (at[len] == ' ' || at[len] == '\n' || at[len] == '\0'))
			return at;
	return NULL;
}
