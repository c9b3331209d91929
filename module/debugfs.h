/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /sys/kernel/debug/stackhop: for people with cat and grep.
 */
#ifndef HOP_DEBUGFS_H
#define HOP_DEBUGFS_H

/* Never fails the load: a kernel without debugfs has the device still. */
int hop_debugfs_init(void);
void hop_debugfs_exit(void);

#endif
