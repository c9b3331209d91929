/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The list of per-CPU stacks that the module gives: which one an address is in.
 */
#ifndef HOP_KERNEL_STACKS_H
#define HOP_KERNEL_STACKS_H

#include <stdbool.h>
#include <stddef.h>

#include <stackhop.h>

#include "arch/arch.h"

/* hop_stack_info_of() - of an entry of a list; kind 0 if @stack is NULL */
struct hop_stack_info hop_stack_info_of(const struct hop_stack *stack);

/**
 * hop_stack_at() - the stack that holds @addr
 * @cpus:	the CPUs' own stacks
 * @tasks:	those of tasks that are known so far
 *
 * This is the one answer to that question. Kind HOP_KIND_USER for the user half
 * of the address space, 0 if none of the stacks holds @addr.
 */
struct hop_stack_info hop_stack_at(const struct hop_stacklist *cpus,
				   const struct hop_stacklist *tasks,
				   __u64 addr);

/**
 * hop_stacks_find() - the stack that holds @addr (base included, top not)
 *
 * Only a stack that has pages can hold anything: others may share addresses
 * with one that has (own stacks lie where those of #VC would be).
 */
const struct hop_stack *hop_stacks_find(const struct hop_stacklist *list,
					__u64 addr);

/* hop_stacks_of() - the stack of @kind of @cpu, mapped or not, or NULL */
const struct hop_stack *hop_stacks_of(const struct hop_stacklist *list,
				      unsigned int cpu, unsigned int kind);

/**
 * hop_stacks_clash() - a stack that cannot be right
 *
 * Returns a stack that is empty, or has pages and shares them with another that
 * has; NULL if there is none.
 */
const struct hop_stack *hop_stacks_clash(const struct hop_stacklist *list);

#endif
