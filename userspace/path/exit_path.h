/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The way back to user mode, from what it left on the entry stack.
 */
#ifndef HOP_PATH_EXIT_PATH_H
#define HOP_PATH_EXIT_PATH_H

#include "assembly.h"

/**
 * hop_exit_path() - goes on from where the entry was seen last to user mode
 * @o:		path of an entry from user mode
 * @task:	stack of the task that it was seen on last; kind 0: none
 */
void hop_exit_path(struct hop_observed *o, const struct hop_run *run,
		   const struct hop_stack_info *task);

/**
 * hop_exit_path_failed() - did an entry begin on the entry stack with the registers
 * of a way out that failed?
 * @entry:	out: that stack
 * @sp:		out: stack pointer at its first instruction
 */
bool hop_exit_path_failed(const struct hop_run *run,
			  struct hop_stack_info *entry, __u64 *sp);

#endif
