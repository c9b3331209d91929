/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What `stackhop watch` shows.
 */
#ifndef HOP_WATCH_VIEW_H
#define HOP_WATCH_VIEW_H

#include <stdio.h>

#include <json-c/json.h>

#include "kernel/kernel.h"
#include "loss.h"
#include "rows.h"
#include "trace.h"

/* Why there are no traces; see hop_bpf_ring_sleeps(). */
#define HOP_WATCH_TRACELESS                                                      \
	"no stack traces on this kernel: its BPF ring buffer takes a lock that " \
	"sleeps, which must not be in interrupts (PREEMPT_RT)"

/**
 * struct hop_watch_result - what is to be shown
 * @rows:	what was counted
 * @stacks:	the CPUs' own stacks, by which kinds are told
 * @best:	the deepest samples
 * @seconds:	how long it was counted
 * @present:	mask of the points that this kernel has
 * @absent:	mask of those that were asked for and that it has not
 * @missed:	events that a program skipped as it was running already, by
 *		point; -1: this kernel does not count them
 * @events:	single events were asked for
 * @seen:	single events, by point
 * @lost:	single events that found no room, by point
 * @loss:	why these did not
 * @traceless:	there can be no stack traces
 * @traces_lost: stack traces that found no room
 * @processes_lost: that were to be watched, but were not: a table was full, or
 *		another one was about to be entered
 * @hits:	events that hit a program of watch, on its stack, by point: left
 *		out of all else
 * @tgid:	the process that was watched, or 0
 * @status:	wait status of the command, or -1
 */
struct hop_watch_result {
	struct hop_watch_rows rows;
	struct hop_stacklist stacks;
	const struct hop_watch_best *best;
	double seconds;
	__u64 present;
	__u64 absent;
	__s64 missed[HOP_WATCH_NR];
	bool events;
	__u64 seen[HOP_WATCH_NR];
	__u64 lost[HOP_WATCH_NR];
	struct hop_watch_loss loss;
	bool traceless;
	__u64 traces_lost;
	__u64 processes_lost;
	__u64 hits[HOP_WATCH_NR];
	pid_t tgid;
	int status;
};

/* struct hop_watch_style - how people want it */
struct hop_watch_style {
	bool per_cpu; /* rows of single CPUs, too */
	bool histogram; /* every row's depths */
	bool rates; /* events by second */
	bool traces; /* of each entry and kind, not of each kind only */
};

/* hop_watch_print_rows() - the table */
void hop_watch_print_rows(FILE *f, const struct hop_watch_result *result,
			  const struct hop_watch_style *style);

/* hop_watch_print() - the table, the deepest, what was lost */
void hop_watch_print(FILE *f, const struct hop_watch_result *result,
		     const struct hop_watch_style *style);

/* hop_watch_print_sample() - a trace under @title */
void hop_watch_print_sample(FILE *f, const char *title,
			    const struct hop_watch_sample *s);

/**
 * hop_watch_rows_json() - one object for the time since the last one
 *
 * {"seconds", "counts": [...], "totals": [...]} as hop_watch_json() has them;
 * "deepest" is since the start.
 */
struct json_object *hop_watch_rows_json(const struct hop_watch_result *result);

/**
 * hop_watch_json() - one object with all of it
 *
 * "kernel", "arch"; "tgid": the process, or 0; "seconds"; "command": null, or
 * {"exited", "signal"}: one of them a number; "counts", "totals": arrays of
 * {"cpu" (in counts), "entry": tracepoint, "kind", "count", "deepest": bytes
 * (0: not known), "histogram": [{"bytes": up to so many, "count"}...]}; "left":
 * array of {"entry", "kind", "deepest"}, stacks that events left for the one
 * that they ran on, and are counted on; "deepest": array of samples, with
 * "kind", "depth", "left": whether that is the stack the event ran on, or one
 * that it left; "absent": tracepoints that this kernel has not; "missed": by
 * entry, events skipped by a program that was running already (null: not
 * counted by this kernel); "seen", "lost": by entry, single events that were
 * given out, and that found no room; "lost_as": of the latter, as the reader
 * came "late" to the CPU, as "writing" took so long, as more came too "fast" for
 * the rings, each {"events", "ms": for how long it was kept at most};
 * "traces_lost" (null: this kernel can have none); "processes_lost": those that
 * were started but that a full table had no room for; "own_hit": by entry,
 * events that hit a program of watch on its stack, left out; "stacks": array of
 * {"cpu", "kind", "base", "top"}, the CPUs' own stacks, with what kinds are told
 * by.
 */
struct json_object *hop_watch_json(const struct hop_watch_result *result);

/**
 * hop_watch_sample_json() - {"entry", "cpu", "pid", "comm", "cut", "stacks"}
 *
 * "cut": the trace has all the frames that it can have: there may be more;
 * "stacks": [{"kind", "depth": bytes, "own", "frames": ["function+0x1c"...]}...],
 * the stack that the event ran on first, then those that it came from; "own":
 * part of it is what a program of watch put there, or watch itself. Where debug
 * info has lines, "sources": one for each frame, "FILE:LINE" of the call or null.
 */
struct json_object *hop_watch_sample_json(const struct hop_watch_sample *s);

/* hop_watch_own_frames() - frames of a trace that are only there to look */
size_t hop_watch_own_frames(const struct hop_watch_sample *s);

/* hop_watch_limit() - frames that a trace can have: ours, or the kernel's limit */
size_t hop_watch_limit(void);

/*
 * hop_watch_losses_print() - what was lost or missed, and why, and what else makes
 * the exit status 1
 */
void hop_watch_losses_print(FILE *f, const struct hop_watch_result *result);

/* hop_watch_lost_sum() - all that was lost or missed */
__u64 hop_watch_lost_sum(const struct hop_watch_result *result);

#endif
