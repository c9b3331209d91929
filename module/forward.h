/* SPDX-License-Identifier: GPL-2.0 */
/*
 * System calls, handed on to tracepoints of our own with preemption off, where
 * the kernel's own tracepoints of system calls leave it on.
 */
#ifndef HOP_FORWARD_H
#define HOP_FORWARD_H

#include <linux/types.h>

/**
 * hop_forward_set() - @on: begin, or end, for one caller
 * @mine: in, out: whether this caller has begun
 *
 * Handing on ends when the last caller has ended. May sleep. Returns 0 or a
 * negative errno; ending allocates nothing and never fails. Where the kernel's
 * own tracepoints do as well, nothing begins, and *@mine stays false.
 */
int hop_forward_set(bool on, bool *mine);

#endif
