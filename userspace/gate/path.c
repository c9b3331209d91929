// SPDX-License-Identifier: GPL-2.0
/*
 * Paths know no records: they are made of stacks.
 */
#include <stdio.h>

#include <stackhop.h>

#include "kernel/kernel.h"
#include "path.h"

bool hop_path_add(struct hop_path *path, const struct hop_stack_info *stack)
{
	const struct hop_stack_info *last = &path->stack[path->nr - !!path->nr];

	if (path->nr && last->kind == stack->kind && last->base == stack->base)
		return true;
	if (path->nr == HOP_PATH_MAX)
		return false;
	path->stack[path->nr++] = *stack;
	return true;
}

bool hop_path_same(const struct hop_path *a, const struct hop_path *b)
{
	if (a->nr != b->nr)
		return false;
	for (size_t i = 0; i < a->nr; i++)
		if (a->stack[i].kind != b->stack[i].kind)
			return false;
	return true;
}

bool hop_path_known(const struct hop_path *path)
{
	for (size_t i = 0; i < path->nr; i++)
		if (path->stack[i].kind == HOP_KIND_UNKNOWN)
			return false;
	return path->nr;
}

const char *hop_path_text(const struct hop_path *path, char text[HOP_PATH_TEXT])
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < path->nr; i++) {
		unsigned int kind = path->stack[i].kind;

		used += snprintf(text + used, HOP_PATH_TEXT - used, "%s%s",
				 i ? " > " : "",
				 kind ? hop_kind_name(kind) : "?");
	}
	return text;
}
