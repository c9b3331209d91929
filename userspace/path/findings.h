/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the runs of a trigger have shown, path by path, held against what was
 * predicted, and the views of it.
 */
#ifndef HOP_PATH_FINDINGS_H
#define HOP_PATH_FINDINGS_H

#include <stdbool.h>

#include "assemble.h"
#include "predict.h"

/**
 * struct hop_finding - a path that was seen
 * @first:	the first run that took it; of the hops' evidence the weakest of
 *		all runs (the later one in enum hop_seen; HOP_SEEN_NOT is weakest)
 * @count:	how often
 * @as:		the row that predicted it, or NULL
 * @usual:	the row that its trigger usually goes by, or NULL
 */
struct hop_finding {
	struct hop_observed first;
	__u64 count;
	const struct hop_prediction *as;
	const struct hop_prediction *usual;
};

#define HOP_FINDINGS_PATHS 16

/**
 * struct hop_findings - all runs of one trigger
 * @trigger:	its name
 * @mode:	"user" or "kernel"
 * @cannot:	why it cannot run here, or NULL
 * @runs:	runs that showed something
 * @disturbed:	runs that were repeated as something came between
 * @crowded:	how many of these had more entries than there is room for
 * @late:	runs that were repeated as the event did not come
 * @why:	why the last one of those was
 * @path:	the distinct paths, in the order in which they were first seen
 * @nr:		how many
 * @dropped:	runs that took yet another path when there was no room for more
 */
struct hop_findings {
	const char *trigger;
	const char *mode;
	const char *cannot;
	__u64 runs;
	__u64 disturbed;
	__u64 crowded;
	__u64 late;
	const char *why;
	struct hop_finding path[HOP_FINDINGS_PATHS];
	size_t nr;
	__u64 dropped;
};

/**
 * struct hop_regs_tally - where entries from user mode had their pt_regs
 * @entries:	that got to a task's stack
 * @room:	bytes from their end to the end of the stack, in the first of them
 * @same:	how many had them there
 * @elsewhere:	how many had not
 *
 * If @elsewhere is 0 the stack was empty each time. The rest was not seen.
 */
struct hop_regs_tally {
	__u64 entries;
	__u64 room;
	__u64 same;
	__u64 elsewhere;
};

/**
 * struct hop_report - what `stackhop path` found
 * @release:	of the kernel
 * @arch:	as uname(1) says
 * @kernel:	what predictions depend on
 * @features:	hop_info.features
 * @list:	a trigger each
 * @nr:		how many
 * @nested:	other entries that came meanwhile: one for each vector
 * @nr_nested:	how many
 * @nested_lost: entries of yet other vectors, when there was no room for more
 * @regs:	of all runs
 */
struct hop_report {
	const char *release;
	const char *arch;
	struct hop_kernel kernel;
	__u32 features;
	struct hop_findings *list;
	size_t nr;
	struct hop_findings nested[HOP_NESTED];
	size_t nr_nested;
	__u64 nested_lost;
	struct hop_regs_tally regs;
};

/* hop_findings_add() - counts a run that is not disturbed */
void hop_findings_add(struct hop_findings *f, const struct hop_observed *o,
		      const struct hop_kernel *kernel);

/* hop_report_nested() - counts what came meanwhile */
void hop_report_nested(struct hop_report *report, const struct hop_assembly *a);

/* hop_report_regs() - counts where a run's entry had its pt_regs */
void hop_report_regs(struct hop_report *report, const struct hop_observed *o);

/* hop_finding_ok() - predicted, and every hop has evidence */
bool hop_finding_ok(const struct hop_finding *f);

/* hop_findings_ok() - it ran, and all of its paths are hop_finding_ok() */
bool hop_findings_ok(const struct hop_findings *f);

/*
 * hop_report_ok() - nothing that ran was a surprise, or without evidence, or
 * found the task's stack in use
 */
bool hop_report_ok(const struct hop_report *report);

/* hop_report_cannot() - how many of the triggers could not run */
size_t hop_report_cannot(const struct hop_report *report);

/* hop_entry_name() - what an entry is called: "timer", "vector 0x21"... */
const char *hop_entry_name(const struct hop_record *rec);

/* hop_report_print() - tables for people; @verbose: with addresses */
void hop_report_print(const struct hop_report *report, bool verbose);

/* hop_report_draw() - each path as a picture of stacks and frame, 80 columns */
void hop_report_draw(const struct hop_report *report);

/* hop_report_sum() - the last lines: what was repeated, and the count of verdicts */
void hop_report_sum(const struct hop_report *report);

struct json_object;

/**
 * hop_report_json() - the report as an object, for the caller to print or put
 *
 * "kernel", "arch": as uname(1) says; "pti" and the port's features that paths
 *	depend on ("fred"): bool; "predictions": if
 *	there are none for so new a kernel, the version whose were taken.
 * "triggers": list of "trigger": name; "mode": "user" or "kernel"; "runs": how
 *	many showed something; "paths": list of "path": kinds of stack in order,
 *	"task2" and "user2" being another task's, "?" unknown; "switches"; "count":
 *	runs that took it; "predicted": bool; "evidence": one of "hw", "tap",
 *	"probe", "link", "residue", "?" for each switch; "dropped": runs that took
 *	yet other paths, for which there was no room; "disturbed", "late": runs
 *	that were repeated, as something came between, and as nothing came;
 *	"crowded": how many of "disturbed" had more entries than there is room
 *	for. A trigger that cannot run has "runs" 0, no "paths" and "skipped":
 *	why.
 * "nested": entries from kernel mode that came in the middle of runs, a list of
 *	"entry": "timer", "nmi", "page-fault", "irq-21" (the vector in hex)...;
 *	"mode": "kernel"; "runs": how many; "paths" as above without "predicted";
 *	"dropped" as above.
 * "nested_lost": entries of yet other vectors, for which there was no room.
 * "pt_regs": where entries from user mode had theirs: "entries": how many got to
 *	a task's stack; "room": bytes from their end to the end of that stack;
 *	"same", "elsewhere": how many had them there, and not; the rest of
 *	"entries" was not seen.
 */
struct json_object *hop_report_json(const struct hop_report *report);

#endif
