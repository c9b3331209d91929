// SPDX-License-Identifier: GPL-2.0
/*
 * Sets of CPUs of any size: machines with more than 1024 exist.
 */
#include <err.h>
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "cpus.h"

#define CPUS_MAX (1 << 20)

/* The kernel refuses a mask that is smaller than its own. */
static cpu_set_t *affinity_get(size_t *cpus)
{
	for (*cpus = 1024; *cpus <= CPUS_MAX; *cpus *= 2) {
		cpu_set_t *set = CPU_ALLOC(*cpus);

		if (!set)
			return NULL;
		CPU_ZERO_S(CPU_ALLOC_SIZE(*cpus), set);
		if (!sched_getaffinity(0, CPU_ALLOC_SIZE(*cpus), set))
			return set;
		CPU_FREE(set);
		if (errno != EINVAL)
			return NULL;
	}
	return NULL;
}

size_t hop_cpus_allowed(unsigned int **ids)
{
	size_t cpus, nr = 0;
	cpu_set_t *set = affinity_get(&cpus);

	*ids = set ? calloc(cpus, sizeof(**ids)) : NULL;
	for (size_t i = 0; *ids && i < cpus; i++)
		if (CPU_ISSET_S(i, CPU_ALLOC_SIZE(cpus), set))
			(*ids)[nr++] = i;
	if (set)
		CPU_FREE(set);
	if (!nr) {
		free(*ids);
		warn("cannot tell which CPUs are allowed");
	}
	return nr;
}

bool hop_cpus_pin(unsigned int cpu)
{
	cpu_set_t *set = CPU_ALLOC(cpu + 1);
	size_t size = CPU_ALLOC_SIZE(cpu + 1);
	int ret;

	if (!set) {
		warn("CPU %u", cpu);
		return false;
	}
	CPU_ZERO_S(size, set);
	CPU_SET_S(cpu, size, set);
	ret = sched_setaffinity(0, size, set);
	CPU_FREE(set);
	if (ret < 0)
		warnx("cannot run on CPU %u: %s", cpu,
		      errno == EINVAL ?
			      "it is not online, or not allowed here" :
			      strerror(errno));
	return ret == 0;
}
