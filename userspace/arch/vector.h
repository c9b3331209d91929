/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a kernel's entries are by their numbers: a port's one table of them.
 */
#ifndef HOP_ARCH_VECTOR_H
#define HOP_ARCH_VECTOR_H

#include <stdbool.h>

/**
 * struct hop_stamps - where a handler begins and ends: enum hop_stamp
 * @begin:	the first thing that it does
 * @end:	the last one; HOP_STAMP_NR: nothing tells
 */
struct hop_stamps {
	unsigned int begin;
	unsigned int end;
};

#define HOP_VECTORS 256

/**
 * struct hop_vector - an entry by its number, as the kernel uses it
 * @name:	what views call it; NULL: nothing but its number
 * @counter:	its line of /proc/interrupts, or NULL
 * @probe:	enum hop_probe_point: one that only its handler runs, but for what
 *		takes the number as an argument; 0: none
 * @user:	the handler's stamps of an entry from user mode, or NULL
 * @kernel:	the same from kernel mode
 * @error_code:	the CPU pushes one
 * @external:	from outside of the CPU: handlers of devices can run in it
 * @device:	the kernel gives such numbers to devices
 * @periodic:	it comes again and again by itself: the timer's
 */
struct hop_vector {
	const char *name;
	const char *counter;
	unsigned int probe;
	const struct hop_stamps *user;
	const struct hop_stamps *kernel;
	bool error_code;
	bool external;
	bool device;
	bool periodic;
};

/* hop_vector_of() - of any number; what says nothing for one that is none */
const struct hop_vector *hop_vector_of(unsigned int vector);

/* hop_vector_ticks() - the counter of the timer's interrupt, or NULL */
const char *hop_vector_ticks(void);

#endif
