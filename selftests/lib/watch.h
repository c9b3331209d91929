/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the JSON of `stackhop watch` says, and whether it is consistent.
 */
#ifndef HOP_LIB_WATCH_H
#define HOP_LIB_WATCH_H

#include <stdio.h>

#include "json.h"
#include "lib.h"

/* Events of @entry on stacks of @kind, or of any: NULL. */
static inline int64_t hop_watch_counted(json_object *root, const char *entry,
					const char *kind)
{
	json_object *totals = hop_json_member(root, "totals");
	int64_t sum = 0;
	size_t i;

	for (i = 0; totals && i < json_object_array_length(totals); i++) {
		json_object *row = json_object_array_get_idx(totals, i);

		if (hop_json_is(row, "entry", entry) &&
		    (!kind || hop_json_is(row, "kind", kind)))
			sum += hop_json_number(row, "count");
	}
	return totals ? sum : -1;
}

/*
 * The number of a row's events is the sum of its histogram, and the deepest of
 * them is in its last bucket: another stack's depth would not be. There are 64
 * steps in a task's stack; the last one has all that is deeper.
 */
static inline bool hop_watch_row_adds_up(json_object *row, int task_size)
{
	json_object *list = hop_json_member(row, "histogram");
	int64_t deepest = hop_json_number(row, "deepest"), sum = 0, to = 0;
	size_t i;

	for (i = 0; i < json_object_array_length(list); i++) {
		json_object *bucket = json_object_array_get_idx(list, i);

		sum += hop_json_number(bucket, "count");
		to = hop_json_number(bucket, "bytes");
	}
	return sum > 0 && sum == hop_json_number(row, "count") &&
	       deepest > to - task_size / 64 &&
	       (deepest <= to || to == task_size);
}

static inline bool hop_watch_rows_add_up(json_object *rows)
{
	int task_size = hop_task_size();
	size_t i;

	for (i = 0; rows && i < json_object_array_length(rows); i++) {
		json_object *row = json_object_array_get_idx(rows, i);

		if (hop_watch_row_adds_up(row, task_size))
			continue;
		printf("# does not add up: %s\n",
		       json_object_to_json_string(row));
		return false;
	}
	return rows && i > 0;
}

/* How deep the stack of @kind was that @entry came from, or -1. */
static inline int64_t hop_watch_left_by(json_object *root, const char *entry,
					const char *kind)
{
	json_object *list = hop_json_member(root, "left");
	size_t i;

	for (i = 0; list && i < json_object_array_length(list); i++) {
		json_object *row = json_object_array_get_idx(list, i);

		if (hop_json_is(row, "entry", entry) &&
		    hop_json_is(row, "kind", kind))
			return hop_json_number(row, "deepest");
	}
	return -1;
}

#endif
