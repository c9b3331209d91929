// SPDX-License-Identifier: GPL-2.0
/*
 * Looks the port's triggers up.
 */
#include <string.h>

#include "run.h"

size_t hop_triggers_nr(void)
{
	size_t nr = 0;

	while (hop_port.triggers[nr].name)
		nr++;
	return nr;
}

const struct hop_trigger *hop_trigger_find(const char *name)
{
	for (const struct hop_trigger *t = hop_port.triggers; t->name; t++)
		if (!strcmp(t->name, name))
			return t;
	return NULL;
}
