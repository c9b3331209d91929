// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop gate` for people: counts and paths, then addresses.
 */
#include <stdio.h>
#include <string.h>

#include "kernel/kernel.h"
#include "lib/lib.h"
#include "report.h"

#define SP_HEAD 24 /* bytes */

/* The entry stack's top has a name of its own. */
static const char *top_name(unsigned int kind)
{
	return kind == HOP_KIND_ENTRY ? hop_port.entry_top : "top";
}

static const char *mode_name(const struct hop_cell *cell)
{
	return cell->user ? "user" : "kernel";
}

static void entry_add(struct hop_table *t, const struct hop_cell *cell)
{
	struct hop_stack_info stack =
		hop_observed_stack(&cell->path[0].path, cell->first.entry.sp);
	unsigned int kind = stack.kind;

	if (!cell->recorded)
		hop_table_add(t, "?");
	else if (!stack.top)
		hop_table_add(t, "%s", hop_kind_name(kind));
	else if (cell->depth_min == cell->depth_max)
		hop_table_add(t, "%s %s-%llu", hop_kind_name(kind),
			      top_name(kind), cell->depth_min);
	else
		hop_table_add(t, "%s %s-%llu..%llu", hop_kind_name(kind),
			      top_name(kind), cell->depth_min, cell->depth_max);
}

static void path_add(struct hop_table *t, const struct hop_cell *cell, size_t i)
{
	char text[HOP_OBSERVED_TEXT];

	if (i >= cell->nr_paths)
		hop_table_add(t, "?");
	else if (cell->nr_paths == 1)
		hop_table_add(t, "%s",
			      hop_observed_text(&cell->path[i].path, text));
	else
		hop_table_add(t, "%s  (%llu times)",
			      hop_observed_text(&cell->path[i].path, text),
			      cell->path[i].count);
}

static void counts_add(struct hop_table *t, const struct hop_cell *cell)
{
	hop_table_add(t, "%u", cell->cpu);
	hop_table_add(t, "%s", hop_gate_names[cell->gate]);
	hop_table_add(t, "%s", mode_name(cell));
	hop_table_add(t, "%llu", cell->fired);
	hop_table_add(t, "%llu", cell->recorded);
	hop_table_add(t, "%llu", cell->lost);
	hop_table_add(t, "%llu", cell->torn);
	hop_table_add(t, "%llu", cell->wrong);
	entry_add(t, cell);
	path_add(t, cell, 0);
}

static void row_skip(struct hop_table *t, size_t cells)
{
	while (cells--)
		hop_table_add(t, "%s", "");
}

/* "RSP AT ENTRY" */
static const char *sp_head(char text[SP_HEAD])
{
	snprintf(text, SP_HEAD, "%s AT ENTRY", hop_port.sp_name);
	return text;
}

static void counts_print(const struct hop_cells *cells)
{
	char sp[SP_HEAD];
	const char *const head[] = {
		">CPU",	 "GATE",  "FROM",   ">FIRED",	 ">RECORDED",
		">LOST", ">TORN", ">WRONG", sp_head(sp), "PATH",
	};
	const size_t cols = sizeof(head) / sizeof(head[0]);
	struct hop_table *t = hop_table_new(head, cols);

	for (size_t i = 0; i < cells->nr; i++) {
		const struct hop_cell *cell = &cells->cell[i];

		counts_add(t, cell);
		for (size_t j = 1; j < cell->nr_paths; j++) {
			row_skip(t, cols - 1);
			path_add(t, cell, j);
		}
		if (cell->dropped) {
			row_skip(t, cols - 1);
			hop_table_add(
				t, "others, there is room for %d  (%llu times)",
				HOP_CELL_PATHS, cell->dropped);
		}
	}
	hop_table_print(t, stdout);
	hop_table_free(t);
}

static void sp_add(struct hop_table *t, const struct hop_cell *cell, __u64 sp)
{
	struct hop_stack_info stack =
		hop_observed_stack(&cell->path[0].path, sp);

	if (stack.top)
		hop_table_add(t, "%llx %s %s-%llu", sp,
			      hop_kind_name(stack.kind), top_name(stack.kind),
			      stack.top - sp);
	else
		hop_table_add(t, "%llx %s", sp, hop_kind_name(stack.kind));
}

static void addresses_print(const struct hop_cells *cells)
{
	char sp[SP_HEAD];
	const char *const head[] = {
		">CPU",		  "GATE",    "FROM",	   sp_head(sp),
		"IN THE HANDLER", "AT EXIT", "RETURNS TO",
	};
	struct hop_table *t =
		hop_table_new(head, sizeof(head) / sizeof(head[0]));

	for (size_t i = 0; i < cells->nr; i++) {
		const struct hop_cell *cell = &cells->cell[i];
		const struct hop_gate_entry *p = &cell->first;
		char name[128];

		if (!cell->recorded)
			continue;
		hop_table_add(t, "%u", cell->cpu);
		hop_table_add(t, "%s", hop_gate_names[cell->gate]);
		hop_table_add(t, "%s", mode_name(cell));
		sp_add(t, cell, p->entry.sp);
		sp_add(t, cell, p->handler.sp);
		hop_table_add(t, "%llx", p->exit.sp);
		if (!cell->user && hop_sym_name(p->exit.ip, name, sizeof(name)))
			hop_table_add(t, "%s", name);
		else
			hop_table_add(t, "%llx", p->exit.ip);
	}
	putchar('\n');
	hop_table_print(t, stdout);
	hop_table_free(t);
}

static void record_print(const char *name, const struct hop_record *r)
{
	struct hop_word words[HOP_WORDS_MAX];
	size_t nr = hop_record_words(r, words);

	printf("  %-8s sp %llx flags %x; from ip %llx sp %llx", name, r->sp,
	       r->flags, r->ip, r->frame_sp);
	for (size_t i = 0; i < nr; i++)
		printf(" %s %llx", words[i].name, words[i].value);
	putchar('\n');
}

/* The first entry that was wrong, and why. */
static void bad_print(const struct hop_cell *cell)
{
	const struct hop_shot *shot = &cell->expect.shot;

	for (unsigned int bit = 0; hop_wrong_text(bit); bit++)
		if (cell->reasons & 1 << bit)
			printf("  %s\n", hop_wrong_text(bit));
	record_print("entry", &cell->bad.entry);
	record_print("handler", &cell->bad.handler);
	record_print("exit", &cell->bad.exit);
	if (!cell->user)
		return;
	printf("  fired at ip %llx sp %llx", shot->ip, shot->sp);
	for (size_t i = 0; i < HOP_SHOT_WORDS; i++)
		printf(" %llx", shot->words[i]);
	putchar('\n');
}

static void fault_print(const struct hop_cell *cell)
{
	printf("FAIL CPU %u, %s from %s mode: %llu of %llu fired, %llu recorded, %llu lost, %llu torn, %llu wrong\n",
	       cell->cpu, hop_gate_names[cell->gate], mode_name(cell),
	       cell->fired, cell->wanted, cell->recorded, cell->lost,
	       cell->torn, cell->wrong);
	if (cell->signal)
		printf("  killed by signal %d (%s)\n", cell->signal,
		       strsignal(cell->signal));
	if (cell->recorded > cell->fired)
		printf("  more was recorded than fired: another program fires this gate too\n");
	if (cell->reasons)
		bad_print(cell);
}

void hop_gate_print(const struct hop_cells *cells, bool addresses)
{
	const struct hop_sums sums = hop_cells_sum(cells);

	counts_print(cells);
	if (addresses)
		addresses_print(cells);
	putchar('\n');
	for (size_t i = 0; i < cells->nr; i++)
		if (!hop_cell_ok(&cells->cell[i]))
			fault_print(&cells->cell[i]);
	printf("%llu fired, %llu recorded, %llu lost, %llu torn, %llu wrong\n",
	       sums.fired, sums.recorded, sums.lost, sums.torn, sums.wrong);
}
