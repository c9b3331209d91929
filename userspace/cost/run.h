/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs a trigger many times, in one child process, and takes its samples.
 */
#ifndef HOP_COST_RUN_H
#define HOP_COST_RUN_H

#include "samples.h"
#include "trigger/trigger.h"

/**
 * struct hop_timing - memory that the child fills; from hop_timing_map()
 * @parent:    whose child takes them
 * @err:       0 or a negative errno: why there are no (more) samples
 * @discarded: runs that showed nothing: the event did not come, or not alone
 * @nr:        samples taken, by phase
 * @repeat:    room for this many in each phase
 * @sample:    HOP_COST_NR times @repeat of them
 */
struct hop_timing {
	pid_t parent;
	int err;
	unsigned long discarded;
	size_t nr[HOP_COST_NR];
	size_t repeat;
	struct hop_sample sample[];
};

/* hop_timing_map() - shared with children to come; NULL, with a line, if not */
struct hop_timing *hop_timing_map(size_t repeat);
void hop_timing_unmap(struct hop_timing *timing);

/**
 * hop_cost_run() - take @timing->repeat samples of each kind that there are
 *
 * Returns 0, also if some are missing; a negative errno, with a line on stderr,
 * if there are none.
 */
int hop_cost_run(struct hop_runner *runner, const struct hop_trigger *trigger,
		 struct hop_timing *timing);

/* hop_timing_sum() - what they come to: hop_cost_sum(); false: no memory */
bool hop_timing_sum(struct hop_timing *timing,
		    const struct hop_trigger *trigger, struct hop_cost *cost);

/*
 * hop_cost_child() - the child's life: never returns; for hop_cost_run() only
 */
void hop_cost_child(const struct hop_runner *runner,
		    const struct hop_trigger *trigger,
		    struct hop_timing *timing);

#endif
