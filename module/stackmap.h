/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where every stack of every CPU lies, and which stack holds an address.
 */
#ifndef HOP_STACKMAP_H
#define HOP_STACKMAP_H

#include <linux/types.h>

#include "uapi/stackhop.h"

/* Find all possible CPUs' stacks. -ENOMEM. May sleep. */
int hop_stackmap_init(void);
void hop_stackmap_exit(void);

/* How many there are, and the nth: sorted by CPU, then kind. */
unsigned int hop_stackmap_nr(void);
const struct hop_stack *hop_stackmap_nth(unsigned int n);

/*
 * Which stack holds find->addr? Fills the rest of @find. Looks at every task:
 * process context. A task found may end at any time after.
 */
void hop_stackmap_find(struct hop_find *find);

/* Name of a kind: "entry", "ist-df"... "unknown" for a number out of range. */
const char *hop_stack_kind_name(unsigned int kind);

#endif
