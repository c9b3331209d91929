/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel that runs here, as predictions see it.
 */
#ifndef HOP_HERE_H
#define HOP_HERE_H

#include <stackhop.h>

#include "predict.h"

/* hop_kernel_here() - from the module's @info, uname(2) and /proc/cmdline */
struct hop_kernel hop_kernel_here(const struct hop_info *info);

#endif
