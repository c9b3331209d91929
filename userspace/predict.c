// SPDX-License-Identifier: GPL-2.0
/*
 * How the table of predictions is asked.
 */
#include <stdio.h>
#include <string.h>

#include "predict.h"

unsigned int hop_kernel_version(const char *release)
{
	unsigned int major, minor;

	if (sscanf(release, "%u.%u", &major, &minor) != 2 || minor > 999 ||
	    major > 999)
		return 0;
	return HOP_VERSION_OF(major, minor);
}

static const char *word_find(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = len ? strstr(words, word) : NULL; at;
	     at = strstr(at + 1, word))
		if ((at == words || at[-1] == ' ') &&
		    (at[len] == ' ' || at[len] == '\n' || at[len] == '\0'))
			return at;
	return NULL;
}

/* The command line ends at `--': what follows is for init. */
bool hop_kernel_threaded(const char *cmdline)
{
	const char *end = strstr(cmdline, " -- ");
	const char *found = word_find(cmdline, "threadirqs");

	return found && (!end || found < end);
}

bool hop_kernel_newer(const struct hop_kernel *kernel)
{
	return kernel->version > HOP_NEWEST;
}

/* A bit for each condition that the kernel meets. */
static unsigned int state_of(const struct hop_kernel *kernel)
{
	bool over = kernel->pti || kernel->version < HOP_VERSION_OF(6, 8);

	return (kernel->pti ? HOP_PTI_ON : HOP_PTI_OFF) |
	       (over ? HOP_IRET_OVER : HOP_IRET_STRAIGHT) |
	       (kernel->rt ? HOP_RT_ON : HOP_RT_OFF) |
	       (kernel->threaded ? HOP_IRQS_THREADED : HOP_IRQS_DIRECT);
}

static bool on(unsigned int wanted, unsigned int state)
{
	static const unsigned int choices[] = {
		HOP_PTI_ANY,
		HOP_IRET_OVER | HOP_IRET_STRAIGHT,
		HOP_RT_OFF | HOP_RT_ON,
		HOP_IRQS_DIRECT | HOP_IRQS_THREADED,
	};

	for (size_t i = 0; i < sizeof(choices) / sizeof(*choices); i++)
		if (wanted & choices[i] && !(wanted & choices[i] & state))
			return false;
	return true;
}

bool hop_prediction_for(const struct hop_prediction *p, const char *trigger,
			const struct hop_kernel *kernel)
{
	unsigned int version = hop_kernel_newer(kernel) ? HOP_NEWEST :
							  kernel->version;

	return version >= p->since && version < p->until &&
	       on(p->on, state_of(kernel)) && word_find(p->triggers, trigger);
}

const struct hop_prediction *hop_predict(const char *trigger,
					 const struct hop_kernel *kernel,
					 const char *path)
{
	for (size_t i = 0; i < hop_nr_predictions; i++) {
		const struct hop_prediction *p = &hop_predictions[i];

		if (hop_prediction_for(p, trigger, kernel) &&
		    (!path || !strcmp(path, p->path)))
			return p;
	}
	return NULL;
}
