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

#include "kernel/kernel.h"
#include "lib/lib.h"
#include "report.h"

#define COLUMN_WIDTH 18 /* 16 digits and the gap */
#define MAX_COLUMNS 32
#define NO_VALUE "-"

typedef void row_fn(struct hop_table *t, const struct hop_machine *m,
		    const struct hop_snapshot *snap, unsigned int slot);

static void row_sp0(struct hop_table *t, const struct hop_machine *m,
		    const struct hop_snapshot *snap, unsigned int slot)
{
	(void)m;
	(void)slot;
	hop_table_add(t, "%llx", hop_snapshot_value(snap, HOP_X86_SP0));
}

static void row_stack_top(struct hop_table *t, const struct hop_machine *m,
			  const struct hop_snapshot *snap, unsigned int kind)
{
	const struct hop_stack *s = hop_stacks_of(&m->stacks, snap->cpu, kind);

	if (s)
		hop_table_add(t, "%llx", s->top);
	else
		hop_table_add(t, "?");
}

static void row_top_of_stack(struct hop_table *t, const struct hop_machine *m,
			     const struct hop_snapshot *snap, unsigned int slot)
{
	(void)m;
	(void)slot;
	hop_table_add(t, "%llx",
		      hop_snapshot_value(snap, HOP_VALUE_TOP_OF_STACK));
}

static void row_task_end(struct hop_table *t, const struct hop_machine *m,
			 const struct hop_snapshot *snap, unsigned int slot)
{
	(void)m;
	(void)slot;
	hop_table_add(t, "%llx",
		      hop_snapshot_value(snap, HOP_VALUE_STACK) +
			      hop_snapshot_value(snap, HOP_VALUE_STACK_SIZE));
}

static void row_comm(struct hop_table *t, const struct hop_machine *m,
		     const struct hop_snapshot *snap, unsigned int slot)
{
	char comm[HOP_TEXT_ROOM(sizeof(snap->comm))];

	(void)m;
	(void)slot;
	hop_table_add(t, "%s",
		      hop_text_clean(snap->comm, sizeof(snap->comm), comm,
				     sizeof(comm)));
}

static void row_pid(struct hop_table *t, const struct hop_machine *m,
		    const struct hop_snapshot *snap, unsigned int slot)
{
	(void)m;
	(void)slot;
	hop_table_add(t, "%u", snap->pid);
}

static void row_irq_inuse(struct hop_table *t, const struct hop_machine *m,
			  const struct hop_snapshot *snap, unsigned int slot)
{
	(void)m;
	(void)slot;
	hop_table_add(t, "%d",
		      (int)hop_snapshot_value(snap, HOP_VALUE_IRQ_INUSE));
}

static void row_irq_pointer(struct hop_table *t, const struct hop_machine *m,
			    const struct hop_snapshot *snap, unsigned int slot)
{
	(void)m;
	(void)slot;
	hop_table_add(t, "%llx",
		      hop_snapshot_value(snap, HOP_VALUE_HARDIRQ_STACK));
}

static void row_rsp(struct hop_table *t, const struct hop_machine *m,
		    const struct hop_snapshot *snap, unsigned int slot)
{
	(void)m;
	(void)slot;
	hop_table_add(t, "%llx", hop_snapshot_value(snap, HOP_VALUE_SP));
}

static void row_rsp_kind(struct hop_table *t, const struct hop_machine *m,
			 const struct hop_snapshot *snap, unsigned int slot)
{
	(void)slot;
	hop_table_add(
		t, "%s",
		hop_kind_name(hop_status_kind(
			m, snap, hop_snapshot_value(snap, HOP_VALUE_SP))));
}

static void row_ist(struct hop_table *t, const struct hop_machine *m,
		    const struct hop_snapshot *snap, unsigned int slot)
{
	(void)m;
	hop_table_add(t, "%llx", hop_snapshot_value(snap, HOP_X86_IST + slot));
}

/* Names that start with @ stand for what this kernel calls the value. */
static const struct {
	const char *name;
	row_fn *add;
	unsigned int slot;
} rows[] = {
	{ "sp0", row_sp0, 0 },
	{ "  entry stack's top", row_stack_top, HOP_KIND_ENTRY },
	{ "@top", row_top_of_stack, 0 },
	{ "  task stack's end", row_task_end, 0 },
	{ "  current task", row_comm, 0 },
	{ "  pid", row_pid, 0 },
	{ "rsp", row_rsp, 0 },
	{ "  in stack", row_rsp_kind, 0 },
	{ "@irq", row_irq_inuse, 0 },
	{ "hardirq_stack_ptr", row_irq_pointer, 0 },
	{ "  irq stack's top", row_stack_top, HOP_KIND_IRQ },
	{ "ist 0  df", row_ist, 0 },
	{ "ist 1  nmi", row_ist, 1 },
	{ "ist 2  db", row_ist, 2 },
	{ "ist 3  mce", row_ist, 3 },
	{ "ist 4  vc", row_ist, 4 },
	{ "ist 5", row_ist, 5 },
	{ "ist 6", row_ist, 6 },
};

#define NR_ROWS (sizeof(rows) / sizeof(rows[0]))

static const char *row_name(const struct hop_machine *m, size_t i)
{
	if (!strcmp(rows[i].name, "@top"))
		return m->info.top_name;
	if (!strcmp(rows[i].name, "@irq"))
		return m->info.irq_name;
	return rows[i].name;
}

static void block_print(const struct hop_machine *m, size_t first, size_t nr)
{
	char titles[MAX_COLUMNS + 1][16] = { "" };
	const char *head[MAX_COLUMNS + 1] = { titles[0] };
	struct hop_table *t;

	for (size_t j = 0; j < nr; j++) {
		snprintf(titles[j + 1], sizeof(titles[0]), ">CPU %u",
			 m->cpu[first + j].snap.cpu);
		head[j + 1] = titles[j + 1];
	}
	t = hop_table_new(head, nr + 1);
	for (size_t i = 0; i < NR_ROWS; i++) {
		hop_table_add(t, "%s", row_name(m, i));
		for (size_t j = 0; j < nr; j++) {
			const struct hop_cpu *cpu = &m->cpu[first + j];

			if (cpu->online)
				rows[i].add(t, m, &cpu->snap, rows[i].slot);
			else
				hop_table_add(t, i ? NO_VALUE : "offline");
		}
	}
	hop_table_print(t, stdout);
	hop_table_free(t);
}

static size_t columns_that_fit(const struct hop_machine *m, unsigned int width)
{
	size_t label = 0, fit;

	for (size_t i = 0; i < NR_ROWS; i++)
		if (strlen(row_name(m, i)) > label)
			label = strlen(row_name(m, i));
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

static void module_print(const struct hop_info *info)
{
	if (info->features & HOP_FEAT_GATES)
		printf("own gates: vector 0x%x (own), 0x%x (own-ist, IST slot 5), %s\n",
		       info->vector[HOP_GATE_OWN], info->vector[HOP_GATE_IST],
		       info->armed ? "armed" : "closed");
	else
		printf("own gates: none: %s\n", info->gates_why);
	printf("page-table isolation %s, %d-level paging, FSGSBASE %s, FRED %s\n",
	       info->features & HOP_FEAT_PTI ? "on" : "off",
	       info->features & HOP_FEAT_LA57 ? 5 : 4,
	       info->features & HOP_FEAT_FSGSBASE ? "on" : "off",
	       info->features & HOP_FEAT_FRED ? "on" : "off");
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
	module_print(&m->info);
	for (size_t i = 0; i < m->nr_cpus; i += fit) {
		putchar('\n');
		block_print(m, i, m->nr_cpus - i < fit ? m->nr_cpus - i : fit);
	}
	putchar('\n');
	checks_print(checks);
}
