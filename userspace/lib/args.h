/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reads numbers and lists as people and the kernel write them.
 */
#ifndef HOP_LIB_ARGS_H
#define HOP_LIB_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct argp_state;

/**
 * hop_args_number() - a whole number from @min to @max
 *
 * Decimal, or hexadecimal with 0x. Nothing may stand before or after it.
 * Returns false, and leaves *@out alone, if it is anything else.
 */
bool hop_args_number(const char *text, unsigned long min, unsigned long max,
		     unsigned long *out);

/**
 * hop_args_option() - the number that the option -@key was given
 *
 * As hop_args_number(); anything else is an argp_error(), and @min if that
 * comes back.
 */
unsigned long hop_args_option(struct argp_state *state, int key,
			      const char *text, unsigned long min,
			      unsigned long max);

/* hop_args_cpu() - the same for the number of a CPU, which may not exist */
unsigned int hop_args_cpu(struct argp_state *state, int key, const char *text);

/**
 * hop_args_seconds() - a time of 0.001 to 1000000 seconds, in milliseconds
 *
 * Returns 0 if @text is no such time.
 */
unsigned long hop_args_seconds(const char *text);

/**
 * hop_args_cpulist() - a list in the kernel's form, such as "0-2,5\n"
 * @ids:	out: the numbers in order, for the caller to free()
 *
 * Returns how many, or 0 (and no @ids) if @text is empty or not such a list.
 */
size_t hop_args_cpulist(const char *text, unsigned int **ids);

/**
 * hop_args_cpulist_text() - writes rising numbers as the kernel does: "0-2,5"
 *
 * A list that does not fit ends in "...". Returns @text.
 */
const char *hop_args_cpulist_text(const unsigned int *ids, size_t nr,
				  char *text, size_t size);

/**
 * hop_args_help() - for argp.help_filter: a list behind the options
 * @list: writes it, right after @text
 *
 * Other texts than that one come back as they are. argp wraps lines.
 */
char *hop_args_help(int key, const char *text, void (*list)(FILE *f));

/**
 * hop_args_choice() - the index of @text in @choices, which NULL ends, or -1
 */
int hop_args_choice(const char *text, const char *const *choices);

#endif
