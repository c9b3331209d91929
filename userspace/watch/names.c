// SPDX-License-Identifier: GPL-2.0
/*
 * Names of points, from the table that the BPF programs are made of.
 */
#include <stdlib.h>
#include <string.h>

#include "names.h"

#define POINT(point, name, group, nth) [HOP_WATCH_##point] = #name,
const char *const hop_watch_names[HOP_WATCH_NR] = {
#include "hop_watch_points.h"
};

#define POINT(point, name, group, nth) \
	[HOP_WATCH_##point] = HOP_WATCH_GROUP_##group,
static const enum hop_watch_group groups[HOP_WATCH_NR] = {
#include "hop_watch_points.h"
};

const char *const hop_watch_groups[HOP_WATCH_GROUP_NR] = {
	[HOP_WATCH_GROUP_SYSCALL] = "syscall",
	[HOP_WATCH_GROUP_FAULT] = "fault",
	[HOP_WATCH_GROUP_SWITCH] = "switch",
	[HOP_WATCH_GROUP_IRQ] = "irq",
	[HOP_WATCH_GROUP_VECTOR] = "vector",
	[HOP_WATCH_GROUP_SOFTIRQ] = "softirq",
	[HOP_WATCH_GROUP_NMI] = "nmi",
};

enum hop_watch_group hop_watch_group_of(unsigned int point)
{
	return groups[point];
}

static __u64 word_mask(const char *word)
{
	__u64 mask = 0;

	for (unsigned int i = 0; i < HOP_WATCH_NR; i++)
		if (!strcmp(word, hop_watch_names[i]) ||
		    !strcmp(word, hop_watch_groups[groups[i]]))
			mask |= 1ULL << i;
	return mask;
}

__u64 hop_watch_parse(const char *text)
{
	char *copy = strdup(text), *rest = copy, *word;
	__u64 all = 0, mask = 1;

	while (copy && mask && (word = strsep(&rest, ","))) {
		mask = word_mask(word);
		all |= mask;
	}
	free(copy);
	return mask ? all : 0;
}
