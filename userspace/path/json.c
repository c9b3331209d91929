// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop path --json`; findings.h documents the keys.
 */
#include "findings.h"
#include "lib/lib.h"

static struct json_object *stops_json(const struct hop_observed *o)
{
	struct json_object *list = json_object_new_array();
	char name[HOP_STOP_NAME];

	for (size_t i = 0; i < o->nr; i++)
		json_object_array_add(
			list, json_object_new_string(
				      hop_stop_name(&o->stop[i], name)));
	return list;
}

static struct json_object *evidence_json(const struct hop_observed *o)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 1; i < o->nr; i++)
		json_object_array_add(
			list,
			json_object_new_string(hop_seen_name(o->stop[i].seen)));
	return list;
}

static struct json_object *finding_json(const struct hop_finding *f, bool own)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "path", stops_json(&f->first));
	hop_json_int(o, "switches", f->first.nr ? f->first.nr - 1 : 0);
	hop_json_int(o, "count", f->count);
	if (own)
		hop_json_bool(o, "predicted", f->as);
	json_object_object_add(o, "evidence", evidence_json(&f->first));
	return o;
}

/* @own: of a trigger; else of what came meanwhile */
static struct json_object *findings_json(const struct hop_findings *f, bool own)
{
	struct json_object *o = json_object_new_object();
	struct json_object *paths = json_object_new_array();

	for (size_t i = 0; i < f->nr; i++)
		json_object_array_add(paths, finding_json(&f->path[i], own));
	hop_json_text(o, own ? "trigger" : "entry", f->trigger);
	hop_json_text(o, "mode", f->mode);
	hop_json_int(o, "runs", f->runs);
	json_object_object_add(o, "paths", paths);
	hop_json_int(o, "dropped", f->dropped);
	if (own) {
		hop_json_int(o, "disturbed", f->disturbed);
		hop_json_int(o, "crowded", f->crowded);
		hop_json_int(o, "late", f->late);
	}
	if (f->cannot)
		hop_json_text(o, "skipped", f->cannot);
	return o;
}

static struct json_object *list_json(const struct hop_findings *list, size_t nr,
				     bool own)
{
	struct json_object *o = json_object_new_array();

	for (size_t i = 0; i < nr; i++)
		json_object_array_add(o, findings_json(&list[i], own));
	return o;
}

static struct json_object *regs_json(const struct hop_regs_tally *t)
{
	struct json_object *o = json_object_new_object();

	hop_json_int(o, "entries", t->entries);
	hop_json_int(o, "room", t->room);
	hop_json_int(o, "same", t->same);
	hop_json_int(o, "elsewhere", t->elsewhere);
	return o;
}

static void newest_json(struct json_object *o)
{
	char text[16];

	snprintf(text, sizeof(text), "%u.%u",
		 HOP_VERSION_MAJOR(hop_port.newest),
		 HOP_VERSION_MINOR(hop_port.newest));
	hop_json_text(o, "predictions", text);
}

struct json_object *hop_report_json(const struct hop_report *report)
{
	struct json_object *o = json_object_new_object();

	hop_json_text(o, "kernel", report->release);
	hop_json_text(o, "arch", report->arch);
	hop_json_bool(o, "pti", report->kernel.pti);
	hop_features_json(o, report->features, true);
	if (hop_kernel_newer(&report->kernel))
		newest_json(o);
	json_object_object_add(o, "triggers",
			       list_json(report->list, report->nr, true));
	json_object_object_add(o, "nested",
			       list_json(report->nested, report->nr_nested,
					 false));
	hop_json_int(o, "nested_lost", report->nested_lost);
	json_object_object_add(o, "pt_regs", regs_json(&report->regs));
	return o;
}
