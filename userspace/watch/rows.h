/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From the counters of the BPF programs to rows by entry and kind of stack.
 */
#ifndef HOP_WATCH_ROWS_H
#define HOP_WATCH_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include <hop_watch.h>

/**
 * struct hop_watch_row - what was seen of an entry on a kind of stack
 * @cpu:	CPU number, or -1: all CPUs
 * @point:	enum hop_watch_point
 * @kind:	enum hop_kind
 * @count:	events that ran on it
 * @step:	bytes of a bucket
 * @bucket:	these by depth: from @step * i + 1 to @step * (i + 1) bytes; that
 *		of a task's whole stack has all that is deeper, too
 * @deepest:	greatest depth of events that ran on it, in bytes, since the
 *		start; 0: not known
 * @left:	greatest depth at which events left it for the stack that they
 *		ran on; 0: none did
 */
struct hop_watch_row {
	int cpu;
	unsigned int point;
	unsigned int kind;
	__u64 count;
	__u64 step;
	__u64 bucket[HOP_WATCH_BUCKETS];
	__u64 deepest;
	__u64 left;
};

/**
 * struct hop_watch_rows - rows in order: by CPU, all CPUs last; point; kind
 * @row:	for free()
 * @nr:		how many
 */
struct hop_watch_rows {
	struct hop_watch_row *row;
	size_t nr;
};

/**
 * hop_watch_rows_make() - rows of all that happened
 * @now:	the counters, by CPU number
 * @before:	the same at an earlier time, whose events are taken off; or NULL
 * @nr_cpus:	how many
 *
 * Rows of single CPUs come before those of all of them. A row without an event
 * has at least @left, and then no @before. False if there is no memory.
 */
bool hop_watch_rows_make(const struct hop_watch_cpu *now,
			 const struct hop_watch_cpu *before, size_t nr_cpus,
			 struct hop_watch_rows *rows);

/* hop_watch_row_upto() - bytes that @percent of the events were not deeper than */
__u64 hop_watch_row_upto(const struct hop_watch_row *row, unsigned int percent);

/* hop_watch_rows_count() - events of @point on all kinds, all CPUs */
__u64 hop_watch_rows_count(const struct hop_watch_rows *rows,
			   unsigned int point);

/* hop_watch_rows_unknown() - events on a stack that nobody knows */
__u64 hop_watch_rows_unknown(const struct hop_watch_rows *rows);

#endif
