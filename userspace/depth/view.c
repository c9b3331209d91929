// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop depth` for people: a table, what is blamed, and a line of totals.
 */
#include <string.h>

#include "kernel/kernel.h"
#include "lib/lib.h"
#include "report.h"

/* Words that are on no chain are shown while there are few. */
#define MAX_STRAY 24

static void row_who(struct hop_table *t, const struct hop_depth *d)
{
	char name[HOP_DEPTH_NAME];

	if (d->cpu == ~0U)
		hop_table_add(t, "-");
	else
		hop_table_add(t, "%u", d->cpu);
	if (d->kind != HOP_KIND_TASK)
		hop_table_add(t, "-");
	else
		hop_table_add(t, "%u", d->pid);
	hop_table_add(t, "%s", hop_depth_name(d, name));
}

static void row_add(struct hop_table *t, const struct hop_depth *d)
{
	hop_table_add(t, "%s", hop_kind_name(d->kind));
	row_who(t, d);
	hop_table_add(t, "%u", d->size);
	if (d->flags & HOP_DEPTH_ENDED)
		hop_table_add(t, "ended");
	else if (d->flags & HOP_DEPTH_NOW)
		hop_table_add(t, "%u", d->now);
	else
		hop_table_add(t, d->kind == HOP_KIND_TASK ? "?" : "-");
	if (hop_depth_known(d)) {
		hop_table_add(t, "%u", d->mark);
		hop_table_add(t, "%u", hop_depth_headroom(d));
		hop_table_add(t, "%u%%", hop_depth_share(d));
	} else {
		hop_table_add(t, "not known");
		hop_table_add(t, "-");
		hop_table_add(t, "-");
	}
	hop_table_add(t, "%s%s%s",
		      hop_depth_known(d) ? hop_depth_since(d) : "-",
		      d->flags & HOP_DEPTH_CORRUPTED ? ", OVERFLOWED" : "",
		      hop_depth_own(d) ? ", stackhop's own" : "");
}

static void name_print(const struct hop_depth *d, FILE *f)
{
	char name[HOP_DEPTH_NAME];

	fprintf(f, "%s", hop_kind_name(d->kind));
	if (d->kind == HOP_KIND_TASK)
		fprintf(f, " %u %s", d->pid, hop_depth_name(d, name));
	if (d->cpu != ~0U)
		fprintf(f, ", CPU %u", d->cpu);
}

static void blame_word(const struct hop_blame_word *w, FILE *f)
{
	size_t name = strcspn(w->function, " ");
	char line[HOP_SOURCE_TEXT];

	fprintf(f, "%8u  %c %.*s+0x%x%s%s\n", w->depth, w->chained ? ' ' : '?',
		(int)name, w->function, w->offset, w->function + name,
		hop_source_behind(hop_call_at(w->addr), line, sizeof(line)));
}

static void blame_print(const struct hop_blame *b, FILE *f)
{
	size_t stray = 0;

	fprintf(f, "\n");
	name_print(&b->stack, f);
	fprintf(f,
		": %u bytes deep. Left-over return addresses, deepest first, not a live trace%s:\n",
		b->stack.mark,
		b->checked ? "" : " (unchecked: no /proc/kcore)");
	for (size_t i = 0; i < b->nr; i++) {
		stray += !b->word[i].chained;
		if (b->word[i].chained || stray <= MAX_STRAY)
			blame_word(&b->word[i], f);
	}
	if (stray > MAX_STRAY)
		fprintf(f, "%8s  ? and %zu more that fit no chain\n", "",
			stray - MAX_STRAY);
	if (!b->nr)
		fprintf(f, "%8s  none\n", "");
}

static void totals_print(const struct hop_depth_report *r, FILE *f)
{
	fprintf(f, "%zu stack%s, %zu of tasks, scanned in %llu.%03llu ms",
		r->stacks, r->stacks == 1 ? "" : "s", r->tasks,
		r->nanoseconds / 1000000, r->nanoseconds / 1000 % 1000);
	if (r->stacks && hop_depth_known(&r->most) &&
	    !hop_depth_own(&r->most)) {
		fprintf(f, "; most used: %u%%, %u bytes of headroom (",
			hop_depth_share(&r->most),
			hop_depth_headroom(&r->most));
		name_print(&r->most, f);
		fprintf(f, ")");
	}
	fprintf(f, "\n");
	if (r->own)
		fprintf(f, "%zu of them stackhop's own: under no limit\n",
			r->own);
	if (r->unknown)
		fprintf(f,
			"not known: how deep %zu of them got; begin a new period with --reset\n",
			r->unknown);
	if (!r->listened)
		return;
	fprintf(f, "ended meanwhile: %llu, of which %llu were lost", r->ended,
		r->lost);
	if (r->exiting)
		fprintf(f, "; %llu more had begun to exit", r->exiting);
	fprintf(f, "\n");
}

void hop_depth_table(const struct hop_depth_report *r, FILE *f)
{
	static const char *const head[] = { "STACK",	">CPU",	     ">PID",
					    "COMM",	">SIZE",     ">NOW",
					    ">DEEPEST", ">HEADROOM", ">USED",
					    "SINCE" };
	struct hop_table *t =
		hop_table_new(head, sizeof(head) / sizeof(head[0]));

	for (size_t i = 0; i < r->nr; i++)
		row_add(t, &r->row[i]);
	hop_table_print(t, f);
	hop_table_free(t);
	for (size_t i = 0; i < r->nr_blame; i++)
		blame_print(&r->blame[i], f);
	fprintf(f, "\n");
	totals_print(r, f);
}
