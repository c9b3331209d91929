/* SPDX-License-Identifier: GPL-2.0 */
/*
 * `stackhop watch` and `stackhop top`: the BPF programs while they run.
 */
#ifndef HOP_WATCH_BPF_H
#define HOP_WATCH_BPF_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <hop_watch.h>

#include "kernel/kernel.h"

/**
 * struct hop_watch_plan - what is to be watched
 * @points:	mask of enum hop_watch_point
 * @tgid:	this process (initial pid namespace) and what it starts from now
 *		on, or all: 0
 * @processes:	room for so many of these at the same time; 0: as many as the
 *		programs have it for
 * @from_exec:	begin when @tgid calls execve; else begin at once
 * @stacks:	the per-CPU stacks
 * @task_stack_size: bytes
 * @nr_cpus:	valid CPU numbers are below it
 * @live:	keep the depth of each last event
 * @room:	events in a small ring, a power of 2 up to HOP_WATCH_ROOM_MAX; 0:
 *		no single events
 * @stamped:	single events have the time
 * @traceless:	no stack traces: see hop_bpf_ring_sleeps()
 * @catch:	report whatever is deeper than so many bytes; 0: nothing
 * @verbose:	let libbpf speak
 */
struct hop_watch_plan {
	__u64 points;
	pid_t tgid;
	unsigned int processes;
	bool from_exec;
	struct hop_stacklist stacks;
	__u64 task_stack_size;
	unsigned int nr_cpus;
	bool live;
	unsigned int room;
	bool stamped;
	bool traceless;
	__u64 catch;
	bool verbose;
};

/**
 * struct hop_watch - programs that run
 * @nr_cpus:	how many CPUs
 * @present:	mask of the points that this kernel has, of those planned
 */
struct hop_watch {
	size_t nr_cpus;
	__u64 present;
};

/*
 * hop_watch_open() - loads and attaches; NULL, with a line, on error. Nothing is
 * counted before hop_watch_begin(): to attach is none of the system's doings.
 */
struct hop_watch *hop_watch_open(const struct hop_watch_plan *plan);

/* hop_watch_begin() - from now on events are seen; who reads them is ready */
void hop_watch_begin(struct hop_watch *watch);

/* hop_watch_begun() - whether the command that is waited for has begun */
bool hop_watch_begun(const struct hop_watch *watch);

/* hop_watch_cpu_of() - what @cpu counts: changes while one looks */
const struct hop_watch_cpu *hop_watch_cpu_of(const struct hop_watch *watch,
					     unsigned int cpu);

/* hop_watch_copy() - what all CPUs have counted; for free(), NULL: no memory */
struct hop_watch_cpu *hop_watch_copy(const struct hop_watch *watch);

/* hop_watch_rings_of() - those of @cpu, or NULL if there are no single events */
struct hop_watch_rings *hop_watch_rings_of(const struct hop_watch *watch,
					   unsigned int cpu);

typedef void hop_watch_sample_fn(void *to, const struct hop_watch_sample *s);

/* hop_watch_samples() - hands over the stack traces that came since */
void hop_watch_samples(struct hop_watch *watch, hop_watch_sample_fn *fn,
		       void *to);

/* hop_watch_samples_lost() - traces for which there was no room */
__u64 hop_watch_samples_lost(const struct hop_watch *watch);

/*
 * hop_watch_processes_lost() - those that the table had no room for, or that were
 * started while the program that enters them was running already
 */
__u64 hop_watch_processes_lost(const struct hop_watch *watch);

/**
 * hop_watch_missed() - events that a program skipped as it was running already
 *
 * Returns -1 if this kernel does not count them (before 5.12).
 */
__s64 hop_watch_missed(const struct hop_watch *watch, unsigned int point);

/* hop_watch_detach() - no event is seen any more when it returns */
void hop_watch_detach(struct hop_watch *watch);

/* hop_watch_close() - frees all of it; NULL is fine */
void hop_watch_close(struct hop_watch *watch);

#endif
