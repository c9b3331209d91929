// SPDX-License-Identifier: GPL-2.0
/*
 * From samples to costs: ranks, what is taken off, and what is not there.
 */
#include "unit.h"

#include "cost/samples.h"

#define MANY 1000

static void nothing(void **state)
{
	struct hop_spread s = hop_spread_of(NULL, 0);

	(void)state;
	assert_int_equal(s.nr, 0);
}

static void expect_spread(struct hop_spread s, size_t nr, int64_t least,
			  int64_t median, int64_t p99)
{
	assert_int_equal(s.nr, nr);
	assert_int_equal(s.least, least);
	assert_int_equal(s.median, median);
	assert_int_equal(s.p99, p99);
}

static void few(void **state)
{
	int64_t one[] = { 7 }, two[] = { 9, 3 }, three[] = { 5, -1, 4 };

	(void)state;
	expect_spread(hop_spread_of(one, 1), 1, 7, 7, 7);
	expect_spread(hop_spread_of(two, 2), 2, 3, 3, 9);
	expect_spread(hop_spread_of(three, 3), 3, -1, 4, 5);
}

/* Numbers from 1 to nr, backwards. */
static struct hop_spread counted(size_t nr)
{
	static int64_t number[MANY];

	for (size_t i = 0; i < nr; i++)
		number[i] = nr - i;
	return hop_spread_of(number, nr);
}

/* Nearest rank: with fewer than 100 the 99th percentile is the largest. */
static void ranks(void **state)
{
	(void)state;
	expect_spread(counted(99), 99, 1, 50, 99);
	expect_spread(counted(100), 100, 1, 50, 99);
	expect_spread(counted(101), 101, 1, 51, 100);
	expect_spread(counted(200), 200, 1, 100, 198);
	expect_spread(counted(MANY), MANY, 1, 500, 990);
}

static void the_ends_of_the_numbers(void **state)
{
	int64_t number[] = { INT64_MAX, INT64_MIN, 0, INT64_MAX, INT64_MIN };

	(void)state;
	expect_spread(hop_spread_of(number, 5), 5, INT64_MIN, 0, INT64_MAX);
}

/* What runs look like: @start, then so long, with @own ticks of measuring. */
static struct hop_sample run(uint64_t start, uint64_t takes, uint64_t own)
{
	return (struct hop_sample){ .from = start,
				    .to = start + takes + own,
				    .again = start + takes + own + own / 2 };
}

static int64_t room[1000];

static void sum(struct hop_sample *without, size_t nr_without,
		struct hop_sample *bare, size_t nr_bare,
		struct hop_sample *stamped, size_t nr_stamped, bool hidden,
		struct hop_cost *cost)
{
	struct hop_samples phase[HOP_COST_NR] = {
		[HOP_COST_WITHOUT] = { without, nr_without, room },
		[HOP_COST_BARE] = { bare, nr_bare, room },
		[HOP_COST_STAMPED] = { stamped, nr_stamped, room },
	};

	hop_cost_sum(phase, hidden, cost);
}

static void measuring_is_taken_off(void **state)
{
	struct hop_sample without[] = { run(10, 0, 20), run(99, 0, 20) };
	struct hop_sample bare[] = { run(500, 300, 20), run(900, 310, 20),
				     run(1500, 900, 20) };
	struct hop_cost cost;

	(void)state;
	sum(without, 2, bare, 3, NULL, 0, false, &cost);
	expect_spread(cost.total, 3, 300, 310, 900);
	assert_int_equal(cost.without, 20);
	for (int i = 0; i < HOP_PART_NR; i++)
		assert_int_equal(cost.part[i].nr, 0);
}

/* The counter goes round between the stamps. */
static void round_the_end(void **state)
{
	struct hop_sample without[] = { run(UINT64_MAX - 5, 0, 20) };
	struct hop_sample bare[] = { run(UINT64_MAX - 100, 300, 20) };
	struct hop_cost cost;

	(void)state;
	sum(without, 1, bare, 1, NULL, 0, false, &cost);
	expect_spread(cost.total, 1, 300, 300, 300);
}

static void waiting_is_taken_off(void **state)
{
	struct hop_sample without[] = { run(10, 0, 20) };
	struct hop_sample bare[] = { run(500, 312, 20) };
	struct hop_cost cost;

	(void)state;
	bare[0].gap = 12;
	sum(without, 1, bare, 1, NULL, 0, false, &cost);
	assert_int_equal(cost.total.least, 300);
}

/*
 * 300 ticks: 90 in, 130 handler, 80 out. Each note takes 5 before it looks at
 * the clock, 40 that it sees, 5 after.
 */
static struct hop_sample stamped_run(uint64_t start)
{
	struct hop_sample s = run(start, 300 + 2 * 50, 20);

	s.begin = start + 10 + 90 + 5;
	s.begin_end = s.begin + 40;
	s.end = s.begin_end + 5 + 130 + 5;
	s.end_end = s.end + 40;
	return s;
}

static void parts(void **state)
{
	struct hop_sample without[] = { run(10, 0, 20) };
	struct hop_sample bare[] = { run(500, 300, 20) };
	struct hop_sample stamped[] = { stamped_run(1000), stamped_run(2000) };
	struct hop_cost cost;

	(void)state;
	sum(without, 1, bare, 1, stamped, 2, false, &cost);
	expect_spread(cost.part[HOP_PART_IN], 2, 90, 90, 90);
	expect_spread(cost.part[HOP_PART_HANDLER], 2, 130, 130, 130);
	expect_spread(cost.part[HOP_PART_OUT], 2, 80, 80, 80);
	assert_int_equal(cost.unseen, 20);
}

static void no_end_to_be_seen(void **state)
{
	struct hop_sample without[] = { run(10, 0, 20) };
	struct hop_sample bare[] = { run(500, 300, 20) };
	struct hop_sample stamped[] = { run(1000, 300 + 50, 20) };
	struct hop_cost cost;

	(void)state;
	stamped[0].begin = 1000 + 10 + 90 + 5;
	stamped[0].begin_end = stamped[0].begin + 40;
	sum(without, 1, bare, 1, stamped, 1, false, &cost);
	expect_spread(cost.part[HOP_PART_IN], 1, 90, 90, 90);
	assert_int_equal(cost.part[HOP_PART_HANDLER].nr, 0);
	assert_int_equal(cost.part[HOP_PART_OUT].nr, 0);
}

/* Stamps without a beginning, or an end before it: no part is made of them. */
static void broken_stamps(void **state)
{
	struct hop_sample without[] = { run(10, 0, 20) };
	struct hop_sample bare[] = { run(500, 300, 20) };
	struct hop_sample stamped[] = { run(1000, 400, 20), stamped_run(2000) };
	struct hop_cost cost;

	(void)state;
	stamped[0].end = 1200;
	stamped[0].end_end = 1240;
	sum(without, 1, bare, 1, stamped, 2, false, &cost);
	for (int i = 0; i < HOP_PART_NR; i++)
		assert_int_equal(cost.part[i].nr, 1);
	sum(without, 1, bare, 1, stamped, 1, false, &cost);
	for (int i = 0; i < HOP_PART_NR; i++)
		assert_int_equal(cost.part[i].nr, 0);
}

/* Faster with the notes than without: nothing is taken off for that. */
static void noise(void **state)
{
	struct hop_sample without[] = { run(10, 0, 20) };
	struct hop_sample bare[] = { run(500, 5000, 20) };
	struct hop_sample stamped[] = { stamped_run(1000) };
	struct hop_cost cost;

	(void)state;
	sum(without, 1, bare, 1, stamped, 1, false, &cost);
	assert_true(cost.unseen < 0);
	assert_int_equal(cost.part[HOP_PART_HANDLER].least, 140);
}

static void hidden(void **state)
{
	struct hop_sample stamped[] = { stamped_run(1000) };
	struct hop_cost cost;

	(void)state;
	sum(NULL, 0, NULL, 0, stamped, 1, true, &cost);
	assert_int_equal(cost.total.nr, 0);
	assert_int_equal(cost.part[HOP_PART_IN].nr, 0);
	expect_spread(cost.part[HOP_PART_HANDLER], 1, 140, 140, 140);
	sum(NULL, 0, NULL, 0, NULL, 0, true, &cost);
	assert_int_equal(cost.part[HOP_PART_HANDLER].nr, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing),
		cmocka_unit_test(few),
		cmocka_unit_test(ranks),
		cmocka_unit_test(the_ends_of_the_numbers),
		cmocka_unit_test(measuring_is_taken_off),
		cmocka_unit_test(round_the_end),
		cmocka_unit_test(waiting_is_taken_off),
		cmocka_unit_test(parts),
		cmocka_unit_test(no_end_to_be_seen),
		cmocka_unit_test(broken_stamps),
		cmocka_unit_test(noise),
		cmocka_unit_test(hidden),
	};

	return cmocka_run_group_tests_name("cost", tests, NULL, NULL);
}
