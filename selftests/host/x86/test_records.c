// SPDX-License-Identifier: GPL-2.0
/*
 * Records in order make entries; torn, lost, mixed up or absurd ones do not.
 */
#include "unit.h"

#include "gate/records.h"

#define CPU 3
#define VECTOR 22
#define E HOP_POINT_ENTRY
#define H HOP_POINT_HANDLER
#define X HOP_POINT_EXIT

struct event {
	__u64 pos;
	int point;
	int vector;
};

static struct hop_assembler a;

/* Feeds the events; returns how often an entry was complete. */
static unsigned int feed(const struct event *event, size_t nr)
{
	unsigned int complete = 0;

	for (size_t i = 0; i < nr; i++) {
		const struct hop_record rec = {
			.pos = event[i].pos,
			.cpu = CPU,
			.point = event[i].point,
			.vector = event[i].vector ? event[i].vector : VECTOR,
			.sp = 0x1000 * event[i].pos,
		};

		complete += hop_records_feed(&a, &rec);
	}
	return complete;
}

static void expect_tally(__u64 entries, __u64 broken, __u64 gaps)
{
	assert_int_equal(a.tally.entries, entries);
	assert_int_equal(a.tally.broken, broken);
	assert_int_equal(a.tally.gaps, gaps);
	assert_int_equal(a.tally.malformed, 0);
}

#define FEED(...)                                            \
	feed((const struct event[]){ __VA_ARGS__ },          \
	     sizeof((const struct event[]){ __VA_ARGS__ }) / \
		     sizeof(struct event))

static void in_order(void **state)
{
	(void)state;
	hop_records_start(&a, CPU, VECTOR, 100);
	assert_int_equal(FEED({ 101, E, 0 }, { 102, H, 0 }, { 103, X, 0 },
			      { 104, E, 0 }, { 105, H, 0 }, { 106, X, 0 }),
			 2);
	assert_int_equal(a.gate.entry.pos, 104);
	assert_int_equal(a.gate.handler.sp, 0x1000 * 105);
	assert_int_equal(a.gate.exit.pos, 106);
	hop_records_end(&a, 106);
	expect_tally(2, 0, 0);
	assert_int_equal(a.tally.other, 0);
	assert_int_equal(a.tally.unordered, 0);
}

/* Another vector's records lie in between: an NMI's, later a tap's. */
static void other_vector(void **state)
{
	(void)state;
	hop_records_start(&a, CPU, VECTOR, 0);
	assert_int_equal(FEED({ 1, E, 0 }, { 2, E, 2 }, { 3, H, 0 },
			      { 4, X, 2 }, { 5, X, 0 }),
			 1);
	hop_records_end(&a, 5);
	expect_tally(1, 0, 0);
	assert_int_equal(a.tally.other, 2);
}

static void nothing(void **state)
{
	(void)state;
	hop_records_start(&a, CPU, VECTOR, 7);
	hop_records_end(&a, 7);
	expect_tally(0, 0, 0);
}

static void lost_inside(void **state)
{
	(void)state;
	hop_records_start(&a, CPU, VECTOR, 0);
	assert_int_equal(FEED({ 1, E, 0 }, { 3, X, 0 }, { 4, E, 0 },
			      { 5, H, 0 }, { 6, X, 0 }),
			 1);
	hop_records_end(&a, 6);
	/* Begun and not ended; ended and not begun. */
	expect_tally(1, 2, 1);
}

static void lost_at_start(void **state)
{
	(void)state;
	hop_records_start(&a, CPU, VECTOR, 0);
	assert_int_equal(FEED({ 301, E, 0 }, { 302, H, 0 }, { 303, X, 0 }), 1);
	hop_records_end(&a, 303);
	expect_tally(1, 0, 300);
}

static void lost_at_end(void **state)
{
	(void)state;
	hop_records_start(&a, CPU, VECTOR, 0);
	FEED({ 1, E, 0 }, { 2, H, 0 }, { 3, X, 0 }, { 4, E, 0 });
	hop_records_end(&a, 9);
	expect_tally(1, 1, 5);
}

/* The same number of records as positions, but a wrong point among them. */
static void torn(void **state)
{
	(void)state;
	hop_records_start(&a, CPU, VECTOR, 0);
	assert_int_equal(FEED({ 1, E, 0 }, { 2, X, 0 }, { 3, X, 0 }), 0);
	hop_records_end(&a, 3);
	expect_tally(0, 3, 0);
}

static void entry_after_entry(void **state)
{
	(void)state;
	hop_records_start(&a, CPU, VECTOR, 0);
	assert_int_equal(
		FEED({ 1, E, 0 }, { 2, E, 0 }, { 3, H, 0 }, { 4, X, 0 }), 1);
	assert_int_equal(a.gate.entry.pos, 2);
	hop_records_end(&a, 4);
	expect_tally(1, 1, 0);
}

static void reordered(void **state)
{
	(void)state;
	hop_records_start(&a, CPU, VECTOR, 0);
	assert_int_equal(FEED({ 1, E, 0 }, { 3, X, 0 }, { 2, H, 0 }), 0);
	assert_int_equal(a.tally.unordered, 1);
	assert_int_equal(a.tally.entries, 0);
}

static void repeated(void **state)
{
	(void)state;
	hop_records_start(&a, CPU, VECTOR, 0);
	assert_int_equal(FEED({ 1, E, 0 }, { 1, E, 0 }, { 2, H, 0 },
			      { 2, H, 0 }, { 3, X, 0 }, { 3, X, 0 }),
			 1);
	assert_int_equal(a.tally.unordered, 3);
}

static void zero_and_huge_positions(void **state)
{
	(void)state;
	hop_records_start(&a, CPU, VECTOR, 0);
	assert_int_equal(FEED({ 0, E, 0 }), 0);
	assert_int_equal(a.tally.unordered, 1);
	assert_int_equal(FEED({ ~0ULL, E, 0 }, { 1, H, 0 }), 0);
	assert_int_equal(a.tally.entries, 0);
	hop_records_end(&a, 1);
	assert_true(a.tally.broken > 0);
}

static void malformed(void **state)
{
	const struct hop_record good = {
		.pos = 1, .cpu = CPU, .point = E, .vector = VECTOR
	};
	struct hop_record rec[4] = { good, good, good, good };

	(void)state;
	rec[0].cpu = CPU + 1;
	rec[1].point = 0;
	rec[2].point = 255;
	rec[3].x86.error = 1;
	hop_records_start(&a, CPU, VECTOR, 0);
	for (size_t i = 0; i < NR(rec); i++)
		assert_false(hop_records_feed(&a, &rec[i]));
	assert_int_equal(a.tally.malformed, 4);
	assert_int_equal(a.next, 1);
}

/* Noise must neither crash nor make entries of more records than there are. */
static void noise(void **state)
{
	unsigned int seed = 1, complete = 0;

	(void)state;
	hop_records_start(&a, CPU, VECTOR, 0);
	for (int i = 0; i < 100000; i++) {
		struct hop_record rec;

		for (size_t j = 0; j < sizeof(rec); j++)
			((unsigned char *)&rec)[j] = rand_r(&seed);
		if (rand_r(&seed) % 4) {
			rec.pos = a.next + rand_r(&seed) % 2;
			rec.cpu = CPU;
			rec.vector = VECTOR;
			rec.point = rand_r(&seed) % 5;
			rec.x86.error = 0;
		}
		complete += hop_records_feed(&a, &rec);
	}
	assert_true(complete > 0 && complete < 33334);
	assert_int_equal(complete, a.tally.entries);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_order),
		cmocka_unit_test(other_vector),
		cmocka_unit_test(nothing),
		cmocka_unit_test(lost_inside),
		cmocka_unit_test(lost_at_start),
		cmocka_unit_test(lost_at_end),
		cmocka_unit_test(torn),
		cmocka_unit_test(entry_after_entry),
		cmocka_unit_test(reordered),
		cmocka_unit_test(repeated),
		cmocka_unit_test(zero_and_huge_positions),
		cmocka_unit_test(malformed),
		cmocka_unit_test(noise),
	};

	return cmocka_run_group_tests_name("records", tests, NULL, NULL);
}
