/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Children that end with the tool, however it ends.
 */
#ifndef HOP_LIB_LIFETIME_H
#define HOP_LIB_LIFETIME_H

#include <sys/types.h>

/**
 * hop_end_with_parent() - right after fork(), in the child
 * @parent: who forked
 *
 * The child ends when @parent ends, or now if it has ended already; also by
 * alarm(), whatever it was started with, and by itself when it has run for long
 * before all others. Its end leaves no core.
 */
void hop_end_with_parent(pid_t parent);

#endif
