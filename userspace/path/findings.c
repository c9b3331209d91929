// SPDX-License-Identifier: GPL-2.0
/*
 * Counts paths. Whether one was predicted is asked only after it is known.
 */
#include <stdio.h>
#include <string.h>

#include "arch/arch.h"
#include "findings.h"
#include "regs.h"

/* The weakest evidence comes last; none at all is weaker still. */
static unsigned int weakness(enum hop_seen seen)
{
	return seen == HOP_SEEN_NOT ? HOP_SEEN_NR : seen;
}

static void weaken(struct hop_observed *to, const struct hop_observed *o)
{
	for (size_t i = 1; i < to->nr; i++)
		if (weakness(o->stop[i].seen) > weakness(to->stop[i].seen))
			to->stop[i].seen = o->stop[i].seen;
	hop_observed_judge(to, o->verdict, o->why);
}

static struct hop_finding *find(struct hop_findings *f,
				const struct hop_observed *o)
{
	for (size_t i = 0; i < f->nr; i++)
		if (hop_observed_same(&f->path[i].first, o))
			return &f->path[i];
	return NULL;
}

void hop_findings_add(struct hop_findings *f, const struct hop_observed *o,
		      const struct hop_kernel *kernel)
{
	char text[HOP_OBSERVED_TEXT];
	struct hop_finding *known = find(f, o);

	f->runs++;
	if (known) {
		weaken(&known->first, o);
		known->count++;
		return;
	}
	if (f->nr == HOP_FINDINGS_PATHS) {
		f->dropped++;
		return;
	}
	hop_observed_text(o, text);
	f->path[f->nr++] = (struct hop_finding){
		.first = *o,
		.count = 1,
		.as = kernel ? hop_predict(f->trigger, kernel, text) : NULL,
		.usual = kernel ? hop_predict(f->trigger, kernel, NULL) : NULL,
	};
}

static struct hop_findings *nested_of(struct hop_report *report,
				      const char *name)
{
	struct hop_findings *f;

	for (size_t i = 0; i < report->nr_nested; i++)
		if (!strcmp(report->nested[i].trigger, name))
			return &report->nested[i];
	if (report->nr_nested == HOP_NESTED)
		return NULL;
	f = &report->nested[report->nr_nested++];
	f->trigger = name;
	f->mode = "kernel";
	return f;
}

void hop_report_nested(struct hop_report *report, const struct hop_assembly *a)
{
	for (size_t i = 0; i < a->nr_nested; i++) {
		const struct hop_observed *o = &a->nested[i];
		struct hop_findings *f =
			nested_of(report, hop_entry_name(&o->rec));

		if (f)
			hop_findings_add(f, o, NULL);
		else
			report->nested_lost++;
	}
}

/* On a stack of its own there is nothing to be seen of the task's. */
static bool got_to_task(const struct hop_observed *o)
{
	for (size_t i = 1; i < o->nr; i++)
		if (o->stop[i].stack.kind == HOP_KIND_TASK)
			return hop_record_user(&o->rec);
	return false;
}

void hop_report_regs(struct hop_report *report, const struct hop_observed *o)
{
	struct hop_regs_tally *t = &report->regs;

	if (!got_to_task(o))
		return;
	t->entries++;
	if (o->regs == HOP_REGS_UNSEEN)
		return;
	if (!t->same && o->regs != HOP_REGS_WRONG)
		t->room = o->regs;
	if (o->regs == t->room)
		t->same++;
	else
		t->elsewhere++;
}

bool hop_finding_ok(const struct hop_finding *f)
{
	return f->as && f->first.verdict == HOP_RUN_OK;
}

bool hop_findings_ok(const struct hop_findings *f)
{
	for (size_t i = 0; i < f->nr; i++)
		if (!hop_finding_ok(&f->path[i]))
			return false;
	return f->nr && !f->dropped;
}

bool hop_report_ok(const struct hop_report *report)
{
	for (size_t i = 0; i < report->nr; i++)
		if (!report->list[i].cannot &&
		    !hop_findings_ok(&report->list[i]))
			return false;
	return !report->regs.elsewhere;
}

size_t hop_report_cannot(const struct hop_report *report)
{
	size_t nr = 0;

	for (size_t i = 0; i < report->nr; i++)
		nr += !!report->list[i].cannot;
	return nr;
}

const char *hop_entry_name(const struct hop_record *rec)
{
	const char *name = hop_vector_of(rec->vector)->name;
	static char texts[HOP_VECTORS][8];

	if (name)
		return name;
	snprintf(texts[rec->vector], sizeof(texts[0]), "irq-%02x", rec->vector);
	return texts[rec->vector];
}
