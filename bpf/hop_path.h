/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the programs of `stackhop path` and the tool say to each other.
 */
#ifndef HOP_PATH_BPF_H
#define HOP_PATH_BPF_H

#include "stackhop_bpf.h"
#include "../userspace/evidence.h"

/* Records of a run where there is no ring buffer for them. */
#define HOP_PROBE_SLOTS 4096

/**
 * struct hop_probe_slot - room for a record
 * @used:  a program has taken it; such slots are the first ones, without a gap
 */
struct hop_probe_slot {
	__u64 used;
	struct hop_probe probe;
};

#endif
