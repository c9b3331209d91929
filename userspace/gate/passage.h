/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Checks one passage through an own gate against what the program that fired
 * it knows of itself.
 */
#ifndef HOP_GATE_PASSAGE_H
#define HOP_GATE_PASSAGE_H

#include "path.h"
#include "records.h"

/**
 * struct hop_expect - what the program knows that fired
 * @gate:	enum hop_gate
 * @user:	fired from user mode
 * @pti:	page-table isolation is on
 * @ip:		user mode: the address after the `int`
 * @sp:		user mode: RSP at the `int`
 * @cs:		user mode: CS
 * @ss:		user mode: SS
 */
struct hop_expect {
	unsigned int gate;
	bool user;
	bool pti;
	__u64 ip;
	__u64 sp;
	__u16 cs;
	__u16 ss;
};

/**
 * struct hop_whereabouts - the stacks that the four addresses of a passage are in
 * @from:	the pushed RSP
 * @entry:	RSP at the stub's first instruction
 * @handler:	RSP in the handler
 * @exit:	RSP before the IRET
 */
struct hop_whereabouts {
	struct hop_stack_info from;
	struct hop_stack_info entry;
	struct hop_stack_info handler;
	struct hop_stack_info exit;
};

/* What can be wrong with a passage: bits, in the order of hop_wrong_text(). */
enum hop_wrong {
	HOP_WRONG_FRAME = 1 << 0,
	HOP_WRONG_IP = 1 << 1,
	HOP_WRONG_FRAME_SP = 1 << 2,
	HOP_WRONG_SEGMENTS = 1 << 3,
	HOP_WRONG_MODE = 1 << 4,
	HOP_WRONG_PARANOID = 1 << 5,
	HOP_WRONG_ENTRY_SP = 1 << 6,
	HOP_WRONG_EXIT_SP = 1 << 7,
	HOP_WRONG_CR3 = 1 << 8,
	HOP_WRONG_STACK = 1 << 9,
	HOP_WRONG_NR = 10
};

/* hop_wrong_text() - one bit in words; @bit is its number */
const char *hop_wrong_text(unsigned int bit);

/* hop_passage_check() - returns a mask of enum hop_wrong, 0 if all is right */
unsigned int hop_passage_check(const struct hop_passage *p,
			       const struct hop_whereabouts *w,
			       const struct hop_expect *e);

/**
 * hop_passage_path() - the way that the passage took
 *
 * From the privilege level that the CPU pushed and the four stacks: nothing is
 * assumed. There and back: the last stack is the first one.
 */
void hop_passage_path(const struct hop_passage *p,
		      const struct hop_whereabouts *w, struct hop_path *path);

#endif
