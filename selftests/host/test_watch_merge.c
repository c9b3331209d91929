// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop watch --events`: the rings of a CPU, read in the order of events.
 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "watch/maps.h"
#include "watch/merge.h"

#define ROOM 16

/* Rings of ROOM, filled by hand. */
static struct hop_watch_rings *rings_new(void)
{
	void *rings = calloc(1, hop_watch_value_bytes(ROOM));

	assert_non_null(rings);
	return rings;
}

static void ring_put(struct hop_watch_rings *rings, unsigned int point,
		     __u64 seq)
{
	struct hop_watch_ring *ring = &rings->ring[point];
	__u64 at = ring->head & (ROOM * hop_watch_times(point) - 1);

	rings->event[ROOM * hop_watch_at(point) + at] =
		(struct hop_watch_event){ .seq = seq };
	ring->head++;
}

struct taken {
	unsigned int point[64];
	__u64 seq[64];
	size_t nr;
};

static void take(void *to, unsigned int cpu, unsigned int point,
		 const struct hop_watch_event *event)
{
	struct taken *taken = to;

	assert_int_equal(cpu, 3);
	taken->point[taken->nr] = point;
	taken->seq[taken->nr++] = event->seq;
}

static size_t merge(struct hop_watch_rings *rings,
		    struct hop_watch_order *order, struct taken *taken)
{
	taken->nr = 0;
	return hop_watch_merge(rings, ROOM, 3, order, take, taken);
}

static void merges_in_order(void **state)
{
	struct hop_watch_rings *rings = rings_new();
	struct hop_watch_order order = { 0 };
	struct taken taken;

	(void)state;
	ring_put(rings, HOP_WATCH_SYS_EXIT, 1);
	ring_put(rings, HOP_WATCH_SYS_ENTER, 0);
	ring_put(rings, HOP_WATCH_SYS_ENTER, 2);
	/* 3 is on its way; the NMI came while it was made. */
	ring_put(rings, HOP_WATCH_NMI, 4);
	assert_int_equal(merge(rings, &order, &taken), 3);
	assert_int_equal(taken.seq[0], 0);
	assert_int_equal(taken.seq[2], 2);
	ring_put(rings, HOP_WATCH_SYS_EXIT, 3);
	assert_int_equal(merge(rings, &order, &taken), 2);
	assert_int_equal(taken.point[1], HOP_WATCH_NMI);
	/* 5 was lost: one waits a while, not for ever. */
	ring_put(rings, HOP_WATCH_NMI, 6);
	assert_int_equal(merge(rings, &order, &taken), 0);
	order.settled = 6;
	assert_int_equal(merge(rings, &order, &taken), 1);
	/* The same number: the interrupted one first. */
	ring_put(rings, HOP_WATCH_NMI, 7);
	ring_put(rings, HOP_WATCH_SYS_ENTER, 7);
	assert_int_equal(merge(rings, &order, &taken), 2);
	assert_int_equal(taken.point[0], HOP_WATCH_SYS_ENTER);
	assert_int_equal(merge(rings, &order, &taken), 0);
	free(rings);
}

/* Nothing is on its way when a system call's program runs. */
static void a_system_call_settles(void **state)
{
	struct hop_watch_rings *rings = rings_new();
	struct hop_watch_order order = { 0 };
	struct taken taken;

	(void)state;
	/* 0 to 4 were lost, and 7. */
	ring_put(rings, HOP_WATCH_NMI, 5);
	assert_int_equal(merge(rings, &order, &taken), 0);
	ring_put(rings, HOP_WATCH_SYS_ENTER, 6);
	assert_int_equal(merge(rings, &order, &taken), 2);
	assert_int_equal(taken.seq[0], 5);
	ring_put(rings, HOP_WATCH_IRQ_ENTRY, 8);
	assert_int_equal(merge(rings, &order, &taken), 0);
	ring_put(rings, HOP_WATCH_SCHED_SWITCH, 9);
	/* An interrupt's may be late again, with what interrupted it. */
	ring_put(rings, HOP_WATCH_NMI, 11);
	assert_int_equal(merge(rings, &order, &taken), 2);
	assert_int_equal(taken.seq[1], 9);
	assert_int_equal(merge(rings, &order, &taken), 0);
	ring_put(rings, HOP_WATCH_IRQ_EXIT, 10);
	assert_int_equal(merge(rings, &order, &taken), 2);
	assert_int_equal(taken.seq[0], 10);
	assert_int_equal(taken.seq[1], 11);
	free(rings);
}

static void merges_around_the_end(void **state)
{
	struct hop_watch_rings *rings = rings_new();
	struct hop_watch_order order = { 0 };
	struct taken taken;

	(void)state;
	for (__u64 seq = 0; seq < 100; seq++) {
		ring_put(rings, HOP_WATCH_SOFTIRQ_ENTRY, seq);
		if (seq % ROOM)
			continue;
		merge(rings, &order, &taken);
		assert_int_equal(taken.seq[taken.nr - 1], seq);
	}
	assert_int_equal(rings->ring[HOP_WATCH_SOFTIRQ_ENTRY].tail, 97);
	free(rings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(merges_in_order),
		cmocka_unit_test(a_system_call_settles),
		cmocka_unit_test(merges_around_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
