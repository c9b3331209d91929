/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Own gates, as a port fires them from user mode and checks their entries.
 */
#ifndef HOP_ARCH_GATE_H
#define HOP_ARCH_GATE_H

#include "evidence.h"

#define HOP_SHOT_WORDS 2

/**
 * struct hop_shot - what a program that fires says of itself
 * @fired:	how often the gate has returned
 * @ip:		address after the instruction that fires
 * @sp:		stack pointer there
 * @words:	what the port adds
 */
struct hop_shot {
	volatile __u64 fired;
	__u64 ip;
	__u64 sp;
	__u64 words[HOP_SHOT_WORDS];
};

/* hop_shot_fire() - fire @vector @count times from here, which may be the end */
void hop_shot_fire(unsigned int vector, struct hop_shot *shot, __u64 count);

/* struct hop_gate_entry - one complete entry through an own gate */
struct hop_gate_entry {
	struct hop_record entry;
	struct hop_record handler;
	struct hop_record exit;
};

/**
 * struct hop_expect - what the program knows that fired
 * @gate:	enum hop_gate
 * @user:	fired from user mode
 * @pti:	page-table isolation is on
 * @shot:	from user mode: what it said of itself
 */
struct hop_expect {
	unsigned int gate;
	bool user;
	bool pti;
	struct hop_shot shot;
};

/**
 * struct hop_gate_args - what a check gets
 * @p:		the entry
 * @e:		what it should be
 * @entry_top:	the end of the stack that it began on
 */
struct hop_gate_args {
	const struct hop_gate_entry *p;
	const struct hop_expect *e;
	__u64 entry_top;
};

/**
 * struct hop_gate_rule - one thing that can be wrong with an entry
 * @ok:		it is not
 * @text:	what is wrong, in words
 */
struct hop_gate_rule {
	bool (*ok)(const struct hop_gate_args *args);
	const char *text;
};

#endif
