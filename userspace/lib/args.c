// SPDX-License-Identifier: GPL-2.0
/*
 * Strict readers: what strtoul() lets pass (signs, blanks, overflow) is not a
 * number here.
 */
#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"

/* More than any kernel can have: keeps a broken list from eating memory. */
#define MAX_CPU 65535

bool hop_args_number(const char *text, unsigned long min, unsigned long max,
		     unsigned long *out)
{
	unsigned long value;
	char *end;
	int base = strncmp(text, "0x", 2) ? 10 : 16;

	if (!isdigit((unsigned char)text[0]))
		return false;
	errno = 0;
	value = strtoul(text, &end, base);
	if (errno || *end || value < min || value > max)
		return false;
	*out = value;
	return true;
}

unsigned long hop_args_option(struct argp_state *state, int key,
			      const char *text, unsigned long min,
			      unsigned long max)
{
	unsigned long number = min;

	if (!hop_args_number(text, min, max, &number))
		argp_error(state, "-%c takes a number from %lu to %lu", key,
			   min, max);
	return number;
}

unsigned int hop_args_cpu(struct argp_state *state, int key, const char *text)
{
	unsigned long number = 0;

	if (!hop_args_number(text, 0, MAX_CPU, &number))
		argp_error(state, "-%c takes the number of a CPU", key);
	return number;
}

unsigned long hop_args_seconds(const char *text)
{
	double seconds;
	char *end;

	if (!isdigit((unsigned char)text[0]) && text[0] != '.')
		return 0;
	seconds = strtod(text, &end);
	if (*end || !isfinite(seconds) || seconds > 1000000)
		return 0;
	return (unsigned long)(seconds * 1000);
}

/* Reads "N" or "N-M"; returns what follows, or NULL. */
static const char *range_read(const char *text, unsigned long *first,
			      unsigned long *last)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return NULL;
	*first = *last = strtoul(text, &end, 10);
	if (*end == '-') {
		if (!isdigit((unsigned char)end[1]))
			return NULL;
		*last = strtoul(end + 1, &end, 10);
	}
	return *first <= *last && *last <= MAX_CPU ? end : NULL;
}

size_t hop_args_cpulist(const char *text, unsigned int **ids)
{
	unsigned int *list = NULL;
	size_t nr = 0;

	for (;;) {
		unsigned long first, last;
		unsigned int *more;

		text = range_read(text, &first, &last);
		if (!text || (nr && first <= list[nr - 1]))
			break;
		more = reallocarray(list, nr + last - first + 1, sizeof(*list));
		if (!more)
			break;
		list = more;
		while (first <= last)
			list[nr++] = first++;
		if (*text == '\0' || strcmp(text, "\n") == 0) {
			*ids = list;
			return nr;
		}
		if (*text++ != ',')
			break;
	}
	free(list);
	return 0;
}

const char *hop_args_cpulist_text(const unsigned int *ids, size_t nr,
				  char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0, last; i < nr; i = last + 1) {
		char range[24];
		size_t len;

		last = i;
		while (last + 1 < nr && ids[last + 1] == ids[last] + 1)
			last++;
		len = last == i ? snprintf(range, sizeof(range), "%u", ids[i]) :
				  snprintf(range, sizeof(range), "%u-%u",
					   ids[i], ids[last]);
		if (used + len + sizeof(",...") > size) {
			snprintf(text + used, size - used, "...");
			break;
		}
		used += snprintf(text + used, size - used, "%s%s", i ? "," : "",
				 range);
	}
	return text;
}

char *hop_args_help(int key, const char *text, void (*list)(FILE *f))
{
	char *whole;
	size_t size;
	FILE *f;

	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)text;
	f = open_memstream(&whole, &size);
	if (!f)
		return (char *)text;
	fputs(text, f);
	list(f);
	fclose(f);
	return whole;
}

int hop_args_choice(const char *text, const char *const *choices)
{
	for (int i = 0; choices[i]; i++)
		if (!strcmp(text, choices[i]))
			return i;
	return -1;
}
