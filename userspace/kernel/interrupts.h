/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How often each interrupt has come to one CPU, as the kernel counts them.
 */
#ifndef HOP_KERNEL_INTERRUPTS_H
#define HOP_KERNEL_INTERRUPTS_H

#include <stdbool.h>
#include <stddef.h>

#define HOP_INTERRUPTS_MAX 256
#define HOP_INTERRUPT_NAME 16

/**
 * struct hop_interrupts - one CPU's column of /proc/interrupts
 * @row:  by line: its name ("LOC", "NMI", "24"), and how often it came
 * @nr:   how many lines
 */
struct hop_interrupts {
	struct {
		char name[HOP_INTERRUPT_NAME];
		unsigned long long count;
	} row[HOP_INTERRUPTS_MAX];
	size_t nr;
};

/**
 * hop_interrupts_parse() - read the text of /proc/interrupts
 *
 * Lines that have no count for each CPU (ERR, MIS) are left out. Returns false
 * if @text has no column of that CPU, a line is cut, or there are too many.
 */
bool hop_interrupts_parse(const char *text, unsigned int cpu,
			  struct hop_interrupts *out);

/**
 * hop_interrupts_only() - did just these come in between, each just once?
 * @names: which; NULL at the end
 */
bool hop_interrupts_only(const struct hop_interrupts *before,
			 const struct hop_interrupts *after,
			 const char *const *names);

#endif
