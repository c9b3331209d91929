/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Cuts the window of a run out of tape and probes.
 */
#ifndef HOP_TRIGGER_RUN_COLLECT_H
#define HOP_TRIGGER_RUN_COLLECT_H

#include "run.h"

/* Task stacks that one run can have to do with. */
#define HOP_TASKS_MAX 8

/* hop_collect_start() - go to the end of the tape; 0 or a negative errno */
int hop_collect_start(struct hop_runner *runner);

/**
 * hop_collect() - fill in @run from tape, probes and arena
 *
 * While the tasks that took part are still there. @run->lost and pid are set by
 * the caller. Returns as hop_trigger_run() does.
 */
int hop_collect(struct hop_runner *runner, const struct hop_trigger *trigger,
		struct hop_run *run);

#endif
