/* SPDX-License-Identifier: GPL-2.0 */
/*
 * `stackhop depth`: how deep each stack got. Collecting knows the device, views
 * know only the report.
 */
#ifndef HOP_DEPTH_REPORT_H
#define HOP_DEPTH_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <stackhop.h>

#include "blame.h"
#include "lib/lib.h"

/**
 * struct hop_depth_report - what is to be shown
 * @row:	stacks, largest share in use first after hop_depth_sort()
 * @nr:		how many
 * @stacks:	how many were scanned or noted
 * @tasks:	how many of them are tasks'
 * @unknown:	how many have a depth that is not known
 * @own:	how many of them are of this very process: what that needed is not
 *		the system's doing
 * @most:	the first one: with the largest share in use, known and not its own
 *		if there is one; also if it is not in @row
 * @task_size:	size of a task's stack, 0 if there is none
 * @nanoseconds: that the scan took
 * @listened:	tasks that ended were noted
 * @ended:	how many ended
 * @lost:	how many of these are not known
 * @exiting:	how many had begun to exit and were not known to have ended
 * @blame:	for the first rows, or none
 * @nr_blame:	how many
 */
struct hop_depth_report {
	struct hop_depth *row;
	size_t nr;
	size_t stacks;
	size_t tasks;
	size_t unknown;
	size_t own;
	struct hop_depth most;
	__u32 task_size;
	__u64 nanoseconds;
	bool listened;
	__u64 ended;
	__u64 lost;
	__u64 exiting;
	struct hop_blame *blame;
	size_t nr_blame;
};

/* ---- depth_rows.c */

/* hop_depth_known() - is it known how deep it got? */
bool hop_depth_known(const struct hop_depth *d);

/* hop_depth_own() - is it a task of this very process? */
bool hop_depth_own(const struct hop_depth *d);

/* hop_depth_headroom() - bytes that were never used, if the depth is known */
__u32 hop_depth_headroom(const struct hop_depth *d);

/* hop_depth_share() - percent of it that were used, rounded up: 0 to 100 */
unsigned int hop_depth_share(const struct hop_depth *d);

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

/* hop_depth_sort() - sorts the rows and fills in what is said of all; those with
 * a depth that is not known come after the rest, and its own come last
 */
void hop_depth_sort(struct hop_depth_report *r);

/* hop_depth_cut() - keeps the first @top rows */
void hop_depth_cut(struct hop_depth_report *r, size_t top);

void hop_depth_free(struct hop_depth_report *r);

/* ---- depth_limit.c */

/* hop_depth_kind() - the mask of the kind of that name, of @length; 0: none */
unsigned int hop_depth_kind(const char *name, size_t length);

/**
 * struct hop_depth_limit - how much headroom a stack must have
 * @kinds:	mask of kinds that it is for
 * @least:	bytes, or percent of the stack's size
 * @percent:	it is percent
 * @text:	as it was given
 */
struct hop_depth_limit {
	unsigned int kinds;
	unsigned long least;
	bool percent;
	const char *text;
};

/**
 * hop_depth_limit_read() - reads "[KIND:]BYTES" or "[KIND:]N%"
 *
 * BYTES up to 1 GiB, N up to 100. Gives NULL, or what is wrong with it. @text is
 * kept.
 */
const char *hop_depth_limit_read(const char *text,
				 struct hop_depth_limit *limit);

/*
 * hop_depth_below() - rows with a known depth and less headroom than @limit, but
 * not its own
 */
size_t hop_depth_below(const struct hop_depth_report *r,
		       const struct hop_depth_limit *limit);

/* ---- views */

/* hop_depth_table() - a row a stack, blame, and a line of totals */
void hop_depth_table(const struct hop_depth_report *r, FILE *f);

/**
 * hop_depth_json() - one object
 * @line:	on one line, for reports that follow each other
 *
 * "kernel", "arch"; "nanoseconds" of the scan; "nr_stacks" and "nr_tasks" that
 * were scanned, "nr_not_known": how many of the stacks have a depth that is not
 * known before a reset, "nr_own": how many are of the process that scanned;
 * "stacks": an array, largest share in use first, its own last, each with
 * "kind", "cpu" (null: a task's), "size", "now" (null: not known, or ended),
 * "deepest", "headroom" (bytes), "used" (percent of size, rounded up) and "since"
 * (see hop_depth_since()), these four null if the depth is not known, "corrupted"
 * (the word at its end has gone), and for tasks "pid", "tgid", "comm",
 * "kthread", "idle", "ended", "own" (of the process that scanned). "ended" is
 * null, or how many tasks ended while listening ("seen"), how many of them are
 * not known ("lost"), and how many had begun to exit and not ended at the end
 * ("exiting"). "blame": an array for the first stacks, each with "kind", "cpu",
 * "pid", "comm" as above, "checked" (text was read to see calls) and "words":
 * left-over return addresses, deepest first, each with "depth", "address",
 * "function", "offset", "source" ("FILE:LINE" of the call, only where debug info
 * has it) and "chained" (it fits those before it as a caller fits its callee).
 */
struct json_object *hop_depth_json(const struct hop_depth_report *r);
void hop_depth_json_print(const struct hop_depth_report *r, bool line);

/* hop_depth_metrics() - OpenMetrics text, ended by # EOF */
void hop_depth_metrics(const struct hop_depth_report *r, FILE *f);

/* ---- with the device */

/* hop_depth_collect() - adds all stacks, or those of process @tgid, if not 0 */
bool hop_depth_collect(int fd, unsigned int tgid, struct hop_depth_report *r);

/* hop_depth_drain() - adds the tasks that ended since the last call */
bool hop_depth_drain(int fd, struct hop_depth_report *r);

/* hop_depth_drain_all() - waits, a second at most, for those that exit now */
bool hop_depth_drain_all(int fd, struct hop_depth_report *r);

/*
 * hop_depth_blame() - blames the first @nr rows that are still there; false if
 * there is no memory
 */
bool hop_depth_blame(int fd, struct hop_depth_report *r, size_t nr);

#endif
