/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which CPUs are online, and moving to one of them.
 */
#ifndef HOP_CPUS_H
#define HOP_CPUS_H

#include <stdbool.h>
#include <stddef.h>

/* hop_cpus_online() - their numbers, for free(); 0 and a line on error */
size_t hop_cpus_online(unsigned int **ids);

/* hop_cpus_pin() - keep the calling thread on @cpu; false and a line if not */
bool hop_cpus_pin(unsigned int cpu);

#endif
