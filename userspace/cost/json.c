// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop cost --json`; report.h documents the keys.
 */
#include "kernel/kernel.h"
#include "lib/lib.h"
#include "report.h"

static void number_add(struct json_object *o, const char *name,
		       const char *below_name, int64_t number, int64_t error)
{
	int64_t below = hop_cost_below(number, error);

	hop_json_int(o, below ? below_name : name, below ? below : number);
}

static void spread_add(struct json_object *o, const struct hop_spread *s,
		       int64_t error)
{
	hop_json_int(o, "runs", s->nr);
	if (!s->nr)
		return;
	number_add(o, "least", "least_below", s->least, error);
	number_add(o, "median", "median_below", s->median, error);
	number_add(o, "p99", "p99_below", s->p99, error);
}

static struct json_object *part_json(const struct hop_cost *cost,
				     enum hop_cost_part part)
{
	struct json_object *o = json_object_new_object();

	hop_json_text(o, "part", hop_cost_part_name(part));
	spread_add(o, &cost->part[part], cost->part_error);
	return o;
}

static void parts_add(struct json_object *o, const struct hop_cost *cost)
{
	struct json_object *list = json_object_new_array();

	for (int i = 0; i < HOP_PART_NR; i++)
		if (cost->part[i].nr)
			json_object_array_add(list, part_json(cost, i));
	json_object_object_add(o, "parts", list);
	if (json_object_array_length(list) &&
	    hop_cost_uncertain(cost) != HOP_COST_NO_ERROR)
		hop_json_int(o, "uncertain", hop_cost_uncertain(cost));
}

static struct json_object *row_json(const struct hop_cost_row *row)
{
	struct json_object *o = json_object_new_object();

	hop_json_text(o, "trigger", row->trigger);
	hop_json_text(o, "mode", row->mode);
	hop_json_text(o, "timed", row->timed);
	spread_add(o, &row->cost.total, row->cost.error);
	hop_json_int(o, "discarded", row->discarded);
	if (row->cost.total.nr)
		hop_json_int(o, "without", row->cost.without);
	if (row->cost.total.nr && row->cost.error != HOP_COST_NO_ERROR)
		hop_json_int(o, "error", row->cost.error);
	parts_add(o, &row->cost);
	if (row->cannot)
		hop_json_text(o, "skipped", row->cannot);
	return o;
}

struct json_object *hop_cost_json(const struct hop_cost_report *report)
{
	struct json_object *o = json_object_new_object();
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < report->nr; i++)
		json_object_array_add(list, row_json(&report->row[i]));
	hop_json_os(o);
	hop_json_bool(o, "pti", report->pti);
	hop_features_json(o, report->features, true);
	hop_json_text(o, "unit",
		      report->instructions ? "instructions" : "ticks");
	hop_json_int(o, "cpu", report->cpu);
	if (report->emulator)
		hop_json_text(o, "emulator", report->emulator);
	json_object_object_add(o, "triggers", list);
	return o;
}
