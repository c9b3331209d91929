// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop cost` for people: a row for each trigger.
 */
#include <stdio.h>

#include "lib/lib.h"
#include "report.h"

static const char *const head[] = {
	"TRIGGER", "FROM", ">RUNS",    ">LEAST", ">MEDIAN", ">P99",
	">+-",	   ">IN",  ">HANDLER", ">OUT",	 ">+-",	    "WHAT IS TIMED"
};

/* A difference that is no more than its error is no number. */
static void number_add(struct hop_table *t, bool known, long long number,
		       long long error)
{
	long long below = hop_cost_below(number, error);

	if (!known)
		hop_table_add(t, "-");
	else if (below)
		hop_table_add(t, "below %lld", below);
	else
		hop_table_add(t, "%lld", number);
}

static void error_add(struct hop_table *t, bool known, long long error)
{
	if (!known)
		hop_table_add(t, "-");
	else if (error == HOP_COST_NO_ERROR)
		hop_table_add(t, "?");
	else
		hop_table_add(t, "%lld", error);
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
	size_t parts = 0;

	hop_table_add(t, "%s", row->trigger);
	hop_table_add(t, "%s", row->mode);
	hop_table_add(t, "%zu", runs(cost));
	number_add(t, known, cost->total.least, cost->error);
	number_add(t, known, cost->total.median, cost->error);
	number_add(t, known, cost->total.p99, cost->error);
	error_add(t, known, cost->error);
	for (int i = 0; i < HOP_PART_NR; i++) {
		number_add(t, cost->part[i].nr, cost->part[i].median,
			   cost->part_error);
		parts += cost->part[i].nr;
	}
	error_add(t, parts, hop_cost_uncertain(cost));
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
	if (report->emulator)
		printf("the CPU is emulated (%s): these are the emulator's costs, not those of a CPU\n",
		       report->emulator);
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
