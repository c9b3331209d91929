// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop status` for people: a column for each CPU, as many side by side as
 * fit, since a row of 16-digit addresses would be wider than any screen. Then
 * the checks, in which CPUs that agree share a line.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "arch/arch.h"
#include "kernel/kernel.h"
#include "lib/lib.h"
#include "report.h"

#define COLUMN_WIDTH 18 /* 16 digits and the gap */
#define MAX_COLUMNS 32
#define NO_VALUE "-"

/* A value, as its table says that it is shown. */
static void value_add(struct hop_table *t, const struct hop_value *v)
{
	const struct hop_value_row *row = hop_status_value_row(v->id);

	if (row && row->as == HOP_AS_SIGNED)
		hop_table_add(t, "%lld", v->value);
	else if (row && row->as == HOP_AS_NUMBER)
		hop_table_add(t, "%llu", v->value);
	else
		hop_table_add(t, "%llx", v->value);
}

static void comm_add(struct hop_table *t, const struct hop_snapshot *snap)
{
	char comm[HOP_TEXT_ROOM(sizeof(snap->comm))];

	hop_table_add(t, "%s",
		      hop_text_clean(snap->comm, sizeof(snap->comm), comm,
				     sizeof(comm)));
}

static void top_add(struct hop_table *t, const struct hop_stack *s)
{
	if (s)
		hop_table_add(t, "%llx", s->top);
	else
		hop_table_add(t, "?");
}

static void row_add(struct hop_table *t, const struct hop_status_row *row,
		    const struct hop_machine *m,
		    const struct hop_snapshot *snap)
{
	const struct hop_value *v = hop_snapshot_find(snap, row->id);

	switch (row->what) {
	case HOP_ROW_STACK_TOP:
		top_add(t, hop_stacks_of(&m->stacks, snap->cpu, row->id));
		return;
	case HOP_ROW_TASK_END:
		hop_table_add(t, "%llx", hop_status_task_end(snap));
		return;
	case HOP_ROW_COMM:
		comm_add(t, snap);
		return;
	case HOP_ROW_PID:
		hop_table_add(t, "%u", snap->pid);
		return;
	case HOP_ROW_SP_KIND:
		hop_table_add(t, "%s", hop_status_sp_kind(m, snap));
		return;
	case HOP_ROW_VALUE:
		break;
	}
	if (v)
		value_add(t, v);
	else
		hop_table_add(t, NO_VALUE);
}

/* What has no name is called as the running kernel does. */
static const char *row_name(const struct hop_machine *m,
			    const struct hop_status_row *row)
{
	if (row->name)
		return row->name;
	return row->id == HOP_VALUE_TOP_OF_STACK ? m->info.top_name :
						   m->info.irq_name;
}

static void block_print(const struct hop_machine *m, size_t first, size_t nr)
{
	char titles[MAX_COLUMNS + 1][16] = { "" };
	const char *head[MAX_COLUMNS + 1] = { titles[0] };
	const struct hop_status_row *row;
	struct hop_table *t;

	for (size_t j = 0; j < nr; j++) {
		snprintf(titles[j + 1], sizeof(titles[0]), ">CPU %u",
			 m->cpu[first + j].snap.cpu);
		head[j + 1] = titles[j + 1];
	}
	t = hop_table_new(head, nr + 1);
	for (row = hop_port.status->rows; row->what; row++) {
		hop_table_add(t, "%s", row_name(m, row));
		for (size_t j = 0; j < nr; j++) {
			const struct hop_cpu *cpu = &m->cpu[first + j];

			if (cpu->online)
				row_add(t, row, m, &cpu->snap);
			else
				hop_table_add(t, row == hop_port.status->rows ?
							 "offline" :
							 NO_VALUE);
		}
	}
	hop_table_print(t, stdout);
	hop_table_free(t);
}

static size_t columns_that_fit(const struct hop_machine *m, unsigned int width)
{
	const struct hop_status_row *row = hop_port.status->rows;
	size_t label = 0, fit;

	for (; row->what; row++)
		if (strlen(row_name(m, row)) > label)
			label = strlen(row_name(m, row));
	fit = width > label ? (width - label) / COLUMN_WIDTH : 0;
	if (fit > MAX_COLUMNS)
		return MAX_COLUMNS;
	return fit ? fit : 1;
}

static void check_row(struct hop_table *t, const struct hop_check *c,
		      const char *cpus)
{
	hop_table_add(t, c->ok ? "ok" : "FAIL");
	hop_table_add(t, "%s", c->name);
	hop_table_add(t, "%s", cpus);
	hop_table_add(t, "%s", c->got);
	hop_table_add(t, "%s", c->expected);
}

/* Each failure has a row; CPUs that are right share one, with the first's values. */
static void check_rows(struct hop_table *t, const struct hop_check *c,
		       size_t nr)
{
	unsigned int *right = calloc(nr, sizeof(*right));
	const struct hop_check *first = NULL;
	size_t nr_right = 0;
	char cpus[32];

	if (!right)
		err(HOP_CANNOT, "checks");
	for (size_t i = 0; i < nr; i++) {
		if (!c[i].ok) {
			snprintf(cpus, sizeof(cpus), "%u", c[i].cpu);
			check_row(t, &c[i], cpus);
			continue;
		}
		right[nr_right++] = c[i].cpu;
		first = first ? first : &c[i];
	}
	if (first)
		check_row(t, first,
			  hop_args_cpulist_text(right, nr_right, cpus,
						sizeof(cpus)));
	free(right);
}

static void checks_print(const struct hop_checks *checks)
{
	static const char *const head[] = { "", "CHECK", "CPU", "GOT",
					    "EXPECTED" };
	struct hop_table *t = hop_table_new(head, 5);
	size_t failed = 0;

	for (size_t i = 0, nr; i < checks->nr; i += nr) {
		for (nr = 0; i + nr < checks->nr; nr++) {
			if (strcmp(checks->check[i + nr].name,
				   checks->check[i].name))
				break;
			failed += !checks->check[i + nr].ok;
		}
		check_rows(t, &checks->check[i], nr);
	}
	hop_table_print(t, stdout);
	hop_table_free(t);
	printf("%zu checks, %zu failed\n", checks->nr, failed);
}

static void gates_print(const struct hop_info *info)
{
	const char *where = hop_port.status->own_ist;

	if (info->features & HOP_FEAT_GATES)
		printf("own gates: vector 0x%x (own), 0x%x (own-ist%s%s), %s\n",
		       info->vector[HOP_GATE_OWN], info->vector[HOP_GATE_IST],
		       where ? ", " : "", where ? where : "",
		       info->armed ? "armed" : "closed");
	else
		printf("own gates: none: %s\n",
		       hop_dev_why(info->gates_why, info->gates_errno));
	if (info->taps_errno)
		printf("taps: none: %s\n",
		       hop_dev_why(info->taps_why, info->taps_errno));
}

static void features_print(const struct hop_info *info)
{
	const struct hop_feature *f = hop_port.status->features;

	printf("page-table isolation %s",
	       info->features & HOP_FEAT_PTI ? "on" : "off");
	for (; f->bit; f++)
		printf(", %s", info->features & f->bit ? f->on : f->off);
	putchar('\n');
}

void hop_status_print(const struct hop_machine *m,
		      const struct hop_checks *checks, unsigned int width)
{
	static const char *const contexts[] = {
		[HOP_CONTEXT_TASK] = "a task at rest",
		[HOP_CONTEXT_IRQ] = "a hard interrupt",
		[HOP_CONTEXT_SOFTIRQ] = "a softirq",
	};
	size_t fit = columns_that_fit(m, width);
	size_t online = 0;
	struct utsname os;

	for (size_t i = 0; i < m->nr_cpus; i++)
		online += m->cpu[i].online;
	uname(&os);
	printf("%s %s, %zu of %zu CPUs online, seen from %s\n", os.release,
	       os.machine, online, m->nr_cpus, contexts[m->context]);
	gates_print(&m->info);
	features_print(&m->info);
	for (size_t i = 0; i < m->nr_cpus; i += fit) {
		putchar('\n');
		block_print(m, i, m->nr_cpus - i < fit ? m->nr_cpus - i : fit);
	}
	putchar('\n');
	checks_print(checks);
}
