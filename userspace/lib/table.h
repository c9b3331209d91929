/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tables of text whose columns line up.
 */
#ifndef HOP_LIB_TABLE_H
#define HOP_LIB_TABLE_H

#include <stddef.h>
#include <stdio.h>

struct hop_table;

/**
 * hop_table_new() - an empty table
 * @head:	the columns' titles; one that starts with '>' is printed without
 *		it, and its column is aligned to the right
 * @cols:	how many columns, at least 1
 *
 * Titles are copied. NULL if there is no memory: the others take that as well.
 */
struct hop_table *hop_table_new(const char *const *head, size_t cols);

/* hop_table_add() - the next cell; rows follow from the number of columns */
void hop_table_add(struct hop_table *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * hop_table_print() - titles, then rows; two blanks between columns
 *
 * No blanks at the ends of lines. A last row that is short is printed short. A
 * table that there was no memory for is not printed, but makes the process fail:
 * hop_out_fail().
 */
void hop_table_print(const struct hop_table *t, FILE *f);

void hop_table_free(struct hop_table *t);

#endif
