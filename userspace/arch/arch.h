/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an architecture brings along.
 */
#ifndef HOP_ARCH_H
#define HOP_ARCH_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/types.h>

/* hop_ticks_now() - the counter; its lowest bits differ from call to call */
uint64_t hop_ticks_now(void);

/**
 * hop_ticks_instructions() - does it count instructions?
 *
 * It does in a machine that is emulated and told so (scripts/vm -i): then a loop
 * of known length takes as many ticks as it has instructions, always.
 */
bool hop_ticks_instructions(void);

/* hop_ticks_emulator() - what emulates this CPU, or NULL: none that says so */
const char *hop_ticks_emulator(void);

/* hop_ticks_relax() - in a loop that waits for another CPU: let that one go on */
void hop_ticks_relax(void);

/* What follows the last byte that a call instruction can have. */
#define HOP_CALL_BYTES 7

/**
 * hop_call_before() - does a call instruction end with the last of @bytes?
 * @addr:	of the byte after it
 * @target:	out: where a direct call goes, 0 for an indirect one
 */
bool hop_call_before(const __u8 bytes[HOP_CALL_BYTES], __u64 addr,
		     __u64 *target);

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
 *		takes the vector as an argument; 0: none
 * @user:	the handler's stamps of an entry from user mode, or NULL
 * @kernel:	the same from kernel mode
 * @error_code:	the CPU pushes one
 * @external:	from outside of the CPU: handlers of devices can run in it
 * @device:	the kernel gives such numbers to devices
 * @periodic:	it comes again and again by itself
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

#endif
