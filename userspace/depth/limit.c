// SPDX-License-Identifier: GPL-2.0
/*
 * How much headroom stacks must have, for scripts that are to fail if not.
 */
#include <stdlib.h>
#include <string.h>

#include "kernel/kernel.h"
#include "lib/lib.h"
#include "report.h"

#define MAX_BYTES (1UL << 30)
#define MAX_PERCENT 100

unsigned int hop_depth_kind(const char *name, size_t length)
{
	for (unsigned int kind = HOP_KIND_ENTRY; kind < HOP_KIND_NR; kind++) {
		const char *known = hop_kind_name(kind);

		if (strlen(known) == length && !strncmp(name, known, length))
			return 1U << kind;
	}
	return 0;
}

/* A number with or without '%'; leaves @limit alone if it is none. */
static bool amount_read(const char *text, struct hop_depth_limit *limit)
{
	size_t length = strcspn(text, "%");
	bool percent = !strcmp(text + length, "%");
	char number[24];

	if (length >= sizeof(number) || (text[length] && !percent))
		return false;
	memcpy(number, text, length);
	number[length] = '\0';
	if (!hop_args_number(number, 0, percent ? MAX_PERCENT : MAX_BYTES,
			     &limit->least))
		return false;
	limit->percent = percent;
	return true;
}

const char *hop_depth_limit_read(const char *text,
				 struct hop_depth_limit *limit)
{
	const char *colon = strchr(text, ':');

	limit->text = text;
	limit->kinds = colon ? hop_depth_kind(text, colon - text) : ~0U;
	if (!limit->kinds)
		return "no such kind of stack";
	if (!amount_read(colon ? colon + 1 : text, limit))
		return "neither bytes, up to 1 GiB, nor percent, as 10%";
	return NULL;
}

static bool is_below(const struct hop_depth *d,
		     const struct hop_depth_limit *limit)
{
	unsigned long headroom = hop_depth_headroom(d);

	if (!hop_depth_known(d) || hop_depth_own(d) ||
	    !(limit->kinds & 1U << d->kind))
		return false;
	if (limit->percent)
		return headroom * 100 < limit->least * d->size;
	return headroom < limit->least;
}

size_t hop_depth_below(const struct hop_depth_report *r,
		       const struct hop_depth_limit *limit)
{
	size_t nr = 0;

	for (size_t i = 0; i < r->nr; i++)
		nr += is_below(&r->row[i], limit);
	return nr;
}
