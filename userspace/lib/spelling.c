// SPDX-License-Identifier: GPL-2.0
/*
 * Edit distance, one row of the matrix at a time.
 */
#include <stdint.h>
#include <string.h>

#include "spelling.h"

#define MAX_WORD 32

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

size_t hop_spelling_distance(const char *a, const char *b)
{
	size_t row[MAX_WORD];
	size_t len = strlen(b);

	if (len >= MAX_WORD || strlen(a) >= MAX_WORD)
		return SIZE_MAX;
	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= len; j++) {
			size_t above = row[j];

			row[j] = min3(above + 1, row[j - 1] + 1,
				      corner + (a[i - 1] != b[j - 1]));
			corner = above;
		}
	}
	return row[len];
}

const char *hop_spelling_nearest(const char *word, const char *const *words,
				 size_t nr)
{
	const char *nearest = NULL;
	size_t least = SIZE_MAX;

	for (size_t i = 0; i < nr; i++) {
		size_t d = hop_spelling_distance(word, words[i]);

		if (d < least && 2 * d <= strlen(words[i])) {
			least = d;
			nearest = words[i];
		}
	}
	return nearest;
}
