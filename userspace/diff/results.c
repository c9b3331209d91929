// SPDX-License-Identifier: GPL-2.0
/*
 * Two results side by side: what they are is checked before anything is
 * compared; triggers are matched by name and mode.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/lib.h"
#include "work.h"

/* What a result is of. */
enum kind { KIND_NONE, KIND_PATH, KIND_COST };

const char *hop_diff_name(enum hop_diff_what what)
{
	static const char *const names[HOP_DIFF_NR] = {
		[HOP_DIFF_ADDED] = "added",
		[HOP_DIFF_GONE] = "gone",
		[HOP_DIFF_CHANGED] = "changed",
	};

	return names[what];
}

static bool path_good(struct json_object *o)
{
	struct json_object *path = hop_json_list_of(o, "path");
	char *text = path ? hop_diff_path(path) : NULL;
	__s64 count;
	bool good = text && hop_json_number_of(o, "count", &count);

	free(text);
	return good;
}

static bool paths_good(struct json_object *list)
{
	for (size_t i = 0; i < json_object_array_length(list); i++)
		if (!path_good(json_object_array_get_idx(list, i)))
			return false;
	return true;
}

static bool parts_good(struct json_object *list)
{
	for (size_t i = 0; i < json_object_array_length(list); i++)
		if (!hop_json_text_of(json_object_array_get_idx(list, i),
				      "part"))
			return false;
	return true;
}

static enum kind trigger_kind(struct json_object *trigger)
{
	struct json_object *paths, *parts;

	if (!hop_json_text_of(trigger, "trigger") ||
	    !hop_json_text_of(trigger, "mode"))
		return KIND_NONE;
	paths = hop_json_list_of(trigger, "paths");
	parts = hop_json_list_of(trigger, "parts");
	if (paths && !parts && paths_good(paths))
		return KIND_PATH;
	if (parts && !paths && parts_good(parts))
		return KIND_COST;
	return KIND_NONE;
}

static bool same_trigger(struct json_object *a, struct json_object *b)
{
	return !strcmp(hop_json_text_of(a, "trigger"),
		       hop_json_text_of(b, "trigger")) &&
	       !strcmp(hop_json_text_of(a, "mode"),
		       hop_json_text_of(b, "mode"));
}

static struct json_object *trigger_find(struct json_object *list,
					struct json_object *like)
{
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *o = json_object_array_get_idx(list, i);

		if (same_trigger(o, like))
			return o;
	}
	return NULL;
}

/* What is wrong with a result, or NULL. */
static const char *triggers_check(struct json_object *list, enum kind *kind)
{
	*kind = KIND_NONE;
	if (!list)
		return "no list of triggers";
	if (!json_object_array_length(list))
		return "its list of triggers is empty";
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *trigger =
			json_object_array_get_idx(list, i);
		enum kind own = trigger_kind(trigger);

		if (own == KIND_NONE || (i && own != *kind))
			return "a trigger is not as path or cost write it";
		*kind = own;
		if (trigger_find(list, trigger) != trigger)
			return "a trigger comes twice";
	}
	return NULL;
}

static bool same_unit(struct json_object *a, struct json_object *b)
{
	const char *of_a = hop_json_text_of(a, "unit");
	const char *of_b = hop_json_text_of(b, "unit");

	return of_a && of_b && !strcmp(of_a, of_b);
}

static const char *skipped(struct json_object *trigger)
{
	return trigger ? hop_json_text_of(trigger, "skipped") : NULL;
}

/* One side has not run it: that is the difference. Gives back false if so. */
static bool both_ran(struct hop_diff_work *w, struct json_object *a,
		     struct json_object *b)
{
	static const char ran[] = "runs", missing[] = "-";
	const char *not_a = a ? skipped(a) : missing;
	const char *not_b = b ? skipped(b) : missing;

	if (!not_a && !not_b)
		return true;
	if (!not_a || !not_b)
		hop_diff_found(w, a ? a : b, HOP_DIFF_RUN, not_a ? NULL : ran,
			       not_b ? NULL : ran);
	return false;
}

static void triggers_compare(struct hop_diff_work *w, struct json_object *a,
			     struct json_object *b, enum kind kind)
{
	for (size_t i = 0; i < json_object_array_length(a); i++) {
		struct json_object *of_a = json_object_array_get_idx(a, i);
		struct json_object *of_b = trigger_find(b, of_a);

		w->out->triggers += !!of_b;
		if (!both_ran(w, of_a, of_b))
			continue;
		if (kind == KIND_PATH)
			hop_diff_paths(w, of_a, of_b);
		else
			hop_diff_costs(w, of_a, of_b);
	}
	for (size_t i = 0; i < json_object_array_length(b); i++) {
		struct json_object *of_b = json_object_array_get_idx(b, i);

		if (!trigger_find(a, of_b))
			both_ran(w, NULL, of_b);
	}
}

const char *hop_diff_make(struct json_object *a, struct json_object *b,
			  const struct hop_diff_limits *limits,
			  struct hop_diff *out)
{
	struct hop_diff_work w = { .out = out, .limits = limits };
	struct json_object *of_a = hop_json_list_of(a, "triggers");
	struct json_object *of_b = hop_json_list_of(b, "triggers");
	enum kind kind_a, kind_b;
	const char *why;

	memset(out, 0, sizeof(*out));
	why = triggers_check(of_a, &kind_a);
	if (!why)
		why = triggers_check(of_b, &kind_b);
	if (why)
		return why;
	if (kind_a != kind_b)
		return "one is of path, the other of cost";
	if (kind_a == KIND_COST && !same_unit(a, b))
		return "their units differ";
	triggers_compare(&w, of_a, of_b, kind_a);
	return w.no_memory ? "no memory" : NULL;
}

void hop_diff_free(struct hop_diff *diff)
{
	for (size_t i = 0; i < diff->nr; i++) {
		free(diff->list[i].trigger);
		free(diff->list[i].mode);
		free(diff->list[i].item);
		free(diff->list[i].a);
		free(diff->list[i].b);
	}
	free(diff->list);
	memset(diff, 0, sizeof(*diff));
}
