// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop cost` for people: a row for each trigger.
 */
#include <stdlib.h>

#include "cost_report.h"
#include "table.h"

static const char *const head[] = { "TRIGGER", "FROM",	       ">RUNS",
				    ">LEAST",  ">MEDIAN",      ">P99",
				    ">IN",     ">HANDLER",     ">OUT",
				    ">+-",     "WHAT IS TIMED" };

static void number_add(struct hop_table *t, bool known, long long number)
{
	if (known)
		hop_table_add(t, "%lld", number);
	else
		hop_table_add(t, "-");
}

static size_t runs(const struct hop_cost *cost)
{
	return cost->total.nr ? cost->total.nr :
				cost->part[HOP_PART_HANDLER].nr;
}

static void row_add(struct hop_table *t, const struct hop_cost_row *row)
{
	const struct hop_cost *cost = &row->cost;
	bool known = cost->total.nr;

	hop_table_add(t, "%s", row->trigger);
	hop_table_add(t, "%s", row->mode);
	hop_table_add(t, "%zu", runs(cost));
	number_add(t, known, cost->total.least);
	number_add(t, known, cost->total.median);
	number_add(t, known, cost->total.p99);
	for (int i = 0; i < HOP_PART_NR; i++)
		number_add(t, cost->part[i].nr, cost->part[i].median);
	number_add(t, cost->part[HOP_PART_IN].nr, llabs(cost->unseen));
	if (row->cannot)
		hop_table_add(t, "cannot run here: %s", row->cannot);
	else
		hop_table_add(t, "%s", row->timed);
}

static void sum_print(const struct hop_cost_report *report)
{
	size_t cannot = 0;

	for (size_t i = 0; i < report->nr; i++)
		cannot += !!report->row[i].cannot;
	printf("\n%zu triggers, %zu timed, %zu cannot run here; %s on CPU %u\n",
	       report->nr, report->nr - cannot, cannot,
	       report->instructions ? "instructions" :
				      "ticks of the time-stamp counter",
	       report->cpu);
}

void hop_cost_print(const struct hop_cost_report *report)
{
	struct hop_table *t = hop_table_new(head, sizeof(head) / sizeof(*head));

	for (size_t i = 0; i < report->nr; i++)
		row_add(t, &report->row[i]);
	hop_table_print(t, stdout);
	hop_table_free(t);
	sum_print(report);
}
