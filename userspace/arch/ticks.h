/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The time-stamp counter, as user mode reads it, and how to spend time.
 */
#ifndef HOP_TICKS_H
#define HOP_TICKS_H

#include <stdbool.h>
#include <stdint.h>

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

#endif
