/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an architecture brings along.
 */
#ifndef HOP_ARCH_H
#define HOP_ARCH_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/types.h>

#include "arena.h"
#include "gate.h"
#include "mark.h"
#include "path.h"
#include "prediction.h"
#include "snippet.h"
#include "stack.h"
#include "status.h"
#include "trigger.h"
#include "vector.h"

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
 * hop_snippet_skip() - leave the entry of a snippet out
 * @at:		the code from the entry on
 * @distance:	bytes from there to where the entry would have returned to
 */
void hop_snippet_skip(uint8_t *at, int distance);

/**
 * struct hop_arch - what a port brings along
 * @triggers:	every trigger there is, in the order in which they are shown; this and
 *		the other tables of rows end with a row of zeroes
 * @cannot:	why a trigger cannot run on this machine, as far as the port alone
 *		knows; NULL: it can
 * @marked:	the order in which an entry pushes registers, by the numbers that
 *		marks have in them (hop_setup.marked)
 * @predictions: see prediction.h
 * @newest:	HOP_VERSION_OF() of the newest kernel whose sources were read. What
 *		holds for it is predicted for every newer one, and said to be so
 * @conditions:	the port's own conditions of predictions that a kernel meets
 * @gate_rules:	what can be wrong with an entry through an own gate
 * @switching:	mask of 1 << enum hop_point: system call instructions at which the
 *		CPU takes an empty stack and keeps neither address nor stack pointer
 * @frameless:	the system call instructions push no frame: in words
 * @entry_top:	what the top of the entry stack is called
 * @sp_name:	what the stack pointer is called
 * @thunk:	what the names of functions begin with that compilers call to make an
 *		indirect call; NULL: they call none
 * @status:	what `stackhop status` shows and checks
 * @stacks:	mask of 1 << enum hop_kind: stacks of a CPU without which nothing can
 *		be said of any
 */
struct hop_arch {
	const struct hop_trigger *triggers;
	const char *(*cannot)(const struct hop_trigger *trigger,
			      struct hop_kernel kernel);
	const uint8_t *marked;
	size_t nr_marked;
	const struct hop_prediction *predictions;
	unsigned int newest;
	unsigned int (*conditions)(const struct hop_kernel *kernel);
	const struct hop_gate_rule *gate_rules;
	unsigned int switching;
	const char *frameless;
	const char *entry_top;
	const char *sp_name;
	const char *thunk;
	const struct hop_arch_status *status;
	unsigned int stacks;
};

/* The port that this program was built for. */
extern const struct hop_arch hop_port;

/* hop_call_switches() - is a point of one of hop_port.switching? */
static inline bool hop_call_switches(unsigned int point)
{
	return hop_port.switching & 1U << point;
}

#endif
