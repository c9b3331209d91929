// SPDX-License-Identifier: GPL-2.0
/*
 * HOP_IOC_FIND walks all tasks: asking it for each of 10000 records would take
 * minutes. The stack of the task that fires does not move.
 */
#include "dev.h"
#include "place.h"

static bool holds(const struct hop_place *place, __u64 addr)
{
	return place->kind && addr >= place->base && addr < place->top;
}

struct hop_place hop_place_find(struct hop_places *places, __u64 addr)
{
	const struct hop_stack *s;
	struct hop_find find = { .addr = addr };
	struct hop_place place = { 0 };

	if (hop_addr_user(addr))
		return (struct hop_place){ .kind = HOP_KIND_USER };
	s = hop_stacks_find(places->stacks, addr);
	if (s)
		return (struct hop_place){ s->base, s->top, s->kind };
	if (holds(&places->task, addr))
		return places->task;
	if (hop_dev_find(places->fd, &find))
		return place;
	place = (struct hop_place){ find.base, find.top, find.kind };
	if (place.kind == HOP_KIND_TASK)
		places->task = place;
	return place;
}
