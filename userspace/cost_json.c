// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop cost --json`; cost_report.h documents the keys.
 */
#include <stdlib.h>

#include "cost_report.h"
#include "json.h"

static void spread_add(struct json_object *o, const struct hop_spread *s)
{
	hop_json_int(o, "runs", s->nr);
	if (!s->nr)
		return;
	hop_json_int(o, "least", s->least);
	hop_json_int(o, "median", s->median);
	hop_json_int(o, "p99", s->p99);
}

static struct json_object *part_json(const struct hop_cost *cost,
				     enum hop_cost_part part)
{
	struct json_object *o = json_object_new_object();

	hop_json_text(o, "part", hop_cost_part_name(part));
	spread_add(o, &cost->part[part]);
	return o;
}

static void parts_add(struct json_object *o, const struct hop_cost *cost)
{
	struct json_object *list = json_object_new_array();

	for (int i = 0; i < HOP_PART_NR; i++)
		if (cost->part[i].nr)
			json_object_array_add(list, part_json(cost, i));
	json_object_object_add(o, "parts", list);
	if (cost->part[HOP_PART_IN].nr)
		hop_json_int(o, "uncertain", llabs(cost->unseen));
}

static struct json_object *row_json(const struct hop_cost_row *row)
{
	struct json_object *o = json_object_new_object();

	hop_json_text(o, "trigger", row->trigger);
	hop_json_text(o, "mode", row->mode);
	hop_json_text(o, "timed", row->timed);
	spread_add(o, &row->cost.total);
	hop_json_int(o, "discarded", row->discarded);
	if (row->cost.total.nr)
		hop_json_int(o, "without", row->cost.without);
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
	hop_json_bool(o, "fred", report->fred);
	hop_json_text(o, "unit",
		      report->instructions ? "instructions" : "ticks");
	hop_json_int(o, "cpu", report->cpu);
	json_object_object_add(o, "triggers", list);
	return o;
}
