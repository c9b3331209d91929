// SPDX-License-Identifier: GPL-2.0
/*
 * How the table of predictions is asked.
 */
#include <string.h>

#include "lib/lib.h"
#include "predict.h"

bool hop_kernel_newer(const struct hop_kernel *kernel)
{
	return kernel->version > hop_port.newest;
}

/* A bit for each condition that the kernel meets. */
static unsigned int state_of(const struct hop_kernel *kernel)
{
	return (kernel->pti ? HOP_PTI_ON : HOP_PTI_OFF) |
	       (kernel->rt ? HOP_RT_ON : HOP_RT_OFF) |
	       (kernel->threaded ? HOP_IRQS_THREADED : HOP_IRQS_DIRECT) |
	       hop_port.conditions(kernel);
}

static bool on(unsigned int wanted, unsigned int state)
{
	for (unsigned int pair = 3; pair; pair <<= 2)
		if (wanted & pair && !(wanted & pair & state))
			return false;
	return true;
}

bool hop_prediction_for(const struct hop_prediction *p, const char *trigger,
			const struct hop_kernel *kernel)
{
	unsigned int version = hop_kernel_newer(kernel) ? hop_port.newest :
							  kernel->version;

	return version >= p->since && version < p->until &&
	       on(p->on, state_of(kernel)) &&
	       hop_text_word(p->triggers, trigger);
}

const struct hop_prediction *hop_predict(const char *trigger,
					 const struct hop_kernel *kernel,
					 const char *path)
{
	for (const struct hop_prediction *p = hop_port.predictions; p->triggers;
	     p++)
		if (hop_prediction_for(p, trigger, kernel) &&
		    (!path || !strcmp(path, p->path)))
			return p;
	return NULL;
}
