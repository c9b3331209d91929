// SPDX-License-Identifier: GPL-2.0
/*
 * The last lines of `stackhop path`, under table and picture alike.
 */
#include <stdio.h>
#include <string.h>

#include "findings.h"

static bool cannot_for(const struct hop_findings *f, const char *why)
{
	return f->cannot && !strcmp(f->cannot, why);
}

static bool was_said(const struct hop_report *report, size_t nr,
		     const char *why)
{
	for (size_t i = 0; i < nr; i++)
		if (cannot_for(&report->list[i], why))
			return true;
	return false;
}

/* Who has the same reason as the @nth has, which is the first. */
static void reason_print(const struct hop_report *report, size_t nth)
{
	const char *why = report->list[nth].cannot;

	printf("%s", report->list[nth].trigger);
	for (size_t i = nth + 1; i < report->nr; i++)
		if (cannot_for(&report->list[i], why))
			printf(", %s", report->list[i].trigger);
	printf(": %s", why);
}

/* "3 cannot run here (mce: not written yet; ...)" */
static void cannot_print(const struct hop_report *report, size_t nr)
{
	const char *sep = " (";

	printf(", %zu cannot run here", nr);
	for (size_t i = 0; i < report->nr; i++) {
		const char *why = report->list[i].cannot;

		if (!why || was_said(report, i, why))
			continue;
		fputs(sep, stdout);
		reason_print(report, i);
		sep = "; ";
	}
	puts(nr ? ")" : "");
}

/* The task's stack at entries from user mode. */
static void regs_print(const struct hop_regs_tally *t)
{
	char where[64] = "at its very end";

	if (!t->entries)
		return;
	if (t->room)
		snprintf(where, sizeof(where), "%llu bytes below its end",
			 t->room);
	printf("the task's stack was empty at %llu of %llu entries from user mode: pt_regs %s",
	       t->same, t->entries, where);
	if (t->elsewhere)
		printf(", NOT SO %llu times", t->elsewhere);
	if (t->same + t->elsewhere < t->entries)
		printf("; %llu times not seen",
		       t->entries - t->same - t->elsewhere);
	putchar('\n');
}

static void repeated_print(__u64 disturbed, __u64 crowded)
{
	if (disturbed)
		printf("%llu runs were disturbed and repeated", disturbed);
	if (crowded)
		printf(", %llu of them by more entries than the %d, or %d at a time, that there is room for",
		       crowded, HOP_NESTED, HOP_OPEN_MAX);
	if (disturbed)
		putchar('\n');
}

void hop_report_sum(const struct hop_report *report)
{
	size_t good = 0, cannot = 0;
	__u64 disturbed = 0, crowded = 0, late = 0;

	for (size_t i = 0; i < report->nr; i++) {
		cannot += !!report->list[i].cannot;
		good += !report->list[i].cannot &&
			hop_findings_ok(&report->list[i]);
		disturbed += report->list[i].disturbed;
		crowded += report->list[i].crowded;
		late += report->list[i].late;
	}
	repeated_print(disturbed, crowded);
	if (late)
		printf("%llu runs were repeated as nothing came in time\n",
		       late);
	regs_print(&report->regs);
	if (hop_kernel_newer(&report->kernel))
		printf("no predictions were made for this kernel yet: those for %u.%u were taken\n",
		       HOP_VERSION_MAJOR(hop_port.newest),
		       HOP_VERSION_MINOR(hop_port.newest));
	printf("%zu triggers, %zu as predicted, %zu surprises", report->nr,
	       good, report->nr - good - cannot);
	cannot_print(report, cannot);
}
