/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Own gates: an optional part. Installed closed at load, opened while somebody
 * who armed them holds the device open, restored at unload.
 */
#ifndef HOP_GATE_H
#define HOP_GATE_H

#include <linux/types.h>

#include "uapi/stackhop.h"

/*
 * Install the gates, closed. A machine that cannot have them is no error: the
 * reason is kept for hop_gate_errno(). -EINVAL for bad parameters.
 */
int hop_gate_init(void);
void hop_gate_exit(void);

/* Say in the log what was installed, or why nothing was. */
void hop_gate_report(void);

/* 0, or the negative errno why there are no own gates. */
int hop_gate_errno(void);

/* One line to go with it; empty if there are gates. */
const char *hop_gate_why(void);

/* Vector of an own gate, 0 if not installed. */
unsigned int hop_gate_vector(enum hop_gate gate);

/* Mask of gates that user mode can reach now, as the gates themselves say. */
u32 hop_gate_armed(void);

/*
 * Arm gates, or give them up. @mine is the caller's own mask of what it has
 * armed; a gate is open while anyone's mask has it. May sleep.
 * -EINVAL for a bad mask, hop_gate_errno() if there are none.
 */
int hop_gate_arm(u32 gates, u32 *mine);
int hop_gate_disarm(u32 gates, u32 *mine);

/* Fire from kernel mode @count times; *done says how often. -EINTR. */
int hop_gate_fire(u32 gate, u32 count, u32 *done);

#endif
