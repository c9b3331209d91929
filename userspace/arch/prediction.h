/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a prediction is: a row of a port's table, which is read off the kernel's
 * sources, never off what was observed.
 */
#ifndef HOP_ARCH_PREDICTION_H
#define HOP_ARCH_PREDICTION_H

#include <stdbool.h>

/* A kernel's version as one number that sorts. */
#define HOP_VERSION_OF(major, minor) (1000 * (major) + (minor))
#define HOP_VERSION_MAJOR(version) ((version) / 1000)
#define HOP_VERSION_MINOR(version) ((version) % 1000)

/**
 * struct hop_kernel - what paths depend on
 * @version:	HOP_VERSION_OF()
 * @pti:	page-table isolation is on
 * @rt:		built with PREEMPT_RT
 * @threaded:	interrupts of devices wake a thread each
 */
struct hop_kernel {
	unsigned int version;
	bool pti;
	bool rt;
	bool threaded;
};

/*
 * Conditions of a row, in pairs of bits that exclude each other; none of a pair
 * stands for both. From bit 8 on they are the port's own.
 */
enum {
	HOP_PTI_OFF = 1 << 0,
	HOP_PTI_ON = 1 << 1,
	HOP_PTI_ANY = HOP_PTI_OFF | HOP_PTI_ON,
	/* PREEMPT_RT: softirqs have no stack, they run on a task's. */
	HOP_RT_OFF = 1 << 2,
	HOP_RT_ON = 1 << 3,
	/* Interrupts of devices wake a thread: PREEMPT_RT, or "threadirqs". */
	HOP_IRQS_DIRECT = 1 << 4,
	HOP_IRQS_THREADED = 1 << 5,
};

#define HOP_CONDITION_PORT(bit) (1 << (8 + (bit)))

/**
 * struct hop_prediction - a row: these triggers take this path
 * @triggers:	their names, with a blank between
 * @since:	first kernel that it holds for
 * @until:	first kernel that it does not hold for any more
 * @on:		mask of conditions
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

#endif
