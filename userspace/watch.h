/* SPDX-License-Identifier: GPL-2.0 */
/*
 * `stackhop watch`: the BPF programs, what they counted, and its views.
 */
#ifndef HOP_WATCH_H
#define HOP_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <stackhop_bpf.h>

#include "stacks.h"

/**
 * struct hop_watch_plan - what is to be counted
 * @tgid:	only this process (initial pid namespace), or all: 0
 * @from_exec:	begin when @tgid calls execve; else begin at once
 * @task_stack_size: bytes
 * @stacks:	the per-CPU stacks
 * @nr_cpus:	valid CPU numbers are below it
 * @verbose:	let libbpf speak
 */
struct hop_watch_plan {
	pid_t tgid;
	bool from_exec;
	__u64 task_stack_size;
	const struct hop_stacklist *stacks;
	unsigned int nr_cpus;
	bool verbose;
};

/**
 * struct hop_watch_counts - what was counted
 * @nr_cpus:	how many CPUs
 * @count:	[cpu * HOP_WATCH_KEYS + HOP_WATCH_KEY(point, kind)]; free() it
 * @missed:	events that a program skipped as it was running already, by
 *		point; -1 if this kernel does not count them
 */
struct hop_watch_counts {
	size_t nr_cpus;
	__u64 *count;
	__s64 missed[HOP_WATCH_NR];
};

struct watch_bpf;

/* hop_watch_start() - loads and attaches; NULL, with a line, on error */
struct watch_bpf *hop_watch_start(const struct hop_watch_plan *plan);

/* hop_watch_counting() - whether counting has begun */
bool hop_watch_counting(const struct watch_bpf *bpf);

/* hop_watch_stop() - detaches, reads and frees; false, with a line, on error */
bool hop_watch_stop(struct watch_bpf *bpf, struct hop_watch_counts *counts);

/* hop_watch_total() - the sum over all CPUs */
__u64 hop_watch_total(const struct hop_watch_counts *counts, unsigned int point,
		      unsigned int kind);

extern const char *const hop_watch_points[HOP_WATCH_NR];

/* hop_watch_print() - a table for people */
void hop_watch_print(const struct hop_watch_counts *counts);

/**
 * hop_watch_json() - one object on stdout
 * @status:	wait status of the command, or -1 if there was none
 *
 * "kernel", "arch": as uname(1) says.
 * "tgid": the process that was watched, or 0: all.
 * "command": null, or "exited" (exit status or null), "signal" (or null).
 * "counts": list of "cpu", "entry" ("sys_enter", "sys_exit"), "kind", "count";
 *	only those that are not 0. "totals": the same without "cpu".
 * "missed": object of entry to events not seen, or null if not known.
 */
void hop_watch_json(const struct hop_watch_counts *counts, pid_t tgid,
		    int status);

#endif
