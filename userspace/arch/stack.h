/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stacks as the tool has them: where one lies, and lists of them.
 */
#ifndef HOP_ARCH_STACK_H
#define HOP_ARCH_STACK_H

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

/* hop_stack_same() - the same stack, not just one of the same kind */
static inline bool hop_stack_same(const struct hop_stack_info *a,
				  const struct hop_stack_info *b)
{
	return a->kind == b->kind && a->base == b->base;
}

/* hop_stack_holds() - base included, top not; what is not known holds nothing */
static inline bool hop_stack_holds(const struct hop_stack_info *stack,
				   __u64 addr)
{
	return addr >= stack->base && addr < stack->top;
}

/* hop_addr_user() - whether @addr is in the user half of the address space */
bool hop_addr_user(__u64 addr);

#endif
