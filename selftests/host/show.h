/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a view shows, as text.
 */
#ifndef HOP_SHOW_H
#define HOP_SHOW_H

#include "unit.h"

#include <unistd.h>

/* What @view puts on stdout for @what, into @text of @size bytes. */
static inline void show(char *text, size_t size, void (*view)(const void *what),
			const void *what)
{
	FILE *file = tmpfile();
	int out = dup(STDOUT_FILENO);
	size_t got;

	assert_non_null(file);
	fflush(stdout);
	dup2(fileno(file), STDOUT_FILENO);
	view(what);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	close(out);
	rewind(file);
	got = fread(text, 1, size - 1, file);
	text[got] = '\0';
	fclose(file);
}

#endif
