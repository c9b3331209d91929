/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the assembly of the own gates and its C part share.
 */
#ifndef HOP_X86_STUB_H
#define HOP_X86_STUB_H

/* Placed in the region behind the page of stub code: no relocation reaches it
 * from there but one relative to RIP.
 */
#define HOP_STUB_CODE_SIZE 4096

#ifndef __ASSEMBLY__

#include <linux/percpu.h>
#include <linux/types.h>
#include <asm/ptrace.h>

#include "../../tape.h"

/**
 * struct hop_stub_data - the absolute addresses that stubs jump to
 * @enter_own: rest of the plain gate's way in, in the module's text
 * @enter_ist: the same for the IST gate
 * @iret:      the kernel's own IRETQ: only there does a fault get fixed up
 * @iret_ldt:  the kernel's way out to a stack segment of the LDT (espfix)
 */
struct hop_stub_data {
	u64 enter_own;
	u64 enter_ist;
	u64 iret;
	u64 iret_ldt;
};

/**
 * struct hop_gate_cpu - what the gates need of their CPU, reached through GS
 * @own_top:    top of the plain gate's stack
 * @tape:       this CPU's tape where every page table maps it
 * @leave_own:  where the stubs' way out lies in the region
 * @leave_ist:  the same for the IST gate
 * @exit_meta:  cpu, point, vector and flags of an EXIT record, by gate
 */
struct hop_gate_cpu {
	u64 own_top;
	struct hop_tape *tape;
	u64 leave_own;
	u64 leave_ist;
	u64 exit_meta[HOP_GATE_NR];
};

DECLARE_PER_CPU(struct hop_gate_cpu, hop_gate_cpu);

/* Vectors of the installed gates, by gate; 0: not installed. */
extern u8 hop_gate_vectors[HOP_GATE_NR];

/* stub.S: a block of code that is copied into the region. */
extern const char hop_stubs_begin[], hop_stubs_end[];
extern const char hop_stub_own[], hop_stub_ist[];
extern const char hop_leave_own[], hop_leave_ist[];

/* enter.S */
extern const char hop_enter_own[], hop_enter_ist[];

/*
 * The C part of both gates, called by enter.S: @regs lie on the stack that the
 * gate is served on, @sp is RSP at the stub's first instruction, @flags are
 * HOP_REC_GS_USER and the like, found on the way in. Interrupts off, maybe RCU
 * not watching, kernel page table and GS.
 */
void hop_gate_handle(struct pt_regs *regs, unsigned long sp,
		     unsigned int flags, unsigned int gate);

#endif /* __ASSEMBLY__ */

#endif
