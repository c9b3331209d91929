/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The instructions that make a trigger happen: copied into the arena, run there
 * between two system calls, with nothing else in between.
 */
#ifndef HOP_TRIGGER_SNIPPET_H
#define HOP_TRIGGER_SNIPPET_H

#include <stdint.h>

/**
 * struct hop_snippet - instructions, in snippet_x86.S
 * @code:	to be copied to HOP_ARENA_CODE
 * @size:	of @code, in bytes
 * @low, @high:	offsets: the entry's RIP is at least @low and below @high
 * @back:	offset of the instruction that the entry returns to
 * @handler:	offset of a signal handler of its own, or 0
 * @cs:		selector of the code
 */
struct hop_snippet {
	const uint8_t *code;
	uint32_t size;
	uint32_t low;
	uint32_t high;
	uint32_t back;
	uint32_t handler;
	uint32_t cs;
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

extern const struct hop_snippet hop_snippet_call, hop_snippet_int80,
	hop_snippet_own, hop_snippet_divide, hop_snippet_int3, hop_snippet_ud2,
	hop_snippet_gp, hop_snippet_pagefault, hop_snippet_segv,
	hop_snippet_align, hop_snippet_simd, hop_snippet_x87,
	hop_snippet_debug_tf, hop_snippet_icebp, hop_snippet_watch,
	hop_snippet_spin, hop_snippet_fork, hop_snippet_switch,
	hop_snippet_sigreturn, hop_snippet_doublefault, hop_snippet_espfix,
	hop_snippet_outb, hop_snippet_int80_32, hop_snippet_sysenter_32,
	hop_snippet_syscall_32, hop_snippet_bound_32, hop_snippet_spin_timed,
	hop_snippet_sigreturn_timed;

#endif
