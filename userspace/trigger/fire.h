/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Fires an own gate from user mode, in a child process on one CPU.
 */
#ifndef HOP_TRIGGER_FIRE_H
#define HOP_TRIGGER_FIRE_H

#include <stdbool.h>

#include "arch/arch.h"

/**
 * hop_fire_user() - fire @vector @count times on @cpu from user mode
 * @shot:	out
 * @signal:	out: the signal that killed the child, or 0
 *
 * Signals to PID 1 are special, and the child may be killed: hence one.
 * Returns false, with a line on stderr, if it could not be started.
 */
bool hop_fire_user(unsigned int cpu, unsigned int vector, __u64 count,
		   struct hop_shot *shot, int *signal);

#endif
