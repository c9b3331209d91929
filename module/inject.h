/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Interrupts on demand, for entries that user mode cannot make by itself.
 */
#ifndef HOP_INJECT_H
#define HOP_INJECT_H

#include "uapi/stackhop.h"

int hop_inject_init(void);
void hop_inject_exit(void);

/* See struct hop_inject. Process context. */
int hop_inject_send(const struct hop_inject *inject);

#endif
