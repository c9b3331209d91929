/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the assembly of the own gates and its C part share.
 */
#ifndef HOP_X86_STUB_H
#define HOP_X86_STUB_H

/*
 * In this order: a page of stub code, struct hop_stub_data, the taps. And each
 * CPU's tape lies in the page behind its struct hop_gate_cpu.
 */
#define HOP_STUB_CODE_SIZE 4096
#define HOP_STUB_DATA_SIZE 4096
#define HOP_TAP_CODE_SIZE 8192

/* From the entry of one vector's tap to the next one's. */
#define HOP_TAP_SIZE 16
#define HOP_GATE_CPU_SIZE 4096

/* In hop_record.pos while a record is being written. */
#define HOP_POS_BUSY_BIT 63

#ifndef __ASSEMBLER__

#include <linux/types.h>
#include <asm/ptrace.h>
#include <asm/segment.h>

#include "../../tape.h"

/**
 * struct hop_stub_data - the absolute addresses that stubs need
 * @enter_own: rest of the plain gate's way in, in the module's text
 * @enter_ist: the same for the IST gate
 * @iret:      the kernel's own IRETQ: only there does a fault get fixed up
 * @iret_ldt:  the kernel's way out to a stack segment of the LDT (espfix); 0: it
 *	       has none
 * @cpus:      struct hop_gate_cpu of CPU 0, in the region
 * @stride:    bytes from one CPU's to the next one's
 * @lstar:     the kernel's entry for SYSCALL from 64-bit code
 * @cstar:     the same from 32-bit code
 * @sysenter:  the kernel's entry for SYSENTER
 * @db_quiet:  the tap of #DB is only there for that of SYSENTER: not 0, it makes
 *	       no records of its own
 * @stock:     the kernel's handler of each vector
 */
struct hop_stub_data {
	u64 enter_own;
	u64 enter_ist;
	u64 iret;
	u64 iret_ldt;
	u64 cpus;
	u64 stride;
	u64 lstar;
	u64 cstar;
	u64 sysenter;
	u64 db_quiet;
	u64 stock[IDT_ENTRIES];
};

/**
 * struct hop_nmi_kept - what the tap of the NMI keeps off its stack
 * @ax:	    the interrupted code's registers
 * @frame:  what the CPU pushed: RIP, CS, RFLAGS, RSP, SS
 * @tap_ax: the tap's own registers, while a second NMI goes back to it
 */
struct hop_nmi_kept {
	u64 ax, cx, dx, di, si;
	u64 frame[5];
	u64 tap_ax, tap_dx;
};

/**
 * struct hop_gate_cpu - what the stubs need of their CPU, in its page
 * @own_top: top of the plain gate's stack
 * @gs_base: GSBASE of the kernel on this CPU
 * @meta_tap: the same for taps, by point, without the vector
 * @nmi:     for the tap of the NMI
 * @meta:    second word of a record (cpu, point, vector, flags), by gate and
 *	     point, without the flags that only the stub knows
 */
struct hop_gate_cpu {
	u64 own_top;
	u64 gs_base;
	u64 meta[HOP_GATE_NR][HOP_POINT_EXIT + 1];
	u64 meta_tap[HOP_POINT_NR];
	struct hop_nmi_kept nmi;
};

/* The second word of a record. */
#define HOP_META(cpu, point, vector, flags)                      \
	((u64)(cpu) | (u64)(point) << 32 | (u64)(vector) << 40 | \
	 (u64)(flags) << 48)

/* The module's mapping of what the stubs read. */
extern struct hop_stub_data *hop_stub_words;

/* Vectors of the installed gates, by gate; 0: not installed. */
extern u8 hop_gate_vectors[HOP_GATE_NR];

/* stub.S: a block of code that is copied into the region. */
extern const char hop_stubs_begin[], hop_stubs_end[];
extern const char hop_stub_own[], hop_stub_ist[];
extern const char hop_leave_own[], hop_leave_ist[];

/* tap.S: another block, with one entry for each vector. */
extern const char hop_taps_begin[], hop_taps_end[], hop_tap_nmi[];
extern const char hop_tap_lstar[], hop_tap_cstar[], hop_tap_sysenter[];

/* enter.S, and where in the region it jumps to for the way out, by gate. */
extern const char hop_enter_own[], hop_enter_ist[];
extern u64 hop_leave_addr[HOP_GATE_NR];

/* How many listen to the tracepoints: not 0 makes enter.S call the C part. */
extern int hop_gate_listeners;

/*
 * The C part of both gates, called by enter.S: @regs lie at the top of the
 * stack that the gate is served on, @sp is RSP at the stub's first
 * instruction. Interrupts off, maybe RCU not watching, kernel page table and
 * GS.
 */
void hop_gate_trace(struct pt_regs *regs, unsigned long sp, unsigned int gate);

#endif /* __ASSEMBLER__ */

#endif
