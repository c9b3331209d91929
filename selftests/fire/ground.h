/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The machine before the first load, and whether it is so again.
 */
#ifndef HOP_FIRE_GROUND_H
#define HOP_FIRE_GROUND_H

#include "lib/arch.h"
#include "fire/worker.h"

/**
 * struct hop_ground - the machine without stackhop
 * @state:	of its CPUs and page tables
 * @memory:	of the kernel in KiB, after the first round; 0: not known yet
 * @log:	the kernel's, read as far as it was looked at
 */
struct hop_ground {
	struct hop_state state;
	long memory;
	int log;
};

/* The module must not be loaded. 0 or a negative errno. */
int hop_ground_take(struct hop_ground *ground);

/*
 * Loads the module if need be, asks it and the tool, unloads it, and holds all
 * against @ground. What is wrong is a fault in @tally.
 */
void hop_ground_check(struct hop_ground *ground, struct hop_tally *tally);

#endif
