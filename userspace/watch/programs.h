/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which of the programs of bpf/watch.bpf.c are loaded, and what they know.
 */
#ifndef HOP_WATCH_PROGRAMS_H
#define HOP_WATCH_PROGRAMS_H

#include "bpf.h"

struct bpf_program;
struct watch_bpf;

/**
 * struct hop_watch_programs - the programs of the points
 * @program:	by point; those that are not loaded too
 * @device:	the module's, while it hands on system calls; or -1
 */
struct hop_watch_programs {
	struct bpf_program *program[HOP_WATCH_NR];
	int device;
};

/* hop_watch_programs_choose() - before @bpf is loaded */
void hop_watch_programs_choose(struct watch_bpf *bpf,
			       const struct hop_watch_plan *plan,
			       struct hop_watch_programs *programs);

#endif
