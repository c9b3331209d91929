// SPDX-License-Identifier: GPL-2.0
/*
 * Keeps all cells, then prints each column as wide as its widest cell.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "out.h"
#include "table.h"
#include "text.h"

#define GAP 2

struct hop_column {
	bool right;
	size_t width;
};

struct hop_table {
	size_t cols;
	size_t nr;
	struct hop_column *column;
	char **cell; /* the titles are the first row */
	bool no_memory;
};

/* Takes over @text. */
static void cell_put(struct hop_table *t, char *text)
{
	char **cell = reallocarray(t->cell, t->nr + 1, sizeof(*cell));
	struct hop_column *column = &t->column[t->nr % t->cols];
	size_t width = hop_text_columns(text);

	if (!cell) {
		free(text);
		t->no_memory = true;
		return;
	}
	t->cell = cell;
	t->cell[t->nr++] = text;
	if (width > column->width)
		column->width = width;
}

struct hop_table *hop_table_new(const char *const *head, size_t cols)
{
	struct hop_table *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->cols = cols;
	t->column = calloc(cols, sizeof(*t->column));
	if (!t->column) {
		free(t);
		return NULL;
	}
	for (size_t i = 0; i < cols; i++) {
		t->column[i].right = head[i][0] == '>';
		hop_table_add(t, "%s", head[i] + t->column[i].right);
	}
	return t;
}

void hop_table_add(struct hop_table *t, const char *format, ...)
{
	va_list args;
	char *text;

	if (!t)
		return;
	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		t->no_memory = true;
	else
		cell_put(t, text);
	va_end(args);
}

/* The blanks that are owed are printed only when something follows them. */
static size_t cell_print(const struct hop_column *column, const char *text,
			 size_t owed, FILE *f)
{
	size_t pad = column->width - hop_text_columns(text);

	if (!*text)
		return owed + column->width;
	owed += column->right ? pad : 0;
	fprintf(f, "%*s%s", (int)owed, "", text);
	return column->right ? 0 : pad;
}

void hop_table_print(const struct hop_table *t, FILE *f)
{
	if (!t || t->no_memory) {
		hop_out_fail(ENOMEM);
		return;
	}
	for (size_t i = 0; i < t->nr; i += t->cols) {
		size_t owed = 0;

		for (size_t j = 0; j < t->cols && i + j < t->nr; j++) {
			owed += j ? GAP : 0;
			owed = cell_print(&t->column[j], t->cell[i + j], owed,
					  f);
		}
		fputc('\n', f);
	}
}

void hop_table_free(struct hop_table *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->nr; i++)
		free(t->cell[i]);
	free(t->cell);
	free(t->column);
	free(t);
}
