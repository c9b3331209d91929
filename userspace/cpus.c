// SPDX-License-Identifier: GPL-2.0
/*
 * Sets of CPUs of any size: machines with more than 1024 exist.
 */
#include <err.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "args.h"
#include "cpus.h"

#define ONLINE "/sys/devices/system/cpu/online"

size_t hop_cpus_online(unsigned int **ids)
{
	char text[4096] = "";
	FILE *f = fopen(ONLINE, "re");
	size_t nr = 0;

	if (f) {
		if (fgets(text, sizeof(text), f))
			nr = hop_args_cpulist(text, ids);
		fclose(f);
	}
	if (!nr)
		warnx("cannot tell which CPUs are online from " ONLINE);
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
