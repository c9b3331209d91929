/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs between two results of `stackhop path --json`, or two of
 * `stackhop cost --json`.
 */
#ifndef HOP_DIFF_RESULTS_H
#define HOP_DIFF_RESULTS_H

#include <stdbool.h>
#include <stddef.h>

struct json_object;

enum hop_diff_what {
	HOP_DIFF_ADDED, /* only B has it */
	HOP_DIFF_GONE, /* only A has it */
	HOP_DIFF_CHANGED, /* A has this, B has that instead */
	HOP_DIFF_NR
};

/* What a difference is of: that it "run"s, its "path", "total" or a part's cost. */
#define HOP_DIFF_RUN "run"
#define HOP_DIFF_PATH "path"
#define HOP_DIFF_TOTAL "total"

/**
 * struct hop_difference - one difference; the texts are its own
 * @trigger:	name of the trigger
 * @mode:	"user" or "kernel"
 * @item:	HOP_DIFF_* or the name of a part
 * @what:	added, gone or changed
 * @a:		in A: a path as text, a median; "" if added
 * @b:		in B; "" if gone
 */
struct hop_difference {
	char *trigger;
	char *mode;
	char *item;
	enum hop_diff_what what;
	char *a;
	char *b;
};

/**
 * struct hop_diff - the differences, in A's order, then what only B has
 * @list:	by trigger
 * @nr:		how many
 * @triggers:	how many triggers, by name and mode, both have
 * @count:	how many are added, gone, changed
 */
struct hop_diff {
	struct hop_difference *list;
	size_t nr;
	size_t triggers;
	size_t count[HOP_DIFF_NR];
};

/**
 * struct hop_diff_limits - what is too little to be a difference
 * @least:	per cent of a trigger's runs that a path must have to count
 * @margin:	per cent of A's median that a cost may differ by
 */
struct hop_diff_limits {
	unsigned long least;
	unsigned long margin;
};

/**
 * hop_diff_make() - compare two results
 *
 * Returns NULL, or what is wrong with the input ("no list of triggers");
 * @out is to be freed in any case.
 */
const char *hop_diff_make(struct json_object *a, struct json_object *b,
			  const struct hop_diff_limits *limits,
			  struct hop_diff *out);

void hop_diff_free(struct hop_diff *diff);

/* hop_diff_name() - "added", "gone", "changed" */
const char *hop_diff_name(enum hop_diff_what what);

#endif
