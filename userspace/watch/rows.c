// SPDX-License-Identifier: GPL-2.0
/*
 * Sums over CPUs and buckets. The programs count from the deep end, rows from
 * the shallow one.
 */
#include <stdlib.h>

#include "maps.h"
#include "rows.h"

static void depth_add(__u64 *deepest, const struct hop_watch_cpu *cpu,
		      __s64 low)
{
	__u64 depth = hop_watch_depth(cpu, low);

	if (depth > *deepest)
		*deepest = depth;
}

static void row_add(struct hop_watch_row *row, const struct hop_watch_cpu *cpu,
		    const struct hop_watch_cpu *before)
{
	const struct hop_watch_point_state *now = &cpu->point[row->point];

	for (unsigned int i = 0; i < cpu->span / row->step; i++) {
		__u64 n = now->count[row->kind][i];

		if (before)
			n -= before->point[row->point].count[row->kind][i];
		row->bucket[cpu->span / row->step - 1 - i] += n;
		row->count += n;
	}
	depth_add(&row->deepest, cpu, now->low[HOP_WATCH_OWN][row->kind]);
	depth_add(&row->left, cpu, now->low[HOP_WATCH_LEFT][row->kind]);
}

static struct hop_watch_row *row_new(struct hop_watch_rows *rows)
{
	if ((rows->nr & (rows->nr - 1)) == 0) {
		void *more = reallocarray(rows->row,
					  rows->nr ? rows->nr * 2 : 1,
					  sizeof(*rows->row));

		if (!more)
			return NULL;
		rows->row = more;
	}
	return &rows->row[rows->nr];
}

/* Of CPUs @first to @last - 1. */
static bool rows_add(struct hop_watch_rows *rows, int number,
		     const struct hop_watch_cpu *now,
		     const struct hop_watch_cpu *before, size_t first,
		     size_t last)
{
	for (unsigned int n = 0; n < HOP_WATCH_NR * HOP_KIND_NR; n++) {
		struct hop_watch_row *row = row_new(rows);

		if (!row)
			return false;
		*row = (struct hop_watch_row){
			.cpu = number,
			.point = n / HOP_KIND_NR,
			.kind = n % HOP_KIND_NR,
			.step = hop_watch_step(now->span),
		};
		for (size_t cpu = first; cpu < last; cpu++)
			row_add(row, &now[cpu], before ? &before[cpu] : NULL);
		if (row->count || (row->left && !before))
			rows->nr++;
	}
	return true;
}

bool hop_watch_rows_make(const struct hop_watch_cpu *now,
			 const struct hop_watch_cpu *before, size_t nr_cpus,
			 struct hop_watch_rows *rows)
{
	bool ok = true;

	*rows = (struct hop_watch_rows){ 0 };
	for (size_t cpu = 0; ok && cpu < nr_cpus; cpu++)
		ok = rows_add(rows, cpu, now, before, cpu, cpu + 1);
	ok = ok && rows_add(rows, -1, now, before, 0, nr_cpus);
	if (!ok) {
		free(rows->row);
		*rows = (struct hop_watch_rows){ 0 };
	}
	return ok;
}

__u64 hop_watch_row_upto(const struct hop_watch_row *row, unsigned int percent)
{
	__u64 sum = 0;
	unsigned int i;

	for (i = 0; i < HOP_WATCH_BUCKETS - 1; i++) {
		sum += row->bucket[i];
		if (sum && sum * 100 >= row->count * percent)
			break;
	}
	return (i + 1) * row->step;
}

static __u64 rows_sum(const struct hop_watch_rows *rows, unsigned int point,
		      unsigned int kind)
{
	__u64 sum = 0;

	for (size_t i = 0; i < rows->nr; i++) {
		const struct hop_watch_row *row = &rows->row[i];

		if (row->cpu < 0 &&
		    (row->point == point || point == HOP_WATCH_NR) &&
		    (row->kind == kind || kind == HOP_KIND_NR))
			sum += row->count;
	}
	return sum;
}

__u64 hop_watch_rows_count(const struct hop_watch_rows *rows,
			   unsigned int point)
{
	return rows_sum(rows, point, HOP_KIND_NR);
}

__u64 hop_watch_rows_unknown(const struct hop_watch_rows *rows)
{
	return rows_sum(rows, HOP_WATCH_NR, HOP_KIND_UNKNOWN);
}
