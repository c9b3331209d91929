// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop depth --openmetrics`: text for Prometheus, such as node_exporter's
 * textfile collector reads. Tasks are told apart by name only, without what
 * kernel threads have behind a slash (kworker/0:1): a label with numbers would
 * make a new time series for every task that ever runs. The task that scans is
 * in none of these.
 */
#include <stdlib.h>
#include <string.h>

#include "kernel/kernel.h"
#include "report.h"

static void family(FILE *f, const char *name, const char *help)
{
	fprintf(f, "# TYPE stackhop_%s gauge\n", name);
	fprintf(f, "# HELP stackhop_%s %s\n", name, help);
}

/* A label's value, as the format wants it. */
static void label_print(FILE *f, const char *bytes, size_t length)
{
	char name[HOP_DEPTH_NAME];

	hop_text_clean(bytes, length, name, sizeof(name));
	for (const char *text = name; *text; text++) {
		if (*text == '\\' || *text == '"')
			fputc('\\', f);
		fputc(*text, f);
	}
}

static void cpu_family(FILE *f, const struct hop_depth_report *r,
		       const char *name, const char *help, bool mark)
{
	bool begun = false;

	for (size_t i = 0; i < r->nr; i++) {
		const struct hop_depth *d = &r->row[i];

		if (d->kind == HOP_KIND_TASK || (mark && !hop_depth_known(d)))
			continue;
		if (!begun)
			family(f, name, help);
		begun = true;
		fprintf(f, "stackhop_%s{cpu=\"%u\",kind=\"%s\"} %u\n", name,
			d->cpu, hop_kind_name(d->kind),
			mark ? d->mark : d->size);
	}
}

/* How much of its name a task's label has. */
static size_t name_length(const struct hop_depth *d)
{
	size_t length = strnlen(d->comm, sizeof(d->comm));
	const char *slash = d->flags & HOP_DEPTH_KTHREAD ?
				    memchr(d->comm, '/', length) :
				    NULL;

	return slash ? (size_t)(slash - d->comm) : length;
}

static int name_compare(const struct hop_depth *x, const struct hop_depth *y)
{
	size_t a = name_length(x), b = name_length(y);
	int order = memcmp(x->comm, y->comm, a < b ? a : b);

	return order ?: (int)a - (int)b;
}

static int by_name(const void *a, const void *b)
{
	const struct hop_depth *const *x = a, *const *y = b;
	int order = name_compare(*x, *y);

	return order ?: ((*x)->mark < (*y)->mark) - ((*x)->mark > (*y)->mark);
}

/* Of tasks of the same name the deepest; those that are not known are out. */
static void task_marks(FILE *f, const struct hop_depth **task, size_t nr)
{
	qsort(task, nr, sizeof(*task), by_name);
	for (size_t i = 0; i < nr; i++) {
		if (i && !name_compare(task[i], task[i - 1]))
			continue;
		fprintf(f, "stackhop_task_stack_high_water_bytes{comm=\"");
		label_print(f, task[i]->comm, name_length(task[i]));
		fprintf(f, "\"} %u\n", task[i]->mark);
	}
}

static void task_families(FILE *f, const struct hop_depth_report *r)
{
	const struct hop_depth **task = calloc(r->nr + 1, sizeof(*task));
	size_t nr = 0;

	if (r->task_size) {
		family(f, "task_stack_size_bytes",
		       "Size of the stack of each task.");
		fprintf(f, "stackhop_task_stack_size_bytes %u\n", r->task_size);
	}
	for (size_t i = 0; task && i < r->nr; i++)
		if (r->row[i].kind == HOP_KIND_TASK &&
		    hop_depth_known(&r->row[i]) && !hop_depth_own(&r->row[i]))
			task[nr++] = &r->row[i];
	if (!nr)
		goto out;
	family(f, "task_stack_least_free_bytes",
	       "Bytes never used of the stack of the task that went deepest.");
	fprintf(f, "stackhop_task_stack_least_free_bytes %u\n",
		hop_depth_headroom(task[0]));
	family(f, "task_stack_high_water_bytes",
	       "Deepest use of its stack by a task of this name.");
	task_marks(f, task, nr);
out:
	free(task);
}

static void number(FILE *f, const char *name, const char *help, __u64 value)
{
	family(f, name, help);
	fprintf(f, "stackhop_%s %llu\n", name, value);
}

void hop_depth_metrics(const struct hop_depth_report *r, FILE *f)
{
	cpu_family(f, r, "stack_size_bytes",
		   "Size of a stack that belongs to a CPU.", false);
	cpu_family(f, r, "stack_high_water_bytes",
		   "Deepest use of a stack that belongs to a CPU.", true);
	task_families(f, r);
	number(f, "tasks", "Tasks whose stacks were scanned.", r->tasks);
	number(f, "stacks_not_known",
	       "Stacks whose depth is not known before a reset.", r->unknown);
	if (r->listened) {
		number(f, "tasks_ended", "Tasks that ended in the period.",
		       r->ended);
		number(f, "tasks_lost",
		       "Tasks that ended without their depth being known.",
		       r->lost);
		number(f, "tasks_exiting",
		       "Tasks that had begun to exit and not ended.",
		       r->exiting);
	}
	family(f, "scan_seconds", "Time that the scan took.");
	fprintf(f, "stackhop_scan_seconds %llu.%09llu\n# EOF\n",
		r->nanoseconds / 1000000000, r->nanoseconds % 1000000000);
}
