/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of this port say to each other.
 */
#ifndef HOP_X86_H
#define HOP_X86_H

#include "arch/arch.h"

/* What only triggers of x86 need: hop_trigger.needs. */
enum {
	HOP_NEED_OVER = 1 << 16, /* an IRET to user mode over the entry stack */
	HOP_NEED_ESPFIX = 1 << 17, /* the espfix stack */
};

/* Conditions of predictions. */
enum {
	/* IRET to user mode from the trampoline: with PTI, or before 6.8. */
	HOP_IRET_OVER = HOP_CONDITION_PORT(0),
	/* IRET from the task's stack: since 6.8 (c516213726fb) without PTI. */
	HOP_IRET_STRAIGHT = HOP_CONDITION_PORT(1),
};

/* Selectors: the privilege level, and whether they are of the LDT. */
#define HOP_RPL 3
#define HOP_TI (1 << 2)

/* Bit 1 of RFLAGS is always 1 (SDM vol. 1, 3.4.3). */
#define HOP_RFLAGS_FIXED (1 << 1)

/* The words of an IRET's frame from the top down, and what lies below it. */
enum { HOP_W_SS, HOP_W_RSP, HOP_W_RFLAGS, HOP_W_CS, HOP_W_RIP, HOP_W_RDI };

#define HOP_FRAME_WORDS 5

/* Tables, each up to a row of zeroes. */
extern const struct hop_trigger hop_x86_triggers[];

/* The newest line whose sources the predictions were read off. */
#define HOP_X86_NEWEST HOP_VERSION_OF(7, 3)

extern const struct hop_prediction hop_x86_predictions[];

/* What can be wrong with an entry through an own gate: rows of the table. */
enum hop_x86_wrong {
	HOP_WRONG_FRAME,
	HOP_WRONG_IP,
	HOP_WRONG_FRAME_SP,
	HOP_WRONG_SEGMENTS,
	HOP_WRONG_MODE,
	HOP_WRONG_PARANOID,
	HOP_WRONG_ENTRY_SP,
	HOP_WRONG_EXIT_SP,
	HOP_WRONG_CR3,
	HOP_WRONG_NR
};

extern const struct hop_gate_rule hop_x86_gate_rules[];

extern const struct hop_arch_status hop_x86_status;

/* Preparations: hop_setup.prepare. */
int hop_x86_prepare_own(const struct hop_run_context *context);
int hop_x86_prepare_own_ist(const struct hop_run_context *context);
int hop_x86_prepare_ldt(const struct hop_run_context *context);
int hop_x86_prepare_vdso32(const struct hop_run_context *context);
int hop_x86_prepare_ports(const struct hop_run_context *context);
int hop_x86_prepare_watch(const struct hop_run_context *context);
int hop_x86_prepare_mce(const struct hop_run_context *context);

/* hop_x86_ports_cpu() - the CPU that the keyboard's interrupt goes to, or ~0 */
unsigned int hop_x86_ports_cpu(void);

/* hop_x86_espfix_here() - does this kernel give out 16-bit segments? */
bool hop_x86_espfix_here(void);

#endif
