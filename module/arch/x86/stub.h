/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the assembly of the own gates and its C part share.
 */
#ifndef HOP_X86_STUB_H
#define HOP_X86_STUB_H

/*
 * The page of stub code; struct hop_stub_data lies in the page behind it, and
 * each CPU's tape in the page behind its struct hop_gate_cpu.
 */
#define HOP_STUB_CODE_SIZE 4096
#define HOP_GATE_CPU_SIZE 4096

/* In hop_record.pos while a record is being written. */
#define HOP_POS_BUSY_BIT 63

#ifndef __ASSEMBLY__

#include <linux/types.h>
#include <asm/ptrace.h>

#include "../../tape.h"

/**
 * struct hop_stub_data - the absolute addresses that stubs need
 * @enter_own: rest of the plain gate's way in, in the module's text
 * @enter_ist: the same for the IST gate
 * @iret:      the kernel's own IRETQ: only there does a fault get fixed up
 * @iret_ldt:  the kernel's way out to a stack segment of the LDT (espfix)
 * @cpus:      struct hop_gate_cpu of CPU 0, in the region
 * @stride:    bytes from one CPU's to the next one's
 */
struct hop_stub_data {
	u64 enter_own;
	u64 enter_ist;
	u64 iret;
	u64 iret_ldt;
	u64 cpus;
	u64 stride;
};

/**
 * struct hop_gate_cpu - what the stubs need of their CPU, in its page
 * @own_top: top of the plain gate's stack
 * @gs_base: GSBASE of the kernel on this CPU
 * @meta:    second word of a record (cpu, point, vector, flags), by gate and
 *	     point, without the flags that only the stub knows
 */
struct hop_gate_cpu {
	u64 own_top;
	u64 gs_base;
	u64 meta[HOP_GATE_NR][HOP_POINT_EXIT + 1];
};

/* The second word of a record. */
#define HOP_META(cpu, point, vector, flags)                      \
	((u64)(cpu) | (u64)(point) << 32 | (u64)(vector) << 40 | \
	 (u64)(flags) << 48)

/* Vectors of the installed gates, by gate; 0: not installed. */
extern u8 hop_gate_vectors[HOP_GATE_NR];

/* stub.S: a block of code that is copied into the region. */
extern const char hop_stubs_begin[], hop_stubs_end[];
extern const char hop_stub_own[], hop_stub_ist[];
extern const char hop_leave_own[], hop_leave_ist[];

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

#endif /* __ASSEMBLY__ */

#endif
