/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /dev/stackhop. The calls are described in uapi/stackhop.h.
 */
#ifndef HOP_CONTROL_H
#define HOP_CONTROL_H

#include <linux/mutex.h>

#include "tape.h"
#include "uapi/stackhop.h"

/* Make the device appear, and go. An open file keeps the module loaded. */
int hop_control_init(void);
void hop_control_exit(void);

/* ---- between control.c and the files that have the calls */

struct hop_listen;

/* Records copied from a tape at a time, before they go to the caller. */
#define HOP_READ_BATCH 64

/**
 * struct hop_file - one open file
 * @lock:    protects the rest
 * @armed:   gates that this file has armed
 * @forward: system calls are handed on for it
 * @listen:  tasks that end are noted for it, or NULL
 * @batch:   records on their way to the caller
 * @readers: where it is on each CPU's tape, by CPU id
 */
struct hop_file {
	struct mutex lock; /* of what follows */
	u32 armed;
	bool forward;
	struct hop_listen *listen;
	struct hop_record batch[HOP_READ_BATCH];
	struct hop_tape_reader readers[];
};

/* The argument of a call, but for those that are too large for a stack. */
union hop_arg {
	struct hop_info info;
	struct hop_arm arm;
	struct hop_fire fire;
	struct hop_read read;
	struct hop_stacks stacks;
	struct hop_find find;
	struct hop_tap tap;
	struct hop_tapes tapes;
	struct hop_paint paint;
	struct hop_residue residue;
	struct hop_inject inject;
	struct hop_forward forward;
	struct hop_depth_scan depth_scan;
	struct hop_depth_words depth_words;
	struct hop_depth_reset depth_reset;
	struct hop_depth_listen depth_listen;
	struct hop_depth_ended depth_ended;
};

/**
 * struct hop_call - the whole of what a call may do
 * @cmd:  HOP_IOC_*
 * @cap:  capability that the caller must have
 * @lock: it works on the open file; no such call takes long
 * @keep: error after which the argument goes back to the caller all the same,
 *        since it says how far the call came
 * @call: 0 or a negative errno; @arg is the structure of @cmd. NULL ends a table
 */
struct hop_call {
	unsigned int cmd;
	int cap;
	bool lock;
	int keep;
	long (*call)(struct hop_file *hf, void *arg);
};

/* Those of uapi/hop_measure.h and of uapi/hop_depth.h. */
extern const struct hop_call hop_measure_calls[];
extern const struct hop_call hop_depth_calls[];

#endif
