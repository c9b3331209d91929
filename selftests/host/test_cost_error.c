// SPDX-License-Identifier: GPL-2.0
/*
 * No cost without its error, and none that is less than nothing.
 */
#include "unit.h"

#include "cost/samples.h"

#define RUNS 200
#define TRIES 200

static int64_t room[RUNS];

static void too_few(void **state)
{
	int64_t one[] = { 7 };

	(void)state;
	assert_int_equal(hop_median_error(NULL, 0), HOP_COST_NO_ERROR);
	assert_int_equal(hop_median_error(one, 1), HOP_COST_NO_ERROR);
}

static void of_a_median(void **state)
{
	int64_t same[RUNS], moved[RUNS], stirred[100];

	(void)state;
	for (int i = 0; i < RUNS; i++) {
		same[i] = 5;
		moved[i] = i < RUNS / 2 ? 100 : 300;
	}
	assert_int_equal(hop_median_error(same, RUNS), 0);
	assert_int_equal(hop_median_error(same, 2), 0);
	/* It may be in either half, and it has moved. */
	assert_true(hop_median_error(moved, RUNS) >= 200);
	/* 0 to 99, stirred: 11 ranks of 1 to either side of the middle. */
	for (int i = 0; i < 100; i++)
		stirred[i] = i * 37 % 100;
	assert_in_range(hop_median_error(stirred, 100), 11, 30);
}

static void below(void **state)
{
	static const struct {
		int64_t number, error, below;
	} cases[] = {
		{ 100, 0, 0 },
		{ 0, 0, 0 },
		{ 100, 99, 0 },
		{ 100, 100, 200 },
		{ 3, 10, 13 },
		{ 0, 10, 10 },
		{ -4, 10, 10 },
		{ 100, HOP_COST_NO_ERROR, 0 },
		{ -21756, HOP_COST_NO_ERROR, 21756 },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++)
		assert_int_equal(hop_cost_below(cases[i].number,
						cases[i].error),
				 cases[i].below);
}

static uint64_t next(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return *seed >> 33;
}

/* Runs of @least and up to @noise more, whose handler takes half of it. */
static void runs_make(struct hop_sample *to, uint64_t least, uint64_t noise,
		      uint64_t *seed)
{
	for (int i = 0; i < RUNS; i++) {
		uint64_t from = 1000 + 1000000000ULL * i;
		uint64_t took = least + next(seed) % noise;

		to[i] = (struct hop_sample){
			.from = from,
			.to = from + took,
			.again = from + took + next(seed) % noise,
			.begin = from + took / 4,
			.begin_end = from + took / 4 + next(seed) % noise,
			.end = from + took / 2,
			.end_end = from + took / 2 + next(seed) % noise,
		};
	}
}

static void shown_right(struct hop_spread s, int64_t error)
{
	const int64_t numbers[] = { s.least, s.median, s.p99 };

	for (int i = 0; s.nr && i < 3; i++)
		assert_true(numbers[i] >= 0 ||
			    hop_cost_below(numbers[i], error) > 0);
}

/* An entry that takes 50, where what surrounds it wobbles by up to 100000. */
static void never_less_than_nothing(void **state)
{
	static struct hop_sample runs[HOP_COST_NR][RUNS];
	uint64_t seed = 1;

	(void)state;
	for (uint64_t t = 0, noise = 1; t < TRIES; t++, noise += 500) {
		struct hop_samples phase[HOP_COST_NR];
		struct hop_cost cost;

		for (int i = 0; i < HOP_COST_NR; i++) {
			runs_make(runs[i], i == HOP_COST_WITHOUT ? 20 : 70,
				  noise, &seed);
			phase[i] = (struct hop_samples){ runs[i], RUNS, room };
		}
		hop_cost_sum(phase, t % 2, &cost);
		assert_true(cost.part_error >= 0);
		if (!(t % 2)) {
			assert_true(cost.error >= 0);
			shown_right(cost.total, cost.error);
			assert_true(
				noise < 1000 ||
				hop_cost_below(cost.total.median, cost.error));
		}
		for (int i = 0; i < HOP_PART_NR; i++)
			assert_true(!cost.part[i].nr ||
				    cost.part[i].median >= 0 ||
				    hop_cost_below(cost.part[i].median,
						   cost.part_error) > 0);
	}
}

/* Where nothing wobbles there is no error, and nothing is hidden by one. */
static void exact(void **state)
{
	static struct hop_sample runs[HOP_COST_NR][RUNS];
	struct hop_samples phase[HOP_COST_NR];
	struct hop_cost cost;
	uint64_t seed = 1;

	(void)state;
	for (int i = 0; i < HOP_COST_NR; i++) {
		runs_make(runs[i], i == HOP_COST_WITHOUT ? 20 : 70, 1, &seed);
		phase[i] = (struct hop_samples){ runs[i], RUNS, room };
	}
	hop_cost_sum(phase, false, &cost);
	assert_int_equal(cost.error, 0);
	assert_int_equal(cost.total.median, 50);
	assert_int_equal(hop_cost_below(cost.total.median, cost.error), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(too_few),
		cmocka_unit_test(of_a_median),
		cmocka_unit_test(below),
		cmocka_unit_test(never_less_than_nothing),
		cmocka_unit_test(exact),
	};

	return cmocka_run_group_tests_name("cost error", tests, NULL, NULL);
}
