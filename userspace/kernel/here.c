// SPDX-License-Identifier: GPL-2.0
/*
 * What paths depend on, read off the machine.
 */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "here.h"
#include "lib/lib.h"

unsigned int hop_kernel_version(const char *release)
{
	unsigned int major, minor;

	if (sscanf(release, "%u.%u", &major, &minor) != 2 || minor > 999 ||
	    major > 999)
		return 0;
	return HOP_VERSION_OF(major, minor);
}

/* The command line ends at `--': what follows is for init. */
bool hop_kernel_threaded(const char *cmdline)
{
	const char *end = strstr(cmdline, " -- ");
	const char *found = hop_text_word(cmdline, "threadirqs");

	return found && (!end || found < end);
}

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
