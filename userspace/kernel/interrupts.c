// SPDX-License-Identifier: GPL-2.0
/*
 * Reads /proc/interrupts: a heading of CPUs, then "NAME: n n n what it is".
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "interrupts.h"

static const char *blanks(const char *at)
{
	while (*at == ' ' || *at == '\t')
		at++;
	return at;
}

/* The columns of the heading: how many, and which of them is @cpu's. */
static bool heading(const char *line, unsigned int cpu, size_t *nr,
		    size_t *which)
{
	bool found = false;
	char *end;

	for (*nr = 0; *(line = blanks(line)) != '\n'; (*nr)++) {
		if (strncmp(line, "CPU", 3) || !isdigit(line[3]))
			return false;
		if (strtoul(line + 3, &end, 10) == cpu) {
			*which = *nr;
			found = true;
		}
		line = end;
	}
	return found;
}

/* The number in column @which of @nr; false if there are not as many. */
static bool column(const char *at, size_t nr, size_t which,
		   unsigned long long *count)
{
	for (size_t i = 0; i < nr; i++) {
		unsigned long long number;
		char *end;

		at = blanks(at);
		if (!isdigit(*at))
			return false;
		number = strtoull(at, &end, 10);
		if (i == which)
			*count = number;
		at = end;
	}
	return true;
}

static bool row(const char *line, size_t nr, size_t which,
		struct hop_interrupts *out)
{
	const char *name = blanks(line), *colon = strchr(line, ':');
	unsigned long long count = 0;

	if (!colon || colon > strchr(line, '\n') ||
	    colon - name >= HOP_INTERRUPT_NAME)
		return false;
	if (!column(colon + 1, nr, which, &count))
		return true;
	if (out->nr == HOP_INTERRUPTS_MAX)
		return false;
	memset(out->row[out->nr].name, 0, HOP_INTERRUPT_NAME);
	memcpy(out->row[out->nr].name, name, colon - name);
	out->row[out->nr++].count = count;
	return true;
}

bool hop_interrupts_parse(const char *text, unsigned int cpu,
			  struct hop_interrupts *out)
{
	const char *line = text, *next = strchr(text, '\n');
	size_t nr, which = 0;

	out->nr = 0;
	if (!next || !heading(line, cpu, &nr, &which))
		return false;
	for (line = next + 1; *line; line = next + 1) {
		next = strchr(line, '\n');
		if (!next || !row(line, nr, which, out))
			return false;
	}
	return out->nr;
}

static bool listed(const char *const *names, const char *name)
{
	while (*names && strcmp(*names, name))
		names++;
	return *names;
}

bool hop_interrupts_only(const struct hop_interrupts *before,
			 const struct hop_interrupts *after,
			 const char *const *names)
{
	size_t wanted = 0, came = 0;

	while (names[wanted])
		wanted++;
	if (before->nr != after->nr)
		return false;
	for (size_t i = 0; i < after->nr; i++) {
		bool one = listed(names, after->row[i].name);
		unsigned long long more =
			after->row[i].count - before->row[i].count;

		if (strcmp(before->row[i].name, after->row[i].name) ||
		    more != one)
			return false;
		came += one;
	}
	return came == wanted;
}
