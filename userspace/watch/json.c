// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop watch --json`; view.h documents the keys.
 */
#include <sys/wait.h>

#include "kernel/kernel.h"
#include "lib/lib.h"
#include "names.h"
#include "view.h"

static struct json_object *histogram_json(const struct hop_watch_row *row)
{
	struct json_object *list = json_object_new_array();

	for (unsigned int i = 0; i < HOP_WATCH_BUCKETS; i++) {
		struct json_object *o;

		if (!row->bucket[i])
			continue;
		o = json_object_new_object();
		hop_json_int(o, "bytes", (i + 1) * row->step);
		hop_json_int(o, "count", row->bucket[i]);
		json_object_array_add(list, o);
	}
	return list;
}

static struct json_object *row_json(const struct hop_watch_row *row)
{
	struct json_object *o = json_object_new_object();

	if (row->cpu >= 0)
		hop_json_int(o, "cpu", row->cpu);
	hop_json_text(o, "entry", hop_watch_names[row->point]);
	hop_json_text(o, "kind", hop_kind_name(row->kind));
	hop_json_int(o, "count", row->count);
	hop_json_int(o, "deepest", row->deepest);
	json_object_object_add(o, "histogram", histogram_json(row));
	return o;
}

static void rows_add(struct json_object *to,
		     const struct hop_watch_result *result)
{
	struct json_object *counts = json_object_new_array();
	struct json_object *totals = json_object_new_array();

	for (size_t i = 0; i < result->rows.nr; i++) {
		const struct hop_watch_row *row = &result->rows.row[i];

		if (row->count)
			json_object_array_add(row->cpu < 0 ? totals : counts,
					      row_json(row));
	}
	json_object_object_add(to, "counts", counts);
	json_object_object_add(to, "totals", totals);
}

static struct json_object *left_json(const struct hop_watch_rows *rows)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < rows->nr; i++) {
		const struct hop_watch_row *row = &rows->row[i];
		struct json_object *o;

		if (row->cpu >= 0 || !row->left)
			continue;
		o = json_object_new_object();
		hop_json_text(o, "entry", hop_watch_names[row->point]);
		hop_json_text(o, "kind", hop_kind_name(row->kind));
		hop_json_int(o, "deepest", row->left);
		json_object_array_add(list, o);
	}
	return list;
}

struct json_object *hop_watch_rows_json(const struct hop_watch_result *result)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "seconds",
			       json_object_new_double(result->seconds));
	rows_add(o, result);
	return o;
}

/* NULL if none of the frames has a line. */
static struct json_object *sources_json(const struct hop_watch_part *part)
{
	struct json_object *list = json_object_new_array();
	char line[HOP_SOURCE_TEXT];
	bool any = false;

	for (size_t i = 0; i < part->nr; i++) {
		bool known = hop_source_line(hop_call_at(part->frame[i]), line,
					     sizeof(line));

		json_object_array_add(
			list, known ? json_object_new_string(line) : NULL);
		any |= known;
	}
	if (any)
		return list;
	json_object_put(list);
	return NULL;
}

static struct json_object *part_json(const struct hop_watch_part *part)
{
	struct json_object *o = json_object_new_object();
	struct json_object *frames = json_object_new_array();
	struct json_object *sources = sources_json(part);
	char name[128];

	for (size_t i = 0; i < part->nr; i++)
		json_object_array_add(frames,
				      hop_sym_name(part->frame[i], name,
						   sizeof(name)) ?
					      json_object_new_string(name) :
					      hop_json_hex(part->frame[i]));
	hop_json_text(o, "kind", hop_kind_name(part->hop->kind));
	hop_json_int(o, "depth", part->hop->depth);
	json_object_object_add(o, "own", json_object_new_boolean(part->own));
	json_object_object_add(o, "frames", frames);
	if (sources)
		hop_json_add(o, "sources", sources);
	return o;
}

struct json_object *hop_watch_sample_json(const struct hop_watch_sample *s)
{
	struct hop_watch_part part[HOP_WATCH_HOPS];
	size_t nr = hop_watch_split(s, hop_watch_own_frames(s), part);
	struct json_object *o = json_object_new_object();
	struct json_object *stacks = json_object_new_array();
	char comm[HOP_TEXT_ROOM(sizeof(s->comm))];

	hop_text_clean(s->comm, sizeof(s->comm), comm, sizeof(comm));
	hop_json_text(o, "entry", hop_watch_names[s->point]);
	hop_json_int(o, "cpu", s->cpu);
	hop_json_int(o, "pid", s->pid);
	hop_json_text(o, "comm", comm);
	json_object_object_add(o, "cut",
			       json_object_new_boolean(hop_watch_frames(s) >=
						       hop_watch_limit()));
	for (size_t i = 0; i < nr; i++)
		json_object_array_add(stacks, part_json(&part[i]));
	json_object_object_add(o, "stacks", stacks);
	return o;
}

static struct json_object *deepest_json(const struct hop_watch_best *best)
{
	struct json_object *list = json_object_new_array();

	for (unsigned int point = 0; point < HOP_WATCH_NR; point++) {
		for (unsigned int i = 0; i < HOP_WATCH_STACKS; i++) {
			struct json_object *o;

			if (!best->depth[point][i])
				continue;
			o = hop_watch_sample_json(&best->sample[point][i]);
			hop_json_text(o, "kind",
				      hop_kind_name(i % HOP_KIND_NR));
			hop_json_int(o, "depth", best->depth[point][i]);
			json_object_object_add(
				o, "left",
				json_object_new_boolean(i >= HOP_KIND_NR));
			json_object_array_add(list, o);
		}
	}
	return list;
}

/* Of the points that are there; a negative number is null. */
static struct json_object *numbers_json(__u64 mask, const __s64 *number)
{
	struct json_object *o = json_object_new_object();

	for (unsigned int i = 0; i < HOP_WATCH_NR; i++) {
		if (!(mask & 1ULL << i))
			continue;
		if (number[i] < 0)
			json_object_object_add(o, hop_watch_names[i], NULL);
		else
			hop_json_int(o, hop_watch_names[i], number[i]);
	}
	return o;
}

static struct json_object *loss_json(const struct hop_watch_loss *loss)
{
	static const char *const names[HOP_WATCH_WHYS] = {
		[HOP_WATCH_LATE] = "late",
		[HOP_WATCH_WRITING] = "writing",
		[HOP_WATCH_FAST] = "fast",
	};
	struct json_object *all = json_object_new_object();

	for (unsigned int i = 0; i < HOP_WATCH_WHYS; i++) {
		struct json_object *o = json_object_new_object();

		hop_json_int(o, "events", loss->lost[i]);
		json_object_object_add(
			o, "ms",
			json_object_new_double(loss->longest[i] / 1e6));
		json_object_object_add(all, names[i], o);
	}
	return all;
}

static struct json_object *names_json(__u64 mask)
{
	struct json_object *list = json_object_new_array();

	for (unsigned int i = 0; i < HOP_WATCH_NR; i++)
		if (mask & 1ULL << i)
			json_object_array_add(
				list,
				json_object_new_string(hop_watch_names[i]));
	return list;
}

static struct json_object *command_json(int status)
{
	struct json_object *o;

	if (status == -1)
		return NULL;
	o = json_object_new_object();
	hop_json_add(o, "exited",
		     WIFEXITED(status) ?
			     json_object_new_int64(WEXITSTATUS(status)) :
			     NULL);
	hop_json_add(o, "signal",
		     WIFEXITED(status) ?
			     NULL :
			     json_object_new_int64(WTERMSIG(status)));
	return o;
}

static struct json_object *stacks_json(const struct hop_stacklist *stacks)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < stacks->nr; i++) {
		const struct hop_stack *s = &stacks->stack[i];
		struct json_object *o;

		if (!(s->flags & HOP_STACK_MAPPED))
			continue;
		o = json_object_new_object();
		hop_json_int(o, "cpu", s->cpu);
		hop_json_text(o, "kind", hop_kind_name(s->kind));
		json_object_object_add(o, "base", hop_json_hex(s->base));
		json_object_object_add(o, "top", hop_json_hex(s->top));
		json_object_array_add(list, o);
	}
	return list;
}

struct json_object *hop_watch_json(const struct hop_watch_result *result)
{
	struct json_object *o = json_object_new_object();

	hop_json_os(o);
	hop_json_int(o, "tgid", result->tgid);
	json_object_object_add(o, "seconds",
			       json_object_new_double(result->seconds));
	json_object_object_add(o, "command", command_json(result->status));
	rows_add(o, result);
	json_object_object_add(o, "left", left_json(&result->rows));
	json_object_object_add(o, "deepest", deepest_json(result->best));
	json_object_object_add(o, "absent", names_json(result->absent));
	json_object_object_add(o, "missed",
			       numbers_json(result->present, result->missed));
	if (result->events) {
		json_object_object_add(o, "seen",
				       numbers_json(result->present,
						    (__s64 *)result->seen));
		json_object_object_add(o, "lost",
				       numbers_json(result->present,
						    (__s64 *)result->lost));
		json_object_object_add(o, "lost_as", loss_json(&result->loss));
	}
	if (result->traceless)
		json_object_object_add(o, "traces_lost", NULL);
	else
		hop_json_int(o, "traces_lost", result->traces_lost);
	hop_json_int(o, "processes_lost", result->processes_lost);
	json_object_object_add(o, "own_hit",
			       numbers_json(result->present,
					    (__s64 *)result->hits));
	json_object_object_add(o, "stacks", stacks_json(&result->stacks));
	return o;
}
