// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop path` for people: a row for each path, then addresses.
 */
#include <stdio.h>
#include <string.h>

#include "arch/arch.h"
#include "findings.h"
#include "kernel/kernel.h"
#include "lib/lib.h"
#include "regs.h"

static const char *const head[] = { "TRIGGER",	"FROM",	  "PATH",   ">SWITCHES",
				    "EVIDENCE", ">COUNT", "VERDICT" };

static void cells_add(struct hop_table *t, const char *trigger,
		      const char *mode, const struct hop_finding *f)
{
	char text[HOP_OBSERVED_TEXT];

	hop_table_add(t, "%s", trigger);
	hop_table_add(t, "%s", mode);
	hop_table_add(t, "%s", hop_observed_text(&f->first, text));
	hop_table_add(t, "%zu", f->first.nr ? f->first.nr - 1 : 0);
	text[0] = '\0';
	for (size_t i = 1; i < f->first.nr; i++) {
		strcat(text, i > 1 ? " " : "");
		strcat(text, hop_seen_name(f->first.stop[i].seen));
	}
	hop_table_add(t, "%s", f->first.nr > 1 ? text : "-");
	hop_table_add(t, "%llu", f->count);
}

static void verdict_add(struct hop_table *t, const struct hop_finding *f,
			const struct hop_kernel *kernel)
{
	const char *rare = f->as && f->as->rare ? " (rare)" : "";

	if (f->first.verdict != HOP_RUN_OK)
		hop_table_add(t, "NO EVIDENCE: %s", f->first.why);
	else if (!f->usual)
		hop_table_add(t, "no prediction for this kernel");
	else if (!f->as)
		hop_table_add(t, "SURPRISE, predicted: %s", f->usual->path);
	else if (hop_kernel_newer(kernel))
		hop_table_add(t, "as predicted for %u.%u%s",
			      HOP_VERSION_MAJOR(hop_port.newest),
			      HOP_VERSION_MINOR(hop_port.newest), rare);
	else
		hop_table_add(t, "as predicted%s", rare);
}

/* A trigger that showed no path has a row that says why. */
static void empty_add(struct hop_table *t, const struct hop_findings *f)
{
	hop_table_add(t, "%s", f->trigger);
	hop_table_add(t, "%s", f->mode);
	for (int i = 0; i < 3; i++)
		hop_table_add(t, "-");
	hop_table_add(t, "0");
	if (f->cannot)
		hop_table_add(t, "cannot run here: %s", f->cannot);
	else
		hop_table_add(
			t,
			"NOTHING SEEN in %llu tries, of which %llu were disturbed: the last: %s",
			f->late + f->disturbed, f->disturbed,
			f->why ? f->why : "?");
}

/* Runs whose paths were too many to be kept. */
static void dropped_add(struct hop_table *t, const struct hop_findings *f)
{
	hop_table_add(t, "%s", "");
	hop_table_add(t, "%s", "");
	hop_table_add(t, "(other paths)");
	hop_table_add(t, "-");
	hop_table_add(t, "-");
	hop_table_add(t, "%llu", f->dropped);
	hop_table_add(t, "NOT KEPT: there is room for %d paths",
		      HOP_FINDINGS_PATHS);
}

/* @kernel: what predictions depend on; NULL: there are none */
static void findings_add(struct hop_table *t, const struct hop_findings *f,
			 const struct hop_kernel *kernel)
{
	for (size_t i = 0; i < f->nr; i++) {
		const struct hop_finding *path = &f->path[i];

		cells_add(t, i ? "" : f->trigger, i ? "" : f->mode, path);
		if (kernel || path->first.verdict != HOP_RUN_OK)
			verdict_add(t, path, kernel);
		else
			hop_table_add(t, "%s", "");
	}
	if (!f->nr)
		empty_add(t, f);
	if (f->dropped)
		dropped_add(t, f);
}

static void nested_print(const struct hop_report *report)
{
	struct hop_table *t;

	if (!report->nr_nested)
		return;
	t = hop_table_new(head, 7);
	for (size_t i = 0; i < report->nr_nested; i++)
		findings_add(t, &report->nested[i], NULL);
	puts("\nCame meanwhile, from kernel mode:");
	hop_table_print(t, stdout);
	hop_table_free(t);
	if (report->nested_lost)
		printf("and %llu entries of other kinds: there is room for %d kinds\n",
		       report->nested_lost, HOP_NESTED);
}

static const char *end_name(const struct hop_stack_info *stack)
{
	return stack->kind == HOP_KIND_ENTRY ? hop_port.entry_top : "top";
}

/* Of a stop on the entry stack that the way out left marks on. */
static const struct hop_exit_name *exit_name(const struct hop_stop *entry)
{
	return hop_exit_name_of(entry->stack.top - entry->sp);
}

/* What moved the stack pointer to this stop, as far as evidence says. */
static const char *mover(const struct hop_observed *o, size_t at, char *text,
			 size_t size)
{
	const struct hop_stop *stop = &o->stop[at], *last = &stop[-1];

	if (stop->by && hop_sym_name(stop->by, text, size))
		return text;
	if (stop->seen == HOP_SEEN_HW)
		return hop_cpu_moved(&o->rec, stop->stack.kind);
	if (stop->seen == HOP_SEEN_LINK)
		return "the word at the IRQ stack's top";
	if (stop->stack.kind == HOP_KIND_TASK &&
	    last->stack.kind == HOP_KIND_TASK)
		return "the scheduler (sched_switch)";
	if (stop->seen == HOP_SEEN_TAP && o->rec.point == HOP_POINT_ENTRY)
		return "stackhop's stub";
	if (stop->seen == HOP_SEEN_RESIDUE &&
	    stop->stack.kind == HOP_KIND_ENTRY)
		return exit_name(stop)->leads;
	if (stop->seen == HOP_SEEN_RESIDUE &&
	    last->stack.kind == HOP_KIND_ENTRY &&
	    last->seen == HOP_SEEN_RESIDUE)
		return exit_name(last)->does;
	return "not seen";
}

static void stop_print(const struct hop_observed *o, size_t at)
{
	const struct hop_stop *stop = &o->stop[at];
	char name[HOP_STOP_NAME], by[128], line[HOP_SOURCE_TEXT];

	printf("    %-8s %-8s", hop_stop_name(stop, name),
	       stop->seen ? hop_seen_name(stop->seen) : "");
	if (stop->sp && stop->stack.top)
		printf(" 0x%016llx  %s-%llu of %llu", stop->sp,
		       end_name(&stop->stack), stop->stack.top - stop->sp,
		       stop->stack.top - stop->stack.base);
	else if (stop->sp)
		printf(" 0x%016llx", stop->sp);
	if (at)
		printf("  moved by: %s", mover(o, at, by, sizeof(by)));
	if (stop->by)
		printf("%s", hop_source_behind(hop_call_at(stop->by), line,
					       sizeof(line)));
	putchar('\n');
}

/* Where it came from: for user mode, the address says nothing. */
static void from_print(const struct hop_observed *o)
{
	char name[128], line[HOP_SOURCE_TEXT];

	if (!o->rec.ip)
		return;
	printf("    from 0x%llx", o->rec.ip);
	if (!hop_record_user(&o->rec) &&
	    hop_sym_name(o->rec.ip, name, sizeof(name)))
		printf(" %s%s", name,
		       hop_source_behind(o->rec.ip, line, sizeof(line)));
	if (o->frame_gap)
		printf(", frame of %llu words%s", o->frame_gap / 8,
		       hop_vector_of(o->rec.vector)->error_code ?
			       " with an error code" :
			       "");
	putchar('\n');
}

static void addresses_print(const struct hop_findings *f)
{
	for (size_t i = 0; i < f->nr; i++) {
		const struct hop_finding *path = &f->path[i];
		char text[HOP_OBSERVED_TEXT];

		printf("\n%s: %s\n", f->trigger,
		       hop_observed_text(&path->first, text));
		from_print(&path->first);
		for (size_t j = 0; j < path->first.nr; j++)
			stop_print(&path->first, j);
		if (path->first.regs < HOP_REGS_WRONG)
			printf("    pt_regs end %llu bytes below the end of the task's stack\n",
			       path->first.regs);
		if (path->as)
			printf("    predicted: %s\n", path->as->why);
	}
}

void hop_report_print(const struct hop_report *report, bool verbose)
{
	struct hop_table *t = hop_table_new(head, 7);

	for (size_t i = 0; i < report->nr; i++)
		findings_add(t, &report->list[i], &report->kernel);
	hop_table_print(t, stdout);
	hop_table_free(t);
	nested_print(report);
	for (size_t i = 0; verbose && i < report->nr; i++)
		addresses_print(&report->list[i]);
	putchar('\n');
	hop_report_sum(report);
}
