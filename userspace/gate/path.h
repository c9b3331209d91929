/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The stacks that one entry ran on, in order: what people read as
 * `user > entry > own > entry > user`.
 */
#ifndef HOP_GATE_PATH_H
#define HOP_GATE_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/kernel.h"

#define HOP_PATH_MAX 8
#define HOP_PATH_TEXT 96 /* bytes that any path fits in as text */

/**
 * struct hop_path - the stacks of one entry
 * @stack:	the stacks in order; neighbours differ
 * @nr:		how many
 */
struct hop_path {
	struct hop_stack_info stack[HOP_PATH_MAX];
	size_t nr;
};

/**
 * hop_path_add() - the stack pointer was seen in @stack
 *
 * Nothing is added if it is still in the same stack. Returns false if the path
 * is full.
 */
bool hop_path_add(struct hop_path *path, const struct hop_stack_info *stack);

/* hop_path_same() - the same kinds in the same order */
bool hop_path_same(const struct hop_path *a, const struct hop_path *b);

/* hop_path_known() - the path is not empty and no stack of it is unknown */
bool hop_path_known(const struct hop_path *path);

/* hop_path_text() - writes the path to @text; a stack not known is `?` */
const char *hop_path_text(const struct hop_path *path,
			  char text[HOP_PATH_TEXT]);

#endif
