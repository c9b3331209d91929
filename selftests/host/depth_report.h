/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Depth reports of rows made up, and what a view says of them.
 */
#ifndef HOP_HOST_DEPTH_REPORT_H
#define HOP_HOST_DEPTH_REPORT_H

#include "unit.h"

#include "depth/report.h"

static inline struct hop_depth_report report_of(const struct hop_depth *rows,
						size_t nr)
{
	struct hop_depth_report r = { .nanoseconds = 1234567 };

	assert_true(hop_depth_add(&r, rows, nr));
	hop_depth_sort(&r);
	return r;
}

/* To be freed. */
static inline char *text_of(void (*view)(const struct hop_depth_report *r,
					 FILE *f),
			    const struct hop_depth_report *r)
{
	char *text;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	view(r, f);
	fclose(f);
	return text;
}

#endif
