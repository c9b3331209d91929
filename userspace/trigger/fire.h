/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Fires `int n` from user mode, in a child process on one CPU.
 */
#ifndef HOP_TRIGGER_FIRE_H
#define HOP_TRIGGER_FIRE_H

#ifndef __ASSEMBLER__
#include <stdbool.h>

#include <linux/types.h>

/**
 * struct hop_shot - what a thunk says of itself, and how far it came
 * @fired:	how often `int n` has returned
 * @ip:		address after the `int n`
 * @sp:		RSP at the `int n`
 * @cs:		CS at the `int n`
 * @ss:		SS at the `int n`
 */
struct hop_shot {
	volatile __u64 fired;
	__u64 ip;
	__u64 sp;
	__u16 cs;
	__u16 ss;
};

/**
 * hop_fire_user() - fire @vector @count times on @cpu from user mode
 * @shot:	out
 * @signal:	out: the signal that killed the child, or 0
 *
 * Signals to PID 1 are special, and a thunk may be killed: hence the child.
 * Returns false, with a line on stderr, if it could not be started.
 */
bool hop_fire_user(unsigned int cpu, unsigned int vector, __u64 count,
		   struct hop_shot *shot, int *signal);

/* 256 thunks, HOP_THUNK_BYTES each: void thunk(struct hop_shot *, __u64 count) */
extern const char hop_int_thunks[];
#endif

#define HOP_THUNK_SHIFT 6
#define HOP_THUNK_BYTES (1 << HOP_THUNK_SHIFT)

/* Offsets in struct hop_shot. */
#define HOP_SHOT_FIRED 0
#define HOP_SHOT_IP 8
#define HOP_SHOT_SP 16
#define HOP_SHOT_CS 24
#define HOP_SHOT_SS 26

#endif
