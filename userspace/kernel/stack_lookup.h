/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Finds the stack that holds an address: the list of per-CPU stacks first, the
 * module's answer for task stacks, which it remembers.
 */
#ifndef HOP_KERNEL_STACK_LOOKUP_H
#define HOP_KERNEL_STACK_LOOKUP_H

#include "stacks.h"

/**
 * struct hop_stack_lookup - who knows
 * @fd:		the device
 * @stacks:	the per-CPU stacks
 * @task:	the task stack found last; kind 0 if none
 */
struct hop_stack_lookup {
	int fd;
	const struct hop_stacklist *stacks;
	struct hop_stack task;
};

/* hop_stack_lookup_find() - unknown if the module does not know or cannot be asked */
struct hop_stack_info hop_stack_lookup_find(struct hop_stack_lookup *lookup,
					    __u64 addr);

#endif
