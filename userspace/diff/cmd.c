// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop diff`: what differs between two results that were kept as JSON. Needs
 * neither module nor root.
 */
#include <argp.h>
#include <err.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "diff.h"
#include "lib/lib.h"
#include "results.h"

enum { NR_FILES = 2 };

/* As long as uname() gives them. */
#define NAME_BYTES 64

struct options {
	bool json;
	struct hop_diff_limits limits;
	const char *file[NR_FILES];
	int nr;
};

static const struct argp_option option_table[] = {
	{ "json", 'j', NULL, 0, "print one JSON object", 0 },
	{ "least", 'l', "PERCENT", 0,
	  "leave out paths that fewer of a trigger's runs took (default: 0)",
	  0 },
	{ "margin", 'm', "PERCENT", 0,
	  "costs may differ by that much of A's median (default: 0)", 0 },
	{ 0 },
};

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case 'j':
		o->json = true;
		return 0;
	case 'l':
		o->limits.least = hop_args_option(state, key, arg, 0, 100);
		return 0;
	case 'm':
		o->limits.margin = hop_args_option(state, key, arg, 0, 1000);
		return 0;
	case ARGP_KEY_ARG:
		if (o->nr == NR_FILES)
			return ARGP_ERR_UNKNOWN;
		o->file[o->nr++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (o->nr < NR_FILES)
			argp_error(state, "two files are needed");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static struct json_object *file_read(const char *name)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	struct json_object *o;

	if (fd < 0) {
		warn("%s", name);
		return NULL;
	}
	o = json_object_from_fd(fd);
	if (!o)
		warnx("%s: no JSON, or not all of it", name);
	close(fd);
	return o;
}

/* The text at @key; "?" if there is none. */
static const char *text_of(struct json_object *o, const char *key,
			   char text[HOP_TEXT_ROOM(NAME_BYTES)])
{
	return hop_text_clean(hop_json_text_of(o, key) ?: "?", NAME_BYTES, text,
			      HOP_TEXT_ROOM(NAME_BYTES));
}

/* "5.10.0-46-amd64 x86_64, page-table isolation on" */
static void result_print(const char *sign, const char *file,
			 struct json_object *o)
{
	struct json_object *pti = NULL;
	char kernel[HOP_TEXT_ROOM(NAME_BYTES)], arch[HOP_TEXT_ROOM(NAME_BYTES)];

	json_object_object_get_ex(o, "pti", &pti);
	printf("%s %s: %s %s, page-table isolation %s\n", sign, file,
	       text_of(o, "kernel", kernel), text_of(o, "arch", arch),
	       !pti			    ? "?" :
	       json_object_get_boolean(pti) ? "on" :
					      "off");
}

static void diff_print(const struct hop_diff *diff)
{
	static const char *const head[] = { "TRIGGER", "FROM", "OF",
					    "WHAT",    "A",    "B" };
	struct hop_table *t = hop_table_new(head, sizeof(head) / sizeof(*head));

	for (size_t i = 0; i < diff->nr; i++) {
		const struct hop_difference *d = &diff->list[i];

		hop_table_add(t, "%s", d->trigger);
		hop_table_add(t, "%s", d->mode);
		hop_table_add(t, "%s", d->item);
		hop_table_add(t, "%s", hop_diff_name(d->what));
		hop_table_add(t, "%s", *d->a ? d->a : "-");
		hop_table_add(t, "%s", *d->b ? d->b : "-");
	}
	if (diff->nr) {
		putchar('\n');
		hop_table_print(t, stdout);
	}
	hop_table_free(t);
	printf("\n%zu triggers in both: %zu added, %zu gone, %zu changed\n",
	       diff->triggers, diff->count[HOP_DIFF_ADDED],
	       diff->count[HOP_DIFF_GONE], diff->count[HOP_DIFF_CHANGED]);
}

/*
 * "triggers": how many both have; "differences": list of "trigger", "mode",
 * "of", "what" ("added", "gone", "changed") and "a", "b" where there is one.
 */
static void diff_json(const struct hop_diff *diff)
{
	struct json_object *o = json_object_new_object();
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < diff->nr; i++) {
		const struct hop_difference *d = &diff->list[i];
		struct json_object *one = json_object_new_object();

		hop_json_text(one, "trigger", d->trigger);
		hop_json_text(one, "mode", d->mode);
		hop_json_text(one, "of", d->item);
		hop_json_text(one, "what", hop_diff_name(d->what));
		if (*d->a)
			hop_json_text(one, "a", d->a);
		if (*d->b)
			hop_json_text(one, "b", d->b);
		json_object_array_add(list, one);
	}
	hop_json_int(o, "triggers", diff->triggers);
	json_object_object_add(o, "differences", list);
	hop_json_print(o);
}

static int files_compare(const struct options *o, struct json_object *a,
			 struct json_object *b)
{
	struct hop_diff diff;
	const char *why = hop_diff_make(a, b, &o->limits, &diff);
	int ret = diff.nr ? HOP_FAILED : HOP_OK;

	if (why) {
		warnx("%s, %s: %s", o->file[0], o->file[1], why);
		ret = HOP_CANNOT;
	} else if (o->json) {
		diff_json(&diff);
	} else {
		result_print("A", o->file[0], a);
		result_print("B", o->file[1], b);
		diff_print(&diff);
	}
	hop_diff_free(&diff);
	return ret;
}

int hop_cmd_diff(int argc, char **argv)
{
	static const struct argp argp = {
		.options = option_table,
		.parser = option_parse,
		.args_doc = "A.json B.json",
		.doc = "Compares two results of `stackhop path --json', or of `stackhop cost --json': two kernels, page-table isolation on and off, before and after a patch. Exit status 1 if anything differs.",
	};
	struct options options = { 0 };
	struct json_object *a, *b;
	int ret = HOP_CANNOT;

	if (argp_parse(&argp, argc, argv, 0, NULL, &options))
		return HOP_USAGE;
	a = file_read(options.file[0]);
	b = a ? file_read(options.file[1]) : NULL;
	if (b)
		ret = files_compare(&options, a, b);
	json_object_put(a);
	json_object_put(b);
	return ret;
}
