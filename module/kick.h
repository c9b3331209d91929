/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Interrupts on demand, for entries that user mode cannot make by itself.
 */
#ifndef HOP_KICK_H
#define HOP_KICK_H

#include "uapi/stackhop.h"

int hop_kick_init(void);
void hop_kick_exit(void);

/* See struct hop_kick. Process context. */
int hop_kick(const struct hop_kick *kick);

#endif
