// SPDX-License-Identifier: GPL-2.0
/*
 * Which stack an address is in, at the edges, and in lists that cannot be.
 */
#include "unit.h"

#include "kernel/stacks.h"

#define STACK(b, t, c, k, f)                                                   \
	{                                                                      \
		.base = (b), .top = (t), .cpu = (c), .kind = (k), .flags = (f) \
	}

/* As a 6.1 kernel gave them, but for the numbers: own lies where VC would. */
static struct hop_stack recorded[] = {
	STACK(0xfffffe0000002000, 0xfffffe0000003000, 0, HOP_KIND_ENTRY, 3),
	STACK(0xff5135ce00000000, 0xff5135ce00004000, 0, HOP_KIND_IRQ, 3),
	STACK(0xfffffe0000015000, 0xfffffe0000017000, 0, HOP_KIND_IST_VC, 0),
	STACK(0xfffffe0000015000, 0xfffffe0000017000, 0, HOP_KIND_OWN, 3),
	STACK(0xfffffe000003d000, 0xfffffe000003e000, 1, HOP_KIND_ENTRY, 3),
};

static const struct hop_stacklist list = { recorded, NR(recorded) };

static unsigned int kind_at(__u64 addr)
{
	const struct hop_stack *s = hop_stacks_find(&list, addr);

	return s ? s->kind : HOP_KIND_UNKNOWN;
}

static void edges(void **state)
{
	(void)state;
	assert_int_equal(kind_at(0xfffffe0000001fff), HOP_KIND_UNKNOWN);
	assert_int_equal(kind_at(0xfffffe0000002000), HOP_KIND_ENTRY);
	assert_int_equal(kind_at(0xfffffe0000002fff), HOP_KIND_ENTRY);
	assert_int_equal(kind_at(0xfffffe0000003000), HOP_KIND_UNKNOWN);
	assert_int_equal(kind_at(0), HOP_KIND_UNKNOWN);
	assert_int_equal(kind_at(~0ULL), HOP_KIND_UNKNOWN);
}

static void unmapped_holds_nothing(void **state)
{
	(void)state;
	assert_int_equal(kind_at(0xfffffe0000016f20), HOP_KIND_OWN);
	assert_ptr_equal(hop_stacks_of(&list, 0, HOP_KIND_IST_VC),
			 &recorded[2]);
}

static void by_kind(void **state)
{
	(void)state;
	assert_ptr_equal(hop_stacks_of(&list, 1, HOP_KIND_ENTRY), &recorded[4]);
	assert_null(hop_stacks_of(&list, 1, HOP_KIND_IRQ));
	assert_null(hop_stacks_of(&list, 2, HOP_KIND_ENTRY));
}

static void no_list(void **state)
{
	const struct hop_stacklist none = { NULL, 0 };

	(void)state;
	assert_null(hop_stacks_find(&none, 0xfffffe0000002000));
	assert_null(hop_stacks_of(&none, 0, HOP_KIND_ENTRY));
	assert_null(hop_stacks_clash(&none));
}

static void recorded_is_apart(void **state)
{
	(void)state;
	assert_null(hop_stacks_clash(&list));
}

static void overlapping(void **state)
{
	struct hop_stack pair[] = {
		STACK(0x1000, 0x3000, 0, HOP_KIND_ENTRY, HOP_STACK_MAPPED),
		STACK(0x2fff, 0x4000, 1, HOP_KIND_IRQ, HOP_STACK_MAPPED),
	};
	const struct hop_stacklist two = { pair, 2 };

	(void)state;
	assert_ptr_equal(hop_stacks_clash(&two), &pair[1]);
	pair[1].base = 0x3000;
	assert_null(hop_stacks_clash(&two));
	pair[1].base = 0x1000;
	pair[1].top = 0x1001;
	assert_ptr_equal(hop_stacks_clash(&two), &pair[1]);
}

static void empty_or_upside_down(void **state)
{
	struct hop_stack one = STACK(0x1000, 0x1000, 0, HOP_KIND_IRQ, 0);
	const struct hop_stacklist alone = { &one, 1 };

	(void)state;
	assert_ptr_equal(hop_stacks_clash(&alone), &one);
	one.top = 0;
	assert_ptr_equal(hop_stacks_clash(&alone), &one);
	one.flags = HOP_STACK_MAPPED;
	assert_null(hop_stacks_find(&alone, 0x1000));
}

static void halves(void **state)
{
	(void)state;
	assert_true(hop_addr_user(0));
	assert_true(hop_addr_user(0x7fffffffffffffff));
	assert_false(hop_addr_user(0x8000000000000000));
	assert_false(hop_addr_user(~0ULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edges),
		cmocka_unit_test(unmapped_holds_nothing),
		cmocka_unit_test(by_kind),
		cmocka_unit_test(no_list),
		cmocka_unit_test(recorded_is_apart),
		cmocka_unit_test(overlapping),
		cmocka_unit_test(empty_or_upside_down),
		cmocka_unit_test(halves),
	};

	return cmocka_run_group_tests_name("stacks", tests, NULL, NULL);
}
