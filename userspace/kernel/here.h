/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel that runs here: what the path of an entry depends on.
 */
#ifndef HOP_KERNEL_HERE_H
#define HOP_KERNEL_HERE_H

#include <stdbool.h>

#include "arch/arch.h"

/* hop_kernel_version() - of "6.1.0-56-amd64"; 0 if it is no such text */
unsigned int hop_kernel_version(const char *release);

/* hop_kernel_threaded() - does this command line of a kernel ask for threads? */
bool hop_kernel_threaded(const char *cmdline);

/* hop_kernel_here() - from the module's @info, uname(2) and /proc/cmdline */
struct hop_kernel hop_kernel_here(const struct hop_info *info);

#endif
