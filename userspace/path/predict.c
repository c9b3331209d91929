// SPDX-License-Identifier: GPL-2.0
/*
 * How the table of predictions is asked.
 */
#include <string.h>

#include "lib/lib.h"
#include "predict.h"

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
	       on(p->on, state_of(kernel)) &&
	       hop_text_word(p->triggers, trigger);
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
