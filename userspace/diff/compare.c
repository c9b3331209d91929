// SPDX-License-Identifier: GPL-2.0
/*
 * One trigger of two results. Of its paths, those that only A has and those
 * that only B has are put side by side, most frequent first: as many as pair up
 * are changes, the rest is gone or added.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/lib.h"
#include "work.h"

char *hop_diff_path(struct json_object *path)
{
	size_t size, nr = json_object_array_length(path);
	char *text;
	FILE *f = open_memstream(&text, &size);
	bool ok = f;

	for (size_t i = 0; ok && i < nr; i++) {
		struct json_object *stop = json_object_array_get_idx(path, i);

		ok = json_object_is_type(stop, json_type_string);
		if (ok)
			fprintf(f, "%s%s", i ? " > " : "",
				json_object_get_string(stop));
	}
	if (f)
		fclose(f);
	if (ok && nr)
		return text;
	if (f)
		free(text);
	return NULL;
}

/* A file may hold any text. */
static char *copy(const char *text)
{
	size_t length = strlen(text);
	char *own = malloc(HOP_TEXT_ROOM(length));

	return own ? hop_text_clean(text, length, own, HOP_TEXT_ROOM(length)) :
		     NULL;
}

void hop_diff_found(struct hop_diff_work *w, struct json_object *trigger,
		    const char *item, const char *a, const char *b)
{
	struct hop_diff *out = w->out;
	struct hop_difference *d;

	d = reallocarray(out->list, out->nr + 1, sizeof(*out->list));
	if (!d) {
		w->no_memory = true;
		return;
	}
	out->list = d;
	d += out->nr++;
	d->trigger = copy(hop_json_text_of(trigger, "trigger"));
	d->mode = copy(hop_json_text_of(trigger, "mode"));
	d->item = copy(item);
	d->what = !a ? HOP_DIFF_ADDED : !b ? HOP_DIFF_GONE : HOP_DIFF_CHANGED;
	d->a = copy(a ? a : "");
	d->b = copy(b ? b : "");
	w->no_memory |= !d->trigger || !d->mode || !d->item || !d->a || !d->b;
	out->count[d->what]++;
}

struct one {
	char *text;
	__s64 count;
};

/* Paths as text, by falling count. */
struct paths {
	struct one *one;
	size_t nr;
};

static int more_first(const void *a, const void *b)
{
	const struct one *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return strcmp(x->text, y->text);
}

static void paths_free(struct paths *p)
{
	for (size_t i = 0; i < p->nr; i++)
		free(p->one[i].text);
	free(p->one);
}

static bool paths_has(const struct paths *p, const char *text)
{
	for (size_t i = 0; i < p->nr; i++)
		if (!strcmp(p->one[i].text, text))
			return true;
	return false;
}

/* Take away what came less often than @least. */
static void paths_thin(struct paths *p, double least)
{
	size_t nr = 0;

	for (size_t i = 0; i < p->nr; i++) {
		if (p->one[i].count < least)
			free(p->one[i].text);
		else
			p->one[nr++] = p->one[i];
	}
	p->nr = nr;
}

/* Most frequent first. */
static bool paths_read(const struct hop_diff_work *w,
		       struct json_object *trigger, struct paths *p)
{
	struct json_object *list = hop_json_list_of(trigger, "paths");
	size_t nr = json_object_array_length(list);
	double all = 0;

	*p = (struct paths){ calloc(nr + 1, sizeof(*p->one)), 0 };
	if (!p->one)
		return false;
	for (; p->nr < nr; p->nr++) {
		struct json_object *o = json_object_array_get_idx(list, p->nr);
		size_t i = p->nr;

		p->one[i].text = hop_diff_path(hop_json_list_of(o, "path"));
		if (!p->one[i].text)
			return false;
		hop_json_number_of(o, "count", &p->one[i].count);
		all += p->one[i].count;
	}
	paths_thin(p, w->limits->least * all / 100);
	qsort(p->one, p->nr, sizeof(*p->one), more_first);
	return true;
}

/* The next path that the other side has not. */
static const char *next_alone(const struct paths *p, const struct paths *other,
			      size_t *at)
{
	while (*at < p->nr) {
		const char *text = p->one[(*at)++].text;

		if (!paths_has(other, text))
			return text;
	}
	return NULL;
}

void hop_diff_paths(struct hop_diff_work *w, struct json_object *a,
		    struct json_object *b)
{
	size_t at_a = 0, at_b = 0;
	struct paths of_a = { 0 }, of_b = { 0 };
	const char *only_a, *only_b;

	if (!paths_read(w, a, &of_a) || !paths_read(w, b, &of_b)) {
		w->no_memory = true;
		goto out;
	}
	do {
		only_a = next_alone(&of_a, &of_b, &at_a);
		only_b = next_alone(&of_b, &of_a, &at_b);
		if (only_a || only_b)
			hop_diff_found(w, a, HOP_DIFF_PATH, only_a, only_b);
	} while (only_a || only_b);
out:
	paths_free(&of_a);
	paths_free(&of_b);
}

/* The median, or what it is below: as text; false: neither. */
static bool median_text(struct json_object *o, __s64 *number, bool *below,
			char text[64])
{
	*below = false;
	if (!o)
		return false;
	if (!hop_json_number_of(o, "median", number)) {
		*below = true;
		if (!hop_json_number_of(o, "median_below", number))
			return false;
	}
	snprintf(text, 64, "%s%lld", *below ? "below " : "", *number);
	return true;
}

static void median_compare(struct hop_diff_work *w, struct json_object *trigger,
			   const char *item, struct json_object *a,
			   struct json_object *b)
{
	char text_a[64], text_b[64];
	__s64 of_a = 0, of_b = 0;
	bool below_a, below_b;
	bool has_a = median_text(a, &of_a, &below_a, text_a);
	bool has_b = median_text(b, &of_b, &below_b, text_b);
	double by = of_a ? 100.0 * (of_b - of_a) / of_a : 0;
	double margin = w->limits->margin;

	if (!has_a && !has_b)
		return;
	/* Of two that are below something nothing is known to differ. */
	if (has_a && has_b && below_a && below_b)
		return;
	if (has_a && has_b && below_a == below_b &&
	    (of_a == of_b || (of_a && by <= margin && by >= -margin)))
		return;
	/* A number may be what the other is below. */
	if (has_a && has_b && below_a != below_b &&
	    (below_a ? of_b <= of_a : of_a <= of_b))
		return;
	if (has_a && has_b && of_a && !below_a && !below_b)
		snprintf(text_b, sizeof(text_b), "%lld (%+.1f %%)", of_b, by);
	hop_diff_found(w, trigger, item, has_a ? text_a : NULL,
		       has_b ? text_b : NULL);
}

static struct json_object *part_find(struct json_object *trigger,
				     const char *name)
{
	struct json_object *list = hop_json_list_of(trigger, "parts");
	size_t nr = list ? json_object_array_length(list) : 0;

	for (size_t i = 0; i < nr; i++) {
		struct json_object *part = json_object_array_get_idx(list, i);
		const char *own = hop_json_text_of(part, "part");

		if (own && !strcmp(own, name))
			return part;
	}
	return NULL;
}

/* The parts of @from; all, or those that @other has not. */
static void parts_compare(struct hop_diff_work *w, struct json_object *from,
			  struct json_object *other, bool swapped)
{
	struct json_object *list = hop_json_list_of(from, "parts");
	size_t nr = list ? json_object_array_length(list) : 0;

	for (size_t i = 0; i < nr; i++) {
		struct json_object *part = json_object_array_get_idx(list, i);
		const char *name = hop_json_text_of(part, "part");
		struct json_object *twin = name ? part_find(other, name) : NULL;

		if (!name)
			continue;
		if (!swapped)
			median_compare(w, from, name, part, twin);
		else if (!twin)
			median_compare(w, from, name, NULL, part);
	}
}

void hop_diff_costs(struct hop_diff_work *w, struct json_object *a,
		    struct json_object *b)
{
	median_compare(w, a, HOP_DIFF_TOTAL, a, b);
	parts_compare(w, a, b, false);
	parts_compare(w, b, a, true);
}
