// SPDX-License-Identifier: GPL-2.0
/*
 * What predictions depend on, read off the machine.
 */
#include <stdio.h>
#include <sys/utsname.h>

#include "here.h"

static bool asked_for_threads(void)
{
	char line[4096] = "";
	FILE *f = fopen("/proc/cmdline", "re");

	if (f && !fgets(line, sizeof(line), f))
		line[0] = '\0';
	if (f)
		fclose(f);
	return hop_kernel_threaded(line);
}

struct hop_kernel hop_kernel_here(const struct hop_info *info)
{
	struct hop_kernel kernel = {
		.pti = info->features & HOP_FEAT_PTI,
		.rt = info->features & HOP_FEAT_RT,
	};
	struct utsname os;

	uname(&os);
	kernel.version = hop_kernel_version(os.release);
	kernel.threaded = kernel.rt || asked_for_threads();
	return kernel;
}
