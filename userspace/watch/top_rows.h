/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What `stackhop top` shows, as lines of text: no screen is needed for it.
 */
#ifndef HOP_WATCH_TOP_ROWS_H
#define HOP_WATCH_TOP_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include <hop_watch.h>

/* Columns of the narrowest screen, and the end of the string. */
#define HOP_TOP_LINE 81

/**
 * struct hop_top_row - a kind of stack of a CPU
 * @cpu:	CPU number, or -1: all CPUs
 * @kind:	enum hop_kind
 * @events:	events that ran on it since the last look
 * @now:	depth at the last event, in bytes; of all CPUs: the greatest
 * @deepest:	greatest depth since the start, in bytes
 * @point:	enum hop_watch_point where that was
 * @left:	the event had left that stack for another one
 */
struct hop_top_row {
	int cpu;
	unsigned int kind;
	__u64 events;
	__u64 now;
	__u64 deepest;
	unsigned int point;
	bool left;
};

/**
 * hop_top_rows() - rows of all CPUs first, then of each; only what was seen
 * @now:	the counters, by CPU number
 * @before:	the same at the last look
 * @row:	room for (@nr_cpus + 1) * HOP_KIND_NR
 *
 * Returns how many.
 */
size_t hop_top_rows(const struct hop_watch_cpu *now,
		    const struct hop_watch_cpu *before, size_t nr_cpus,
		    struct hop_top_row *row);

/* hop_top_head() - the titles of the columns */
void hop_top_head(char line[HOP_TOP_LINE]);

/* hop_top_line() - a row; @seconds since the last look */
void hop_top_line(const struct hop_top_row *row, double seconds,
		  char line[HOP_TOP_LINE]);

#endif
