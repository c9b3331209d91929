/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which known word a mistyped one was meant to be.
 */
#ifndef HOP_LIB_SPELLING_H
#define HOP_LIB_SPELLING_H

#include <stddef.h>

/**
 * hop_spelling_distance() - letters to insert, delete or change to make @b of @a
 *
 * Words longer than 31 letters count as infinitely far: SIZE_MAX.
 */
size_t hop_spelling_distance(const char *a, const char *b);

/**
 * hop_spelling_nearest() - the one of @nr @words that @word is closest to
 *
 * Returns NULL if none is closer than half of its letters: then a suggestion
 * would only puzzle.
 */
const char *hop_spelling_nearest(const char *word, const char *const *words,
				 size_t nr);

#endif
