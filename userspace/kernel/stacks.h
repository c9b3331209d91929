/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The list of per-CPU stacks that the module gives: which one an address is in.
 */
#ifndef HOP_KERNEL_STACKS_H
#define HOP_KERNEL_STACKS_H

#include <stdbool.h>
#include <stddef.h>

#include <stackhop.h>

/**
 * struct hop_stacklist - every per-CPU stack of the machine
 * @stack:	as HOP_IOC_STACKS gave them
 * @nr:		how many
 */
struct hop_stacklist {
	struct hop_stack *stack;
	size_t nr;
};

/**
 * struct hop_stack_info - the stack that an address was found in
 * @base:	its lowest address; 0 for user and unknown
 * @top:	the address after its highest byte; 0 for user and unknown
 * @kind:	enum hop_kind
 */
struct hop_stack_info {
	__u64 base;
	__u64 top;
	unsigned int kind;
};

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

/* hop_addr_user() - whether @addr is in the user half of the address space */
static inline bool hop_addr_user(__u64 addr)
{
	return !(addr >> 63);
}

#endif
