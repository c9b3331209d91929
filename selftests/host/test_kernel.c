// SPDX-License-Identifier: GPL-2.0
/*
 * What is read of the running kernel before it is watched: its types and symbols.
 */
#include "unit.h"

#include <string.h>

#include "kernel/bpf.h"
#include "kernel/kstacks.h"

/* BTF of a kernel whose ring has a lock that has a member of struct @inner. */
static struct btf *btf_of(const char *inner)
{
	struct btf *btf = btf__new_empty();
	int id = btf__add_struct(btf, inner, 8);

	btf__add_struct(btf, "spinlock", 8);
	btf__add_field(btf, "lock", id, 0, 0);
	id = btf__add_typedef(btf, "spinlock_t", id + 1);
	btf__add_struct(btf, "bpf_ringbuf", 16);
	btf__add_field(btf, "spinlock", id, 64, 0);
	return btf;
}

static void rings_that_sleep(void **state)
{
	static const char *const inner[] = { "rt_mutex", "rt_mutex_base",
					     "raw_spinlock" };
	struct btf *btf;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		btf = btf_of(inner[i]);
		assert_int_equal(hop_btf_ring_sleeps(btf), i < 2);
		assert_int_equal(hop_btf_softirq_preempted(btf), i < 2);
		btf__free(btf);
	}
	btf = btf__new_empty();
	assert_false(hop_btf_ring_sleeps(btf));
	assert_false(hop_btf_softirq_preempted(btf));
	btf__free(btf);
}

static void task_sizes(void **state)
{
	static const struct {
		const char *text;
		__u64 size;
	} cases[] = {
		{ "ffff1000 D __start_init_task\nffff5000 D __end_init_task\n",
		  0x4000 },
		{ "ffff5000 D __end_init_stack\nffff3000 D __start_init_stack\n",
		  0x2000 },
		{ "0 D __start_init_task\n0 D __end_init_task\n", 0 },
		{ "ffff1000 D __start_init_task\n", 0 },
		{ "nonsense\n\n x\n", 0 },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		FILE *f = fmemopen((void *)cases[i].text, strlen(cases[i].text),
				   "r");

		assert_int_equal(hop_kstacks_task_size(f), cases[i].size);
		fclose(f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rings_that_sleep),
		cmocka_unit_test(task_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
