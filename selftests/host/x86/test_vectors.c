// SPDX-License-Identifier: GPL-2.0
/*
 * The table of vectors against the manual and the kernel's sources: what a number
 * says of an entry.
 */
#include "unit.h"

#include <hop_path.h>

#include "arch/arch.h"
#include "path/findings.h"

/* #DF, #TS, #NP, #SS, #GP, #PF, #AC, #CP, #VC, #SX: SDM vol. 3, table 6-1. */
static bool pushes_code(unsigned int vector)
{
	return vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 ||
	       vector == 21 || vector == 29 || vector == 30;
}

static void by_range(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < HOP_VECTORS; i++) {
		const struct hop_vector *v = hop_vector_of(i);

		assert_int_equal(v->error_code, pushes_code(i));
		/* Linux gives devices 0x20 to 0xeb, but not int 80h's. */
		assert_int_equal(v->device, i >= 0x20 && i < 0xec && i != 0x80);
		assert_int_equal(v->external, i >= 0x20 && i != 0x80);
		assert_int_equal(v->periodic, i == 0xec);
	}
	assert_null(hop_vector_of(HOP_VECTORS)->name);
}

/* A probe that only one handler has: from kernel mode it tells whose entry it is. */
static void by_probe(void **state)
{
	static const unsigned int owner[HOP_PROBE_NR] = {
		[HOP_PROBE_NMI] = 2,
		[HOP_PROBE_PAGE_FAULT_KERNEL] = 14,
		[HOP_PROBE_MCE] = 18,
	};
	unsigned int nr = 0;

	(void)state;
	for (unsigned int i = 0; i < HOP_VECTORS; i++) {
		unsigned int probe = hop_vector_of(i)->probe;

		nr += !!probe;
		assert_true(!probe || owner[probe] == i);
	}
	assert_int_equal(nr, 3);
}

/* The kernel's words in /proc/interrupts, and where its handlers are stamped. */
static void by_kernel(void **state)
{
	(void)state;
	assert_string_equal(hop_vector_of(2)->counter, "NMI");
	assert_string_equal(hop_vector_of(0xec)->counter, "LOC");
	assert_string_equal(hop_vector_of(0xfb)->counter, "CAL");
	assert_null(hop_vector_of(0x21)->counter);
	assert_int_equal(hop_vector_of(14)->user->begin, HOP_STAMP_FAULT_USER);
	assert_int_equal(hop_vector_of(14)->user->end, HOP_STAMP_NR);
	assert_null(hop_vector_of(14)->kernel);
	assert_int_equal(hop_vector_of(0x80)->user->end, HOP_STAMP_SYS_EXIT);
	assert_int_equal(hop_vector_of(0xec)->kernel->begin,
			 HOP_STAMP_TIMER_ENTRY);
	assert_int_equal(hop_vector_of(0xfb)->user->end, HOP_STAMP_CALL_EXIT);
}

static void by_name(void **state)
{
	struct hop_record rec = { .vector = 0xec };

	(void)state;
	assert_string_equal(hop_entry_name(&rec), "timer");
	rec.vector = 14;
	assert_string_equal(hop_entry_name(&rec), "page-fault");
	rec.vector = 0x21;
	assert_string_equal(hop_entry_name(&rec), "irq-21");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_range),
		cmocka_unit_test(by_probe),
		cmocka_unit_test(by_kernel),
		cmocka_unit_test(by_name),
	};

	return cmocka_run_group_tests_name("vectors", tests, NULL, NULL);
}
