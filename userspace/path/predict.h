/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which path each trigger should take, by kernel and page-table isolation: read
 * off the kernel's sources, never off what was observed.
 */
#ifndef HOP_PATH_PREDICT_H
#define HOP_PATH_PREDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/kernel.h"

/*
 * The newest line whose sources were read. What holds for it is predicted for
 * every newer kernel, and said to be so.
 */
#define HOP_NEWEST HOP_VERSION_OF(7, 3)
#define HOP_NEWEST_TEXT "7.3"

/* Conditions of a row; of two that exclude each other none stands for both. */
enum {
	HOP_PTI_OFF = 1 << 0,
	HOP_PTI_ON = 1 << 1,
	HOP_PTI_ANY = HOP_PTI_OFF | HOP_PTI_ON,
	/* IRET to user mode from the trampoline: with PTI, or before 6.8. */
	HOP_IRET_OVER = 1 << 2,
	/* IRET from the task's stack: since 6.8 (c516213726fb) without PTI. */
	HOP_IRET_STRAIGHT = 1 << 3,
	/* PREEMPT_RT: softirqs have no stack, they run on a task's. */
	HOP_RT_OFF = 1 << 4,
	HOP_RT_ON = 1 << 5,
	/* Interrupts of devices wake a thread: PREEMPT_RT, or "threadirqs". */
	HOP_IRQS_DIRECT = 1 << 6,
	HOP_IRQS_THREADED = 1 << 7,
};

/**
 * struct hop_prediction - a row: these triggers take this path
 * @triggers:	their names, with a blank between
 * @since:	first kernel that it holds for
 * @until:	first kernel that it does not hold for any more
 * @on:		mask of HOP_PTI_*, HOP_IRET_*, HOP_RT_*, HOP_IRQS_*
 * @path:	as hop_observed_text() writes it
 * @rare:	another right path besides the usual one
 * @why:	the entry code that makes it so, and since when
 */
struct hop_prediction {
	const char *triggers;
	unsigned int since;
	unsigned int until;
	unsigned int on;
	const char *path;
	bool rare;
	const char *why;
};

extern const struct hop_prediction hop_predictions[];
extern const size_t hop_nr_predictions;

/* hop_kernel_newer() - than the newest line that there are predictions for */
bool hop_kernel_newer(const struct hop_kernel *kernel);

/* hop_prediction_for() - whether the row holds for @trigger on @kernel */
bool hop_prediction_for(const struct hop_prediction *p, const char *trigger,
			const struct hop_kernel *kernel);

/**
 * hop_predict() - the row that holds for @trigger on @kernel and has this path
 * @path: NULL: any path
 *
 * Returns NULL if there is none; a kernel that is too old has none at all.
 */
const struct hop_prediction *hop_predict(const char *trigger,
					 const struct hop_kernel *kernel,
					 const char *path);

#endif
