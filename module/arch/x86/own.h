/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The memory of the own gates: stacks, the copy of the stubs, their data and
 * the tapes, each mapped where all page tables see it.
 */
#ifndef HOP_X86_OWN_H
#define HOP_X86_OWN_H

#include <linux/types.h>

#include "../../uapi/stackhop.h"

/* Allocate stubs, their data and both stacks of all possible CPUs. -ENOMEM. */
int hop_own_alloc(void);

/* Free them. Nothing may map them any more. */
void hop_own_free(void);

/* Map them, and the tapes, once the region is claimed. -ENOMEM, -EBUSY. */
int hop_own_map(void);

/* Undo what of it lies outside the region. */
void hop_own_unmap(void);

/* Lowest address of an own stack; 0 if there is none. Size: EXCEPTION_STKSZ. */
unsigned long hop_own_stack_base(int cpu, enum hop_gate gate);

/* Where an address of the block of stubs lies in the region. */
unsigned long hop_own_stub_addr(const char *symbol);

/* The same for the block of taps. */
unsigned long hop_own_tap_addr(const char *symbol);

#endif
