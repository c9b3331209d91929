// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop watch`: counters into rows, traces into stacks;
 * with what a kernel would never send, too.
 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "watch/top_rows.h"
#include "watch/maps.h"
#include "watch/names.h"
#include "watch/rows.h"
#include "watch/trace.h"

static void names(void **state)
{
	(void)state;
	assert_int_equal(hop_watch_parse("sys_enter"), 1);
	assert_int_equal(hop_watch_parse("syscall"), 3);
	assert_int_equal(hop_watch_parse("sys_exit,nmi"),
			 2 | 1ULL << HOP_WATCH_NMI);
	assert_int_equal(hop_watch_parse(""), 0);
	assert_int_equal(hop_watch_parse("syscall,"), 0);
	assert_int_equal(hop_watch_parse("syscall,bogus"), 0);
	assert_string_equal(hop_watch_names[HOP_WATCH_NMI], "nmi_handler");
	assert_int_equal(hop_watch_group_of(HOP_WATCH_SOFTIRQ_EXIT),
			 HOP_WATCH_GROUP_SOFTIRQ);
}

#define SPAN 16384

static struct hop_watch_cpu *cpus(size_t nr, __u64 span)
{
	struct hop_watch_cpu *cpu = calloc(nr, sizeof(*cpu));

	assert_non_null(cpu);
	for (size_t i = 0; i < nr; i++)
		hop_watch_cpu_clear(&cpu[i], span);
	return cpu;
}

/* As the programs do. */
static void event(struct hop_watch_cpu *cpu, unsigned int point,
		  unsigned int kind, __s64 depth)
{
	struct hop_watch_point_state *p = &cpu->point[point];
	__s64 left = cpu->span - depth;

	p->count[kind][left < 0 ? 0 : hop_watch_bucket(left, cpu->span)]++;
	if (left < p->low[HOP_WATCH_OWN][kind])
		p->low[HOP_WATCH_OWN][kind] = left;
	cpu->now[kind] = depth;
}

/* The same point came to another stack from there. */
static void left_at(struct hop_watch_cpu *cpu, unsigned int point,
		    unsigned int kind, __s64 depth)
{
	cpu->point[point].low[HOP_WATCH_LEFT][kind] = cpu->span - depth;
}

static void rows(void **state)
{
	struct hop_watch_cpu *now = cpus(2, SPAN), *before = cpus(2, SPAN);
	struct hop_watch_rows list;

	(void)state;
	event(&now[0], HOP_WATCH_SYS_ENTER, HOP_KIND_TASK, 8);
	event(&now[0], HOP_WATCH_SYS_ENTER, HOP_KIND_TASK, 256);
	event(&now[1], HOP_WATCH_SYS_ENTER, HOP_KIND_TASK, 257);
	event(&now[1], HOP_WATCH_SYS_ENTER, HOP_KIND_TASK, 20000);
	left_at(&now[1], HOP_WATCH_NMI, HOP_KIND_IRQ, 100);
	left_at(&now[1], HOP_WATCH_SYS_ENTER, HOP_KIND_TASK, 30000);
	assert_true(hop_watch_rows_make(now, NULL, 2, &list));
	/* One of CPU 0, two of CPU 1, two of all. */
	assert_int_equal(list.nr, 5);
	assert_int_equal(list.row[3].cpu, -1);
	assert_int_equal(list.row[3].count, 4);
	assert_int_equal(list.row[3].bucket[0], 2);
	assert_int_equal(list.row[3].bucket[1], 1);
	assert_int_equal(list.row[3].bucket[HOP_WATCH_BUCKETS - 1], 1);
	assert_int_equal(list.row[3].deepest, 20000);
	assert_int_equal(list.row[3].left, 30000);
	assert_int_equal(hop_watch_row_upto(&list.row[3], 50), 256);
	assert_int_equal(hop_watch_row_upto(&list.row[3], 51), 512);
	assert_int_equal(hop_watch_row_upto(&list.row[3], 99), SPAN);
	assert_int_equal(list.row[4].count, 0);
	assert_int_equal(list.row[4].deepest, 0);
	assert_int_equal(list.row[4].left, 100);
	assert_int_equal(hop_watch_rows_count(&list, HOP_WATCH_SYS_ENTER), 4);
	assert_int_equal(hop_watch_rows_unknown(&list), 0);
	free(list.row);
	memcpy(before, now, 2 * sizeof(*now));
	event(&now[1], HOP_WATCH_SYS_ENTER, HOP_KIND_UNKNOWN, 0x3fff);
	assert_true(hop_watch_rows_make(now, before, 2, &list));
	assert_int_equal(list.nr, 2);
	assert_int_equal(hop_watch_rows_unknown(&list), 1);
	free(list.row);
	free(before);
	free(now);
}

/* A stack's highest and lowest bytes are in its first and last bucket. */
static void spans(void **state)
{
	static const struct {
		__u64 span;
		__u64 step;
	} cases[] = { { 8192, 256 }, { 16384, 256 }, { 32768, 512 } };

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		__u64 step = cases[i].step, last = cases[i].span / step - 1;
		struct hop_watch_cpu *now = cpus(1, cases[i].span);
		struct hop_watch_rows list;

		event(now, HOP_WATCH_SYS_EXIT, HOP_KIND_TASK, 8);
		event(now, HOP_WATCH_SYS_EXIT, HOP_KIND_TASK, step);
		event(now, HOP_WATCH_SYS_EXIT, HOP_KIND_TASK, step + 8);
		event(now, HOP_WATCH_SYS_EXIT, HOP_KIND_TASK, step * last + 8);
		event(now, HOP_WATCH_SYS_EXIT, HOP_KIND_TASK, cases[i].span);
		event(now, HOP_WATCH_SYS_EXIT, HOP_KIND_TASK, 40000);
		assert_true(hop_watch_rows_make(now, NULL, 1, &list));
		assert_int_equal(list.row[0].step, step);
		assert_int_equal(list.row[0].bucket[0], 2);
		assert_int_equal(list.row[0].bucket[1], 1);
		assert_int_equal(list.row[0].bucket[last], 3);
		assert_int_equal(list.row[0].count, 6);
		assert_int_equal(list.row[0].deepest, 40000);
		assert_int_equal(hop_watch_row_upto(&list.row[0], 33), step);
		assert_int_equal(hop_watch_row_upto(&list.row[0], 50),
				 2 * step);
		assert_int_equal(hop_watch_row_upto(&list.row[0], 99),
				 cases[i].span);
		free(list.row);
		free(now);
	}
}

static void top(void **state)
{
	struct hop_watch_cpu *now = cpus(2, SPAN), *before = cpus(2, SPAN);
	struct hop_top_row row[3 * HOP_KIND_NR];
	const char *expected =
		"   1  task                4      600      800  sys_enter";
	char line[HOP_TOP_LINE];
	size_t nr;

	(void)state;
	event(&now[1], HOP_WATCH_SYS_ENTER, HOP_KIND_TASK, 800);
	event(&now[1], HOP_WATCH_SYS_EXIT, HOP_KIND_TASK, 600);
	nr = hop_top_rows(now, before, 2, row);
	assert_int_equal(nr, 2);
	assert_int_equal(row[0].cpu, -1);
	assert_int_equal(row[1].cpu, 1);
	assert_int_equal(row[1].events, 2);
	assert_int_equal(row[1].now, 600);
	assert_int_equal(row[1].deepest, 800);
	hop_top_line(&row[1], 0.5, line);
	assert_string_equal(line, expected);
	left_at(&now[1], HOP_WATCH_NMI, HOP_KIND_TASK, 900);
	hop_top_rows(now, before, 2, row);
	hop_top_line(&row[1], 0.5, line);
	assert_string_equal(
		line,
		"   1  task                4      600      900  nmi_handler, left");
	row[0].left = true;
	row[0].events = ~0ULL;
	row[0].now = ~0ULL;
	row[0].deepest = ~0ULL;
	for (row[0].point = 0; row[0].point < HOP_WATCH_NR; row[0].point++) {
		hop_top_line(&row[0], 0, line);
		assert_true(strlen(line) < HOP_TOP_LINE);
	}
	free(before);
	free(now);
}

static struct hop_watch_sample sample_of(size_t frames)
{
	struct hop_watch_sample s = {
		.point = HOP_WATCH_NMI,
		.hops = 3,
		.deepest = ~0u,
		.bytes = frames * 8,
		.hop = { { .kind = HOP_KIND_IST_NMI, .depth = 300 },
			 { .kind = HOP_KIND_IRQ, .depth = 500, .ret = 103 },
			 { .kind = HOP_KIND_TASK, .depth = 900, .ret = 105 } },
	};

	for (size_t i = 0; i < HOP_WATCH_FRAMES; i++)
		s.trace[i] = 100 + i;
	return s;
}

static void traces_are_split(void **state)
{
	struct hop_watch_part part[HOP_WATCH_HOPS];
	struct hop_watch_sample s = sample_of(8);

	(void)state;
	assert_int_equal(hop_watch_split(&s, 1, part), 3);
	assert_int_equal(part[0].nr, 2);
	assert_int_equal(part[1].frame[0], 103);
	assert_int_equal(part[1].nr, 2);
	assert_int_equal(part[2].frame[0], 105);
	assert_int_equal(part[2].nr, 3);
	/* The unwinder stopped on the IRQ stack. */
	s = sample_of(4);
	assert_int_equal(hop_watch_split(&s, 0, part), 3);
	assert_int_equal(part[1].nr, 1);
	assert_int_equal(part[2].nr, 0);
	/* No trace, more frames than there are, more stacks than there are. */
	s.bytes = -14;
	assert_int_equal(hop_watch_split(&s, 2, part), 3);
	assert_int_equal(part[0].nr + part[1].nr + part[2].nr, 0);
	s.bytes = 0x7fffffff;
	s.hops = 77;
	assert_int_equal(hop_watch_split(&s, 99, part), 3);
	assert_int_equal(hop_watch_frames(&s), HOP_WATCH_FRAMES);
}

/* The function graph tracer: 999 stands where return addresses were. */
static void hidden_addresses_split(void **state)
{
	struct hop_watch_part part[HOP_WATCH_HOPS];
	struct hop_watch_sample s = sample_of(8);
	const __u64 high = 1ULL << 63;

	(void)state;
	for (size_t i = 0; i < HOP_WATCH_FRAMES; i++)
		s.trace[i] |= high;
	s.hops = 2;
	s.own = 2;
	s.hop[1] = (struct hop_watch_hop){ .kind = HOP_KIND_TASK,
					   .depth = 900,
					   .ret = high | 999 };
	s.above[1][0] = 106;
	s.above[1][1] = high | 55;
	s.above[1][2] = high | 999;
	s.above[1][3] = high | 106;
	s.above[1][4] = high | 104;
	assert_int_equal(hop_watch_split(&s, 1, part), 2);
	assert_int_equal(part[0].nr, 3);
	assert_false(part[0].own);
	assert_int_equal(part[1].frame[0], high | 104);
	assert_int_equal(part[1].nr, 4);
	assert_true(part[1].own);
	/* Nothing above is in the trace: it ended before. */
	s.above[1][3] = 0;
	s.above[1][4] = high | 50;
	assert_int_equal(hop_watch_split(&s, 1, part), 2);
	assert_int_equal(part[0].nr, 7);
	assert_int_equal(part[1].nr, 0);
}

static void the_deepest_is_kept(void **state)
{
	struct hop_watch_best *best = calloc(1, sizeof(*best));
	struct hop_watch_sample s = sample_of(8);

	(void)state;
	assert_null(hop_watch_best_of(best, HOP_KIND_TASK));
	hop_watch_best_take(best, &s);
	s.pid = 1;
	s.hop[2].depth = 899;
	hop_watch_best_take(best, &s);
	assert_int_equal(hop_watch_best_of(best, HOP_KIND_TASK)->pid, 0);
	s.hop[2].depth = 901;
	s.point = HOP_WATCH_SYS_ENTER;
	hop_watch_best_take(best, &s);
	assert_int_equal(hop_watch_best_of(best, HOP_KIND_TASK)->pid, 1);
	/* Where it ran is kept beside what it left. */
	s.hop[0].kind = HOP_KIND_TASK;
	s.hop[0].depth = 1000;
	s.deepest = 1;
	s.pid = 2;
	hop_watch_best_take(best, &s);
	assert_int_equal(hop_watch_best_of(best, HOP_KIND_TASK)->pid, 2);
	assert_int_equal(best->depth[HOP_WATCH_SYS_ENTER]
				    [hop_watch_stack_at(0, HOP_KIND_TASK)],
			 1000);
	assert_int_equal(best->depth[HOP_WATCH_SYS_ENTER]
				    [hop_watch_stack_at(2, HOP_KIND_TASK)],
			 901);
	s.hop[0].depth = 300;
	assert_true(hop_watch_deeper(&s, 900));
	assert_false(hop_watch_deeper(&s, 901));
	s.point = 4000;
	s.hop[0].kind = 99;
	hop_watch_best_take(best, &s);
	free(best);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(rows),
		cmocka_unit_test(spans),
		cmocka_unit_test(top),
		cmocka_unit_test(traces_are_split),
		cmocka_unit_test(hidden_addresses_split),
		cmocka_unit_test(the_deepest_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
