// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/interrupts as kernels print it, and texts that are broken.
 */
#include "unit.h"

#include "kernel/interrupts.h"

/* From a 6.1 guest with two CPUs, shortened. */
static const char recorded[] =
	"           CPU0       CPU1      \x20\n"
	"   1:          0          9   IO-APIC   1-edge      i8042\n"
	"  24:         31          0  PCI-MSI 65536-edge      virtio1-config\n"
	" NMI:          0          2   Non-maskable interrupts\n"
	" LOC:       1034        998   Local timer interrupts\n"
	" CAL:         54         40   Function call interrupts\n"
	" ERR:          3\n"
	" MIS:          0\n"
	" PIW:          0          0   Posted-interrupt wakeup event\n";

static const char softirqs[] = "                    CPU0       CPU1      \x20\n"
			       "          HI:          0          5\n"
			       "       TIMER:        734        412\n";

static unsigned long long count_of(const struct hop_interrupts *i,
				   const char *name)
{
	for (size_t row = 0; row < i->nr; row++)
		if (!strcmp(i->row[row].name, name))
			return i->row[row].count;
	fail_msg("no row %s", name);
	return 0;
}

static void as_recorded(void **state)
{
	struct hop_interrupts i;

	(void)state;
	assert_true(hop_interrupts_parse(recorded, 1, &i));
	assert_int_equal(i.nr, 6);
	assert_int_equal(count_of(&i, "1"), 9);
	assert_int_equal(count_of(&i, "24"), 0);
	assert_int_equal(count_of(&i, "LOC"), 998);
	assert_true(hop_interrupts_parse(recorded, 0, &i));
	assert_int_equal(count_of(&i, "LOC"), 1034);
	assert_true(hop_interrupts_parse(softirqs, 1, &i));
	assert_int_equal(count_of(&i, "TIMER"), 412);
}

/* CPUs may be missing: the columns' names count, not their places. */
static void holes(void **state)
{
	struct hop_interrupts i;

	(void)state;
	assert_true(hop_interrupts_parse("  CPU0  CPU10\n LOC: 7 8 timer\n", 10,
					 &i));
	assert_int_equal(count_of(&i, "LOC"), 8);
	assert_false(hop_interrupts_parse("  CPU0  CPU10\n LOC: 7 8 timer\n", 1,
					  &i));
}

static void broken(void **state)
{
	static const char *const texts[] = {
		"",
		"\n",
		"CPU0",
		"CPU0\n",
		"CPU\nLOC: 1\n",
		"cpu0\nLOC: 1\n",
		"CPU0 CPU1x\nLOC: 1 2\n",
		"CPU0\nLOC 1\n",
		"CPU0\nLOC: 1",
		"CPU0\nLOC\nNMI: 1\n",
		"CPU0\nA-NAME-MUCH-TOO-LONG-FOR-A-ROW: 1\n",
		"CPU1\nLOC: 1\n",
		"CPU0 CPU1\nLOC: 1\nNMI: x y\n",
	};
	struct hop_interrupts i;

	(void)state;
	for (size_t n = 0; n < NR(texts); n++)
		assert_false(hop_interrupts_parse(texts[n], 0, &i));
}

static void too_many(void **state)
{
	static char text[HOP_INTERRUPTS_MAX * 16 + 64] = "CPU0\n";
	struct hop_interrupts i;

	(void)state;
	for (size_t n = 0; n < HOP_INTERRUPTS_MAX; n++)
		sprintf(text + strlen(text), "%zu: 1\n", n);
	assert_true(hop_interrupts_parse(text, 0, &i));
	strcat(text, "more: 1\n");
	assert_false(hop_interrupts_parse(text, 0, &i));
}

static bool only(const char *before, const char *after, const char *name,
		 const char *other)
{
	const char *const names[] = { name, other, NULL };
	struct hop_interrupts a, b;

	assert_true(hop_interrupts_parse(before, 0, &a));
	assert_true(hop_interrupts_parse(after, 0, &b));
	return hop_interrupts_only(&a, &b, names);
}

static const char first[] = "CPU0\nLOC: 1\nNMI: 5\n";

static void just_one(void **state)
{
	static const char *const wrong[] = {
		"CPU0\nLOC: 1\nNMI: 5\n", "CPU0\nLOC: 3\nNMI: 5\n",
		"CPU0\nLOC: 2\nNMI: 6\n", "CPU0\nLOC: 1\nNMI: 6\n",
		"CPU0\nLOC: 0\nNMI: 5\n", "CPU0\nLOC: 2\n",
		"CPU0\nLOC: 2\nRES: 5\n",
	};

	(void)state;
	assert_true(only(first, "CPU0\nLOC: 2\nNMI: 5\n", "LOC", NULL));
	for (size_t i = 0; i < NR(wrong); i++)
		assert_false(only(first, wrong[i], "LOC", NULL));
	assert_false(only(first, "CPU0\nLOC: 2\nNMI: 5\n", "CAL", NULL));
}

static void each_of_two(void **state)
{
	(void)state;
	assert_true(only(first, "CPU0\nLOC: 2\nNMI: 6\n", "NMI", "LOC"));
	assert_false(only(first, "CPU0\nLOC: 2\nNMI: 5\n", "NMI", "LOC"));
	assert_false(only(first, "CPU0\nLOC: 3\nNMI: 5\n", "NMI", "LOC"));
	assert_false(only(first, "CPU0\nLOC: 1\nNMI: 7\n", "NMI", "LOC"));
	assert_false(only(first, "CPU0\nLOC: 2\nNMI: 5\n", "CAL", "LOC"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_recorded), cmocka_unit_test(holes),
		cmocka_unit_test(broken),      cmocka_unit_test(too_many),
		cmocka_unit_test(just_one),    cmocka_unit_test(each_of_two),
	};

	return cmocka_run_group_tests_name("interrupts", tests, NULL, NULL);
}
