/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Between the parts of `stackhop diff`: diff.c has checked what is compared.
 */
#ifndef HOP_DIFF_WORK_H
#define HOP_DIFF_WORK_H

#include <stdbool.h>

#include "results.h"

struct hop_diff_work {
	struct hop_diff *out;
	const struct hop_diff_limits *limits;
	bool no_memory; /* for something: what was found is not all */
};

/* "user > entry > user", to be freed; NULL if it is not a list of names. */
char *hop_diff_path(struct json_object *path);

/* A difference of @trigger: NULL for the side that has nothing. */
void hop_diff_found(struct hop_diff_work *w, struct json_object *trigger,
		    const char *item, const char *a, const char *b);

/* Compare one trigger of two results of `path`, or of `cost`. */
void hop_diff_paths(struct hop_diff_work *w, struct json_object *a,
		    struct json_object *b);
void hop_diff_costs(struct hop_diff_work *w, struct json_object *a,
		    struct json_object *b);

#endif
