// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop watch --events`: why events were lost, from what a turn of the reader
 * took.
 */
#include "unit.h"

#include "watch/loss.h"

#define MS 1000000ULL

static void expect(const struct hop_watch_loss *loss, enum hop_watch_why why,
		   __u64 events, __u64 longest)
{
	assert_int_equal(loss->lost[why], events);
	assert_int_equal(loss->longest[why], longest);
}

/* On a CPU that others had: 2 ms were planned. As it was seen under -icount. */
static void late(void **state)
{
	const struct hop_watch_turn turn = { 8 * MS, 2 * MS, 1 * MS, MS / 10 };
	const struct hop_watch_turn shorter = { 6 * MS, 2 * MS, 1 * MS, 0 };
	struct hop_watch_loss loss = { 0 };

	(void)state;
	hop_watch_loss_add(&loss, &turn, 1055);
	hop_watch_loss_add(&loss, &shorter, 1055);
	expect(&loss, HOP_WATCH_LATE, 1055, 49 * MS / 10);
	hop_watch_loss_add(&loss, &shorter, 1100);
	expect(&loss, HOP_WATCH_LATE, 1100, 49 * MS / 10);
	expect(&loss, HOP_WATCH_WRITING, 0, 0);
	expect(&loss, HOP_WATCH_FAST, 0, 0);
}

/* Who reads the lines does not take them. */
static void writing(void **state)
{
	const struct hop_watch_turn turn = { 9 * MS, 2 * MS, 1 * MS, 6 * MS };
	struct hop_watch_loss loss = { .known = 5 };

	(void)state;
	hop_watch_loss_add(&loss, &turn, 12);
	expect(&loss, HOP_WATCH_WRITING, 7, 6 * MS);
	expect(&loss, HOP_WATCH_LATE, 0, 0);
}

/* All went as planned, with small rings. */
static void fast(void **state)
{
	const struct hop_watch_turn turn = { 3 * MS, 2 * MS, MS / 2, MS / 2 };
	const struct hop_watch_turn early = { 1 * MS, 2 * MS, MS / 2, 0 };
	struct hop_watch_loss loss = { 0 };

	(void)state;
	hop_watch_loss_add(&loss, &turn, 9);
	hop_watch_loss_add(&loss, &early, 10);
	expect(&loss, HOP_WATCH_FAST, 10, 3 * MS);
	expect(&loss, HOP_WATCH_LATE, 0, 0);
	expect(&loss, HOP_WATCH_WRITING, 0, 0);
	assert_int_equal(loss.known, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(late),
		cmocka_unit_test(writing),
		cmocka_unit_test(fast),
	};

	return cmocka_run_group_tests_name("watch_loss", tests, NULL, NULL);
}
