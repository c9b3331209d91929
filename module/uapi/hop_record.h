/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The words of stackhop as numbers, and the records on the tape. Included by
 * stackhop.h, which says how to get at them.
 */
#ifndef _UAPI_HOP_RECORD_H
#define _UAPI_HOP_RECORD_H

#include <linux/types.h>

#include "arch/x86.h"

#define HOP_ASSERT(what) _Static_assert(what, #what)

/* What a stack is for. The names are in hop_kind_name (userspace) and debugfs. */
enum hop_kind {
	HOP_KIND_UNKNOWN = 0, /* no known stack holds the address */
	HOP_KIND_USER = 1, /* below the kernel half of the address space */
	HOP_KIND_ENTRY = 2, /* trampoline stack: tss.sp0 is its top */
	HOP_KIND_TASK = 3, /* a task's kernel stack */
	HOP_KIND_IRQ = 4, /* a CPU's hard IRQ stack */
	HOP_KIND_SOFTIRQ = 5, /* only where softirqs have their own */
	HOP_KIND_IST_DF = 6, /* #DF; tss.ist[0] */
	HOP_KIND_IST_NMI = 7, /* NMI; tss.ist[1] */
	HOP_KIND_IST_DB = 8, /* #DB; tss.ist[2] */
	HOP_KIND_IST_MCE = 9, /* #MC; tss.ist[3] */
	HOP_KIND_IST_VC = 10, /* #VC; tss.ist[4]; has pages only on SEV-ES */
	HOP_KIND_OWN = 11, /* stackhop's stack for its plain gate */
	HOP_KIND_OWN_IST = 12, /* stackhop's stack in a free IST slot */
	HOP_KIND_ESPFIX = 13, /* the way out to a 16-bit stack segment */
	HOP_KIND_OVERFLOW = 14, /* arm64, riscv64 */
	HOP_KIND_NR
};

/* Own gates. Also bit numbers in masks of gates. */
enum hop_gate {
	HOP_GATE_OWN = 0, /* served on the own stack, by way of entry or task */
	HOP_GATE_IST = 1, /* switched by the CPU to the own-ist stack */
	HOP_GATE_NR
};

/* Where a record was made. */
enum hop_point {
	HOP_POINT_ENTRY = 1, /* first instruction of a stub */
	HOP_POINT_HANDLER = 2, /* an own gate, on the stack that serves it */
	HOP_POINT_EXIT = 3, /* the last thing before an own gate returns */
	HOP_POINT_TAP = 4, /* first instruction of a stock handler */
	HOP_POINT_SYSCALL = 5, /* the same of the system call instruction */
	HOP_POINT_CALL2 = 6, /* the same of others that the architecture has */
	HOP_POINT_CALL3 = 7,
	HOP_POINT_STAMP = 8, /* a tracepoint of the kernel, for its time */
	HOP_POINT_NR
};

/*
 * Flags of a record, in all three points of an entry unless told otherwise. From
 * bit 8 on they are the architecture's.
 */
#define HOP_REC_USER (1 << 0) /* what was pushed says: from user mode */
#define HOP_REC_NESTED (1 << 1) /* HANDLER: hit on the own stack, no switch */

/**
 * struct hop_record - one thing that a stub saw; 64 bytes, one cache line
 * @pos:	1 + the record's position on its CPU's tape. Positions start at 0
 *		and never repeat: they order all events of a CPU strictly.
 * @cpu:	CPU number
 * @point:	enum hop_point
 * @vector:	number of the entry, as the architecture counts them
 * @flags:	HOP_REC_*
 * @sp:		stack pointer at this point (ENTRY: at the first instruction; EXIT:
 *		at the one that returns)
 * @ip:		address that the entry came from, and returns to
 * @frame_sp:	stack pointer that the entry interrupted
 * @words:	what the architecture adds
 * @x86:	the same on x86
 *
 * What was pushed is read anew for each record: its fields are the same in ENTRY,
 * HANDLER and EXIT of one entry unless something overwrote it.
 *
 * STAMP has no frame: @vector is enum hop_stamp, @sp the stack it was made on,
 * @ip the CPU's counter when it began and @frame_sp when it was done; the rest is
 * zero.
 */
struct hop_record {
	__u64 pos;
	__u32 cpu;
	__u8 point;
	__u8 vector;
	__u16 flags;
	__u64 sp;
	__u64 ip;
	__u64 frame_sp;
	union {
		__u64 words[3];
		struct hop_record_x86 x86;
	};
};

HOP_ASSERT(sizeof(struct hop_record) == 64);

#endif
