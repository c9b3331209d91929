// SPDX-License-Identifier: GPL-2.0
/*
 * Sizes and first contents of the maps of bpf/watch.bpf.c.
 */
#include <bpf/bpf.h>

#include "maps.h"

size_t hop_watch_value_bytes(unsigned int room)
{
	if (!room)
		return sizeof(struct hop_watch_cpu);
	return offsetof(struct hop_watch_value, rings.event) +
	       sizeof(struct hop_watch_event) * room * HOP_WATCH_ROOMS;
}

static size_t pages_of(const struct hop_stack *s)
{
	if (!(s->flags & HOP_STACK_MAPPED))
		return 0;
	return (s->top - s->base) >> HOP_WATCH_PAGE_SHIFT;
}

size_t hop_watch_pages(const struct hop_stacklist *stacks)
{
	size_t nr = 1;

	for (size_t i = 0; i < stacks->nr; i++)
		nr += pages_of(&stacks->stack[i]);
	return nr;
}

bool hop_watch_pages_fill(int fd, const struct hop_stacklist *stacks)
{
	for (size_t i = 0; i < stacks->nr; i++) {
		const struct hop_stack *s = &stacks->stack[i];
		struct hop_watch_stack value = { s->top, s->kind };
		__u64 first = s->base >> HOP_WATCH_PAGE_SHIFT;

		for (__u64 n = 0; n < pages_of(s); n++) {
			__u64 page = first + n;

			if (bpf_map_update_elem(fd, &page, &value, 0))
				return false;
		}
	}
	return true;
}

void hop_watch_cpu_clear(struct hop_watch_cpu *cpu, __u64 span)
{
	cpu->span = span;
	for (unsigned int point = 0; point < HOP_WATCH_NR; point++) {
		cpu->point[point].edge = HOP_WATCH_UNSEEN;
		for (unsigned int i = 0; i < HOP_WATCH_ROLES * HOP_KIND_NR; i++)
			cpu->point[point].low[i / HOP_KIND_NR][i % HOP_KIND_NR] =
				HOP_WATCH_UNSEEN;
	}
}

__u64 hop_watch_depth(const struct hop_watch_cpu *cpu, __s64 low)
{
	__s64 span = cpu->span;

	return low < span ? span - low : 0;
}

__u64 hop_watch_cpu_total(const struct hop_watch_cpu *cpu)
{
	__u64 sum = 0;

	for (unsigned int point = 0; point < HOP_WATCH_NR; point++)
		for (unsigned int kind = 0; kind < HOP_KIND_NR; kind++)
			for (unsigned int i = 0; i < HOP_WATCH_BUCKETS; i++)
				sum += cpu->point[point].count[kind][i];
	return sum;
}
