/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which CPUs this program may run on, and moving to one of them.
 */
#ifndef HOP_LIB_CPUS_H
#define HOP_LIB_CPUS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * hop_cpus_allowed() - those that are online and in this thread's affinity mask,
 * as taskset(1) or a cpuset leaves it: their numbers by rising order, for free();
 * 0 and a line on error
 */
size_t hop_cpus_allowed(unsigned int **ids);

/* hop_cpus_pin() - keep the calling thread on @cpu; false and a line if not */
bool hop_cpus_pin(unsigned int cpu);

#endif
