// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop depth --json`; report.h documents the keys.
 */
#include "kernel/kernel.h"
#include "lib/lib.h"
#include "report.h"

static void who_json(struct json_object *o, const struct hop_depth *d)
{
	char name[HOP_DEPTH_NAME];

	hop_json_text(o, "kind", hop_kind_name(d->kind));
	json_object_object_add(
		o, "cpu", d->cpu == ~0U ? NULL : json_object_new_int64(d->cpu));
	if (d->kind != HOP_KIND_TASK)
		return;
	hop_json_int(o, "pid", d->pid);
	hop_json_int(o, "tgid", d->tgid);
	hop_json_text(o, "comm", hop_depth_name(d, name));
}

static void known_json(struct json_object *o, const char *key,
		       const struct hop_depth *d, __u32 value)
{
	json_object_object_add(
		o, key,
		hop_depth_known(d) ? json_object_new_int64(value) : NULL);
}

static struct json_object *stack_json(const struct hop_depth *d)
{
	struct json_object *o = json_object_new_object();

	who_json(o, d);
	if (d->kind == HOP_KIND_TASK) {
		hop_json_bool(o, "kthread", d->flags & HOP_DEPTH_KTHREAD);
		hop_json_bool(o, "idle", d->flags & HOP_DEPTH_IDLE);
		hop_json_bool(o, "ended", d->flags & HOP_DEPTH_ENDED);
		hop_json_bool(o, "own", hop_depth_own(d));
	}
	hop_json_int(o, "size", d->size);
	json_object_object_add(o, "now",
			       d->flags & HOP_DEPTH_NOW ?
				       json_object_new_int64(d->now) :
				       NULL);
	known_json(o, "deepest", d, d->mark);
	known_json(o, "headroom", d, hop_depth_headroom(d));
	known_json(o, "used", d, hop_depth_share(d));
	json_object_object_add(
		o, "since",
		hop_depth_known(d) ?
			json_object_new_string(hop_depth_since(d)) :
			NULL);
	hop_json_bool(o, "corrupted", d->flags & HOP_DEPTH_CORRUPTED);
	return o;
}

static struct json_object *word_json(const struct hop_blame_word *w)
{
	struct json_object *o = json_object_new_object();
	char line[HOP_SOURCE_TEXT];

	hop_json_int(o, "depth", w->depth);
	hop_json_addr(o, "address", w->addr);
	hop_json_text(o, "function", w->function);
	hop_json_int(o, "offset", w->offset);
	if (hop_source_line(hop_call_at(w->addr), line, sizeof(line)))
		hop_json_text(o, "source", line);
	hop_json_bool(o, "chained", w->chained);
	return o;
}

static struct json_object *blame_json(const struct hop_blame *b)
{
	struct json_object *o = json_object_new_object();
	struct json_object *words = json_object_new_array();

	who_json(o, &b->stack);
	hop_json_bool(o, "checked", b->checked);
	for (size_t i = 0; i < b->nr; i++)
		json_object_array_add(words, word_json(&b->word[i]));
	json_object_object_add(o, "words", words);
	return o;
}

static struct json_object *ended_json(const struct hop_depth_report *r)
{
	struct json_object *o;

	if (!r->listened)
		return NULL;
	o = json_object_new_object();
	hop_json_int(o, "seen", r->ended);
	hop_json_int(o, "lost", r->lost);
	hop_json_int(o, "exiting", r->exiting);
	return o;
}

struct json_object *hop_depth_json(const struct hop_depth_report *r)
{
	struct json_object *o = json_object_new_object();
	struct json_object *stacks = json_object_new_array();
	struct json_object *blame = json_object_new_array();

	for (size_t i = 0; i < r->nr; i++)
		json_object_array_add(stacks, stack_json(&r->row[i]));
	for (size_t i = 0; i < r->nr_blame; i++)
		json_object_array_add(blame, blame_json(&r->blame[i]));
	hop_json_os(o);
	hop_json_int(o, "nanoseconds", r->nanoseconds);
	hop_json_int(o, "nr_stacks", r->stacks);
	hop_json_int(o, "nr_tasks", r->tasks);
	hop_json_int(o, "nr_not_known", r->unknown);
	hop_json_int(o, "nr_own", r->own);
	json_object_object_add(o, "ended", ended_json(r));
	json_object_object_add(o, "stacks", stacks);
	json_object_object_add(o, "blame", blame);
	return o;
}

void hop_depth_json_print(const struct hop_depth_report *r, bool line)
{
	struct json_object *o = hop_depth_json(r);

	if (!line) {
		hop_json_print(o);
		return;
	}
	puts(json_object_to_json_string_ext(
		o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	fflush(stdout);
	json_object_put(o);
}
