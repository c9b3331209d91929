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

#endif
