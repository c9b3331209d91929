// SPDX-License-Identifier: GPL-2.0
/*
 * Whatever number a mark is made of, nothing else looks like it.
 */
#include "unit.h"

#include "arch/arch.h"
#include "arch/x86/selectors.h"

#define PID_MAX 0x400000
#define VDSO32_END 0x21000000

static void mark_right(uint64_t number)
{
	uint64_t mark = hop_mark_of(number);

	for (uint64_t m = mark; m < mark + HOP_MARKS; m++) {
		assert_true(hop_mark_is(m));
		assert_true(m == (uint32_t)m);
		assert_true((int32_t)m > 0);
		assert_true(m > PID_MAX);
		assert_true(m > HOP_ARENA_ADDR + HOP_ARENA_SIZE);
		assert_true(m > VDSO32_END);
	}
}

/* What random numbers are hardly ever, and what a counter or a pid would be. */
static void edges(void **state)
{
	(void)state;
	for (uint64_t low = 0; low < 0x20000; low++) {
		mark_right(low);
		mark_right(-low);
		mark_right(low << 16);
		mark_right(0x7fffffff - low);
		mark_right(0xffffffff - low);
	}
	for (unsigned int bit = 0; bit < 64; bit++) {
		mark_right(1ULL << bit);
		mark_right((1ULL << bit) - 1);
		mark_right(~(1ULL << bit));
	}
}

/* The marks of two runs have nothing in common. */
static void apart(void **state)
{
	(void)state;
	for (uint64_t n = 0; n < 0x40000000; n += 0x10 * 1021)
		assert_true(
			hop_mark_of(n + 0x10) >= hop_mark_of(n) + HOP_MARKS ||
			hop_mark_of(n + 0x10) + HOP_MARKS <= hop_mark_of(n));
}

static void others_are_none(void **state)
{
	static const uint64_t others[] = {
		0, 1, 7, 10, 255, 4096, 7424, 0xfffc, HOP_MARK_LEAST - 1, ~0ULL
	};

	(void)state;
	for (size_t i = 0; i < NR(others); i++)
		assert_false(hop_mark_is(others[i]));
	assert_true(hop_mark_is(HOP_MARK_LEAST));
	assert_true(hop_mark_is(~1ULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edges),
		cmocka_unit_test(apart),
		cmocka_unit_test(others_are_none),
	};

	return cmocka_run_group_tests_name("mark", tests, NULL, NULL);
}
