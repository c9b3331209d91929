// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop gate --json`; report.h documents the keys.
 */
#include "kernel/kernel.h"
#include "lib/lib.h"
#include "report.h"

static struct json_object *stack_json(const struct hop_cell *cell, __u64 sp)
{
	struct hop_stack_info stack =
		hop_observed_stack(&cell->path[0].path, sp);
	struct json_object *o = json_object_new_object();

	hop_json_addr(o, "sp", sp);
	hop_json_text(o, "kind", hop_kind_name(stack.kind));
	hop_json_addr(o, "base", stack.base);
	hop_json_addr(o, "top", stack.top);
	return o;
}

static void words_json(struct json_object *o, const struct hop_record *rec)
{
	struct hop_word words[HOP_WORDS_MAX];
	size_t nr = hop_record_words(rec, words);

	for (size_t i = 0; i < nr; i++) {
		if (words[i].address)
			hop_json_addr(o, words[i].name, words[i].value);
		else
			hop_json_int(o, words[i].name, words[i].value);
	}
}

static struct json_object *first_json(const struct hop_cell *cell)
{
	struct json_object *o = json_object_new_object();
	const struct hop_gate_entry *p = &cell->first;
	char name[128], line[HOP_SOURCE_TEXT];

	json_object_object_add(o, "from", stack_json(cell, p->entry.frame_sp));
	json_object_object_add(o, "entry", stack_json(cell, p->entry.sp));
	json_object_object_add(o, "handler", stack_json(cell, p->handler.sp));
	json_object_object_add(o, "exit", stack_json(cell, p->exit.sp));
	hop_json_addr(o, "ip", p->entry.ip);
	if (!cell->user && hop_sym_name(p->entry.ip, name, sizeof(name)))
		hop_json_text(o, "symbol", name);
	else
		json_object_object_add(o, "symbol", NULL);
	if (!cell->user &&
	    hop_source_line(hop_call_at(p->entry.ip), line, sizeof(line)))
		hop_json_text(o, "source", line);
	words_json(o, &p->entry);
	return o;
}

static struct json_object *path_json(const struct hop_observed *path,
				     __u64 count)
{
	struct json_object *o = json_object_new_object();
	struct json_object *kinds = json_object_new_array();
	char text[HOP_OBSERVED_TEXT];

	hop_json_text(o, "path", hop_observed_text(path, text));
	for (size_t i = 0; i < path->nr; i++)
		json_object_array_add(kinds,
				      json_object_new_string(hop_kind_name(
					      path->stop[i].stack.kind)));
	json_object_object_add(o, "kinds", kinds);
	hop_json_int(o, "switches", path->nr ? path->nr - 1 : 0);
	hop_json_int(o, "count", count);
	return o;
}

static struct json_object *paths_json(const struct hop_cell *cell)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < cell->nr_paths; i++)
		json_object_array_add(list, path_json(&cell->path[i].path,
						      cell->path[i].count));
	return list;
}

static struct json_object *reasons_json(const struct hop_cell *cell)
{
	struct json_object *list = json_object_new_array();

	for (unsigned int bit = 0; hop_wrong_text(bit); bit++)
		if (cell->reasons & 1 << bit)
			json_object_array_add(
				list,
				json_object_new_string(hop_wrong_text(bit)));
	return list;
}

static struct json_object *cell_json(const struct hop_cell *cell)
{
	struct json_object *o = json_object_new_object();
	struct json_object *depth = json_object_new_object();

	hop_json_int(o, "cpu", cell->cpu);
	hop_json_text(o, "gate", hop_gate_names[cell->gate]);
	hop_json_text(o, "mode", cell->user ? "user" : "kernel");
	hop_json_int(o, "vector", cell->vector);
	hop_json_bool(o, "ok", hop_cell_ok(cell));
	hop_json_int(o, "wanted", cell->wanted);
	hop_json_int(o, "fired", cell->fired);
	hop_json_int(o, "recorded", cell->recorded);
	hop_json_int(o, "lost", cell->lost);
	hop_json_int(o, "torn", cell->torn);
	hop_json_int(o, "wrong", cell->wrong);
	json_object_object_add(o, "reasons", reasons_json(cell));
	hop_json_int(o, "signal", cell->signal);
	hop_json_int(depth, "min", cell->depth_min);
	hop_json_int(depth, "max", cell->depth_max);
	json_object_object_add(o, "depth", depth);
	json_object_object_add(o, "paths", paths_json(cell));
	hop_json_int(o, "dropped", cell->dropped);
	json_object_object_add(o, "first",
			       cell->recorded ? first_json(cell) : NULL);
	return o;
}

void hop_gate_json(const struct hop_cells *cells, const struct hop_info *info)
{
	const struct hop_sums sums = hop_cells_sum(cells);
	struct json_object *o = json_object_new_object();
	struct json_object *rows = json_object_new_array();

	for (size_t i = 0; i < cells->nr; i++)
		json_object_array_add(rows, cell_json(&cells->cell[i]));
	hop_json_os(o);
	hop_json_bool(o, "pti", info->features & HOP_FEAT_PTI);
	hop_json_int(o, "fired", sums.fired);
	hop_json_int(o, "recorded", sums.recorded);
	hop_json_int(o, "lost", sums.lost);
	hop_json_int(o, "torn", sums.torn);
	hop_json_int(o, "wrong", sums.wrong);
	json_object_object_add(o, "rows", rows);
	hop_json_print(o);
}
