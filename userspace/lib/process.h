/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Can a process be watched: is it there, and is its number the kernel's?
 */
#ifndef HOP_LIB_PROCESS_H
#define HOP_LIB_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

/**
 * hop_process_initial() - are pids here those of the initial pid namespace?
 *
 * Those are what the kernel's side sees: in another namespace they are other
 * processes'. False, with a line, if they are not, or if that cannot be told.
 */
bool hop_process_initial(void);

/**
 * hop_process_check() - can the process @pid be watched?
 *
 * False, with a line, if there is none, if it is a thread, not a process, or
 * without hop_process_initial().
 */
bool hop_process_check(pid_t pid);

#endif
