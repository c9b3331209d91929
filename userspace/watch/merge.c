// SPDX-License-Identifier: GPL-2.0
/*
 * A merge of rings by number. The programs write while it reads: what is
 * between a ring's tail and its head is whole, and stays until the tail moves.
 */
#include <stddef.h>

#include "merge.h"
#include "names.h"

/**
 * struct cursor - a ring with events
 * @ring:	its state
 * @event:	where its events lie
 * @tail:	the next one
 * @head:	the end
 * @mask:	of positions
 * @seq:	number of the next event
 * @point:	enum hop_watch_point
 * @rank:	which of two events with one number came first
 * @later:	the cursor whose next event comes after this one's
 */
struct cursor {
	struct hop_watch_ring *ring;
	struct hop_watch_event *event;
	__u64 tail;
	__u64 head;
	__u64 mask;
	__u64 seq;
	unsigned int point;
	unsigned int rank;
	struct cursor *later;
};

/* What interrupts has a higher rank than what it can interrupt. */
static unsigned int rank_of(unsigned int point)
{
	static const unsigned int ranks[HOP_WATCH_GROUP_NR] = {
		[HOP_WATCH_GROUP_SYSCALL] = 0, [HOP_WATCH_GROUP_SWITCH] = 0,
		[HOP_WATCH_GROUP_FAULT] = 0,   [HOP_WATCH_GROUP_SOFTIRQ] = 1,
		[HOP_WATCH_GROUP_IRQ] = 2,     [HOP_WATCH_GROUP_VECTOR] = 2,
		[HOP_WATCH_GROUP_NMI] = 3,
	};

	return ranks[hop_watch_group_of(point)];
}

static const struct hop_watch_event *next(const struct cursor *c)
{
	return &c->event[c->tail & c->mask];
}

static bool cursor_open(struct cursor *c, struct hop_watch_rings *rings,
			unsigned int room, unsigned int point)
{
	struct hop_watch_ring *ring = &rings->ring[point];

	c->head = __atomic_load_n(&ring->head, __ATOMIC_ACQUIRE);
	c->tail = ring->tail;
	if (c->tail == c->head)
		return false;
	c->ring = ring;
	c->event = &rings->event[(size_t)room * hop_watch_at(point)];
	c->mask = (__u64)room * hop_watch_times(point) - 1;
	c->point = point;
	c->rank = rank_of(point);
	c->seq = next(c)->seq;
	return true;
}

/* Hands the room back at once: a program may be waiting for it. */
static bool cursor_advance(struct cursor *c)
{
	c->tail++;
	__atomic_store_n(&c->ring->tail, c->tail, __ATOMIC_RELEASE);
	if (c->tail == c->head)
		return false;
	c->seq = next(c)->seq;
	return true;
}

/*
 * Puts @c to its place in the list from @at on. Two busy rings take turns, and
 * what is rare waits further back: few are looked at for each event.
 */
static void list_add(struct cursor **at, struct cursor *c)
{
	while (*at && ((*at)->seq < c->seq ||
		       ((*at)->seq == c->seq && (*at)->rank <= c->rank)))
		at = &(*at)->later;
	c->later = *at;
	*at = c;
}

/*
 * Programs are not preempted, and these three interrupt nothing: when one of
 * them takes its number, no other program of that CPU is on its way.
 */
static bool is_alone(unsigned int point)
{
	return point == HOP_WATCH_SYS_ENTER || point == HOP_WATCH_SYS_EXIT ||
	       point == HOP_WATCH_SCHED_SWITCH;
}

/* Who looks from now on sees all that is older than an event that was alone. */
static bool settle(struct hop_watch_order *order, const struct cursor *list)
{
	while (list && !is_alone(list->point))
		list = list->later;
	if (!list || list->seq <= order->settled)
		return false;
	order->settled = list->seq;
	return true;
}

/* Returns whether it is worth another look at once. */
static bool pass(struct hop_watch_rings *rings, unsigned int room,
		 unsigned int cpu, struct hop_watch_order *order,
		 hop_watch_event_fn *fn, void *to, __u64 *taken)
{
	struct cursor cursor[HOP_WATCH_NR], *first = NULL, *c;

	for (unsigned int point = 0; point < HOP_WATCH_NR; point++)
		if (cursor_open(&cursor[point], rings, room, point))
			list_add(&first, &cursor[point]);
	while ((c = first)) {
		if (c->seq > order->next && order->next >= order->settled)
			return settle(order, c);
		if (c->seq >= order->next)
			order->next = c->seq + 1;
		fn(to, cpu, c->point, next(c));
		(*taken)++;
		first = c->later;
		if (cursor_advance(c))
			list_add(&first, c);
	}
	return false;
}

__u64 hop_watch_merge(struct hop_watch_rings *rings, unsigned int room,
		      unsigned int cpu, struct hop_watch_order *order,
		      hop_watch_event_fn *fn, void *to)
{
	__u64 taken = 0;

	while (pass(rings, room, cpu, order, fn, to, &taken))
		;
	return taken;
}
