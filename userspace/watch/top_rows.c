// SPDX-License-Identifier: GPL-2.0
/*
 * Rows of `stackhop top` from the counters of the BPF programs.
 */
#include <stdio.h>
#include <string.h>

#include "kernel/kernel.h"
#include "maps.h"
#include "names.h"
#include "top_rows.h"

static __u64 events_of(const struct hop_watch_point_state *p, unsigned int kind)
{
	__u64 sum = 0;

	for (unsigned int i = 0; i < HOP_WATCH_BUCKETS; i++)
		sum += p->count[kind][i];
	return sum;
}

static void row_add(struct hop_top_row *row, const struct hop_watch_cpu *now,
		    const struct hop_watch_cpu *before)
{
	for (unsigned int i = 0; i < HOP_WATCH_NR; i++) {
		row->events += events_of(&now->point[i], row->kind) -
			       events_of(&before->point[i], row->kind);
		for (int role = 0; role < HOP_WATCH_ROLES; role++) {
			__u64 depth = hop_watch_depth(
				now, now->point[i].low[role][row->kind]);

			if (depth <= row->deepest)
				continue;
			row->deepest = depth;
			row->point = i;
			row->left = role == HOP_WATCH_LEFT;
		}
	}
	if (now->now[row->kind] > row->now)
		row->now = now->now[row->kind];
}

size_t hop_top_rows(const struct hop_watch_cpu *now,
		    const struct hop_watch_cpu *before, size_t nr_cpus,
		    struct hop_top_row *row)
{
	size_t nr = 0;

	for (size_t n = 0; n < (nr_cpus + 1) * HOP_KIND_NR; n++) {
		size_t first = n / HOP_KIND_NR, last = first;

		/* All of them come first, then one by one. */
		row[nr] = (struct hop_top_row){ .cpu = (int)first - 1,
						.kind = n % HOP_KIND_NR };
		if (first == 0)
			last = nr_cpus;
		else
			first--;
		for (size_t cpu = first; cpu < last; cpu++)
			row_add(&row[nr], &now[cpu], &before[cpu]);
		if (row[nr].events || row[nr].deepest)
			nr++;
	}
	return nr;
}

void hop_top_head(char line[HOP_TOP_LINE])
{
	snprintf(line, HOP_TOP_LINE, "%4s  %-8s %12s %8s %8s  %s", "CPU",
		 "STACK", "EVENTS/S", "NOW", "DEEPEST", "AT");
}

void hop_top_line(const struct hop_top_row *row, double seconds,
		  char line[HOP_TOP_LINE])
{
	char cpu[16] = "all";

	if (row->cpu >= 0)
		snprintf(cpu, sizeof(cpu), "%d", row->cpu);
	snprintf(line, HOP_TOP_LINE, "%4s  %-8s %12.0f %8llu %8llu  %s%s", cpu,
		 hop_kind_name(row->kind),
		 seconds > 0 ? row->events / seconds : 0, row->now,
		 row->deepest, row->deepest ? hop_watch_names[row->point] : "",
		 row->left ? ", left" : "");
}
