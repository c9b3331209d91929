/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rings of single events, one for each CPU and point: read in the order in
 * which the events of a CPU came.
 */
#ifndef HOP_WATCH_MERGE_H
#define HOP_WATCH_MERGE_H

#include <hop_watch.h>

typedef void hop_watch_event_fn(void *to, unsigned int cpu, unsigned int point,
				const struct hop_watch_event *event);

/**
 * struct hop_watch_order - how far the events of a CPU have been taken
 * @next:	number that comes next
 * @settled:	what has a lower number is there by now, or never will be
 */
struct hop_watch_order {
	__u64 next;
	__u64 settled;
};

/**
 * hop_watch_merge() - takes the events of a CPU out of its rings, in order
 * @rings:	the CPU's
 * @room:	events in a small ring
 * @cpu:	its number, handed on
 * @order:	how far it went
 *
 * A program takes its number before its event is there to be read, and may be
 * interrupted by others in between. So a number that is missing ends the merge,
 * unless it is settled: then it was lost, or never given. Events of system calls
 * and switches settle all before them; for the rest the caller raises
 * @order->settled to what hop_watch_cpu.seq was a while ago, longer than an
 * interrupt takes. An event that interrupted the program of another one just
 * before that had taken its number has the same, and comes after it.
 *
 * Returns how many.
 */
__u64 hop_watch_merge(struct hop_watch_rings *rings, unsigned int room,
		      unsigned int cpu, struct hop_watch_order *order,
		      hop_watch_event_fn *fn, void *to);

#endif
