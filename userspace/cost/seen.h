/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether a timed run was what it should be, and where its handler began and
 * ended: from the kernel's counts of interrupts and the module's stamps.
 */
#ifndef HOP_COST_SEEN_H
#define HOP_COST_SEEN_H

#include "samples.h"
#include "trigger/trigger.h"

/* hop_cost_look_open() - get ready, in the child; 0 or a negative errno */
int hop_cost_look_open(const struct hop_run_context *context);

/* hop_cost_look() - right before a run: what came up to now does not count */
void hop_cost_look(const struct hop_run_context *context);

/**
 * hop_cost_seen() - right after a run: did what it is about come, and alone?
 * @sample: has its stamps of user mode; gets those of the handler
 */
bool hop_cost_seen(const struct hop_run_context *context,
		   enum hop_cost_phase phase, struct hop_sample *sample);

/* hop_cost_stamps_on() - false: this kernel has no place for a stamp */
bool hop_cost_stamps_on(const struct hop_run_context *context);
void hop_cost_stamps_off(const struct hop_run_context *context);

/* hop_cost_stamps_skip() - those up to now are not those of the next run */
void hop_cost_stamps_skip(const struct hop_run_context *context);

/* hop_cost_stamps_take() - those of the run just made; false: some are missing */
bool hop_cost_stamps_take(const struct hop_run_context *context,
			  struct hop_sample *sample);

#endif
