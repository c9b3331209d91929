// SPDX-License-Identifier: GPL-2.0
/*
 * The size of a task's stack, from the kernel's list of symbols.
 */
#include <string.h>

#include "kstacks.h"

/* The first names up to 6.9 or so, the second ones since. */
static const char *const begins[] = { "__start_init_task",
				      "__start_init_stack" };
static const char *const ends[] = { "__end_init_task", "__end_init_stack" };

static bool is_one_of(const char *name, const char *const names[2])
{
	return !strcmp(name, names[0]) || !strcmp(name, names[1]);
}

__u64 hop_kstacks_task_size(FILE *kallsyms)
{
	unsigned long long addr, begin = 0, end = 0;
	char line[1024], name[512];

	while (fgets(line, sizeof(line), kallsyms)) {
		if (sscanf(line, "%llx %*c %511s", &addr, name) != 2)
			continue;
		if (is_one_of(name, begins))
			begin = addr;
		else if (is_one_of(name, ends))
			end = addr;
	}
	return begin && end > begin ? end - begin : 0;
}
