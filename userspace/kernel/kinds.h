/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names of the kinds of stack, of the own gates and of the IST slots.
 */
#ifndef HOP_KERNEL_KINDS_H
#define HOP_KERNEL_KINDS_H

/**
 * hop_kind_name() - "user", "entry", "task", ... of an enum hop_kind
 *
 * "unknown" for HOP_KIND_UNKNOWN and for any number that is no kind.
 */
const char *hop_kind_name(unsigned int kind);

/* hop_gate_names[gate]: "own", "own-ist"; NULL ends the list. */
extern const char *const hop_gate_names[];

/* hop_point_name() - "entry", "handler", "exit", or "?": enum hop_point. */
const char *hop_point_name(unsigned int point);

#endif
