/* SPDX-License-Identifier: GPL-2.0 */
/*
 * `stackhop depth`: how deep each stack got. Collecting knows the device, views
 * know only the report.
 */
#ifndef HOP_DEPTH_H
#define HOP_DEPTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <stackhop.h>

#include "blame.h"
#include "text.h"

/**
 * struct hop_depth_report - what is to be shown
 * @row:	stacks, least headroom first after hop_depth_sort()
 * @nr:		how many
 * @stacks:	how many were scanned or noted
 * @tasks:	how many of them are tasks'
 * @least:	the one with the least headroom, also if it is not in @row
 * @task_size:	size of a task's stack, 0 if there is none
 * @nanoseconds: that the scan took
 * @listened:	tasks that ended were noted
 * @ended:	how many ended
 * @lost:	how many of these are not known
 * @blame:	for the first rows, or none
 * @nr_blame:	how many
 */
struct hop_depth_report {
	struct hop_depth *row;
	size_t nr;
	size_t stacks;
	size_t tasks;
	struct hop_depth least;
	__u32 task_size;
	__u64 nanoseconds;
	bool listened;
	__u64 ended;
	__u64 lost;
	struct hop_blame *blame;
	size_t nr_blame;
};

/* ---- depth_rows.c */

/* hop_depth_headroom() - bytes that were never used */
__u32 hop_depth_headroom(const struct hop_depth *d);

/**
 * hop_depth_since() - what the mark counts from
 *
 * "boot", "load" (of the module: its own stacks), "start" (of the task), "reset",
 * or "syscall", the task's last one, where the kernel erases stacks.
 */
const char *hop_depth_since(const struct hop_depth *d);

/* hop_depth_name() - the task's name as it is shown, in room for HOP_DEPTH_NAME */
const char *hop_depth_name(const struct hop_depth *d, char *name);
#define HOP_DEPTH_NAME HOP_TEXT_ROOM(sizeof(((struct hop_depth *)0)->comm))

/* hop_depth_add() - makes @nr more rows; false, with a line, without memory */
bool hop_depth_add(struct hop_depth_report *r, const struct hop_depth *rows,
		   size_t nr);

/* hop_depth_keep_kinds() - drops rows whose kind is not in mask @kinds */
void hop_depth_keep_kinds(struct hop_depth_report *r, unsigned int kinds);

/* hop_depth_sort() - sorts the rows and fills in what is said of all */
void hop_depth_sort(struct hop_depth_report *r);

/* hop_depth_cut() - keeps the first @top rows */
void hop_depth_cut(struct hop_depth_report *r, size_t top);

/* hop_depth_below() - how many rows have less than @bytes of headroom */
size_t hop_depth_below(const struct hop_depth_report *r, unsigned long bytes);

void hop_depth_free(struct hop_depth_report *r);

/* ---- views */

/* hop_depth_table() - a row a stack, blame, and a line of totals */
void hop_depth_table(const struct hop_depth_report *r, FILE *f);

/**
 * hop_depth_json() - one object
 * @line:	on one line, for reports that follow each other
 *
 * "kernel", "arch"; "nanoseconds" of the scan; "nr_stacks" and "nr_tasks" that
 * were scanned; "stacks": an array, least headroom first, each with "kind",
 * "cpu" (null: a task's), "size", "now" (null: not known, or ended), "deepest",
 * "headroom" (bytes), "since" (see hop_depth_since()), "spoilt" (the word at its
 * end has gone), and for tasks "pid", "tgid", "comm",
 * "kthread", "idle", "ended". "ended" is null, or how many tasks ended while
 * listening ("seen") and how many of them are not known ("lost"). "blame": an
 * array for the first stacks, each with "kind", "cpu", "pid", "comm" as above,
 * "checked" (text was read to see calls) and "words": left-over return
 * addresses, deepest first, each with "depth", "address", "function", "offset"
 * and "chained" (it fits those before it as a caller fits its callee).
 */
struct json_object *hop_depth_json(const struct hop_depth_report *r);
void hop_depth_json_print(const struct hop_depth_report *r, bool line);

/* hop_depth_metrics() - OpenMetrics text, ended by # EOF */
void hop_depth_metrics(const struct hop_depth_report *r, FILE *f);

/* ---- with the device */

/* hop_depth_scan() - adds all stacks, or those of process @tgid, if not 0 */
bool hop_depth_scan(int fd, unsigned int tgid, struct hop_depth_report *r);

/* hop_depth_drain() - adds the tasks that ended since the last call */
bool hop_depth_drain(int fd, struct hop_depth_report *r);

/* hop_depth_blame() - blames the first @nr rows that are still there */
void hop_depth_blame(int fd, struct hop_depth_report *r, size_t nr);

#endif
