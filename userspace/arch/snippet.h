/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The instructions that make a trigger happen: copied into the arena, run there
 * between two system calls, with nothing else in between.
 */
#ifndef HOP_ARCH_SNIPPET_H
#define HOP_ARCH_SNIPPET_H

#include <stdint.h>

/**
 * struct hop_snippet - instructions, in a port's assembly
 * @code:	to be copied to HOP_ARENA_CODE
 * @size:	of @code, in bytes
 * @low, @high:	offsets: the entry comes from at least @low and below @high
 * @back:	offset of the instruction that the entry returns to
 * @handler:	offset of a signal handler of its own, or 0
 * @mode:	the CPU's mode that it is for, as the port says (x86: the selector)
 */
struct hop_snippet {
	const uint8_t *code;
	uint32_t size;
	uint32_t low;
	uint32_t high;
	uint32_t back;
	uint32_t handler;
	uint32_t mode;
};

/* hop_snippet_run() - open the window, run what is in the arena, close it */
void hop_snippet_run(void);

/* hop_snippet_settle() - wait until an interrupt has come: the timer's */
void hop_snippet_settle(void);

/* hop_snippet_partner() - yield until the window is open; close it and end */
void hop_snippet_partner(void);

/* hop_snippet_time() - run what is in the arena between two time stamps */
void hop_snippet_time(void);

/* Addresses in code: what they are for is said where they are. */
extern const char hop_snippet_close[], hop_snippet_return[];
extern const char hop_snippet_linger[], hop_snippet_caught[];
extern const char hop_snippet_closing[], hop_snippet_partner_back[];
extern const char hop_snippet_partner_on[], hop_snippet_stop[];
extern const char hop_snippet_exit[];

#endif
