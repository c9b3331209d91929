/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The words of stackhop as numbers, and the records on the tape. Included by
 * stackhop.h, which says how to get at them.
 */
#ifndef _UAPI_HOP_RECORD_H
#define _UAPI_HOP_RECORD_H

#include <linux/types.h>

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
	HOP_POINT_EXIT = 3, /* last thing before the IRET of an own gate */
	HOP_POINT_TAP = 4, /* first instruction of a stock IDT gate's handler */
	HOP_POINT_SYSCALL = 5, /* the same of SYSCALL from 64-bit code */
	HOP_POINT_SYSCALL32 = 6, /* the same of SYSCALL from 32-bit code */
	HOP_POINT_SYSENTER = 7, /* the same of SYSENTER */
	HOP_POINT_STAMP = 8, /* a tracepoint of the kernel, for its time */
	HOP_POINT_NR
};

/* Flags of a record, in all three points of a passage unless told otherwise. */
#define HOP_REC_USER (1 << 0) /* CS that the CPU pushed has RPL 3: cheap test */
#define HOP_REC_GS_USER \
	(1 << 1) /* GSBASE was not the kernel's: paranoid test */
#define HOP_REC_PARANOID (1 << 2) /* the paranoid test was made (IST gate) */
#define HOP_REC_CR3_USER (1 << 3) /* cr3 below is a PTI user page table */
#define HOP_REC_NESTED (1 << 4) /* HANDLER: hit on the own stack, no switch */

/**
 * struct hop_record - one thing that a stub saw; 64 bytes, one cache line
 * @pos:	1 + the record's position on its CPU's tape. Positions start at 0
 *		and never repeat: they order all events of a CPU strictly.
 * @cpu:	CPU number
 * @point:	enum hop_point
 * @vector:	IDT vector
 * @flags:	HOP_REC_*
 * @sp:		RSP at this point (ENTRY: at the first instruction; EXIT: at IRET)
 * @ip:		RIP that the CPU pushed: where the entry came from
 * @rflags:	RFLAGS that the CPU pushed
 * @frame_sp:	RSP that the CPU pushed: the stack that the entry came from
 * @cr3:	CR3 at this point (ENTRY: before the stub switched it; EXIT: after
 *		it switched back)
 * @cs:		CS that the CPU pushed
 * @ss:		SS that the CPU pushed
 * @error:	TAP: error code that the CPU pushed, if the vector has one, else 0
 *
 * The frame is read anew for each record: its fields are the same in ENTRY,
 * HANDLER and EXIT of one passage unless something overwrote it. SYSCALL pushes
 * none: there @ip, @rflags and @frame_sp are RCX, R11 and RSP as it left them,
 * @cs and @ss what SYSRET would go back to. SYSENTER leaves nothing: zeroes. (SDM vol. 3,
 * 6.14.2: 64-bit mode always pushes SS, RSP, RFLAGS, CS, RIP.)
 *
 * STAMP has no frame: @vector is enum hop_stamp, @sp the stack it was made on,
 * @ip the time-stamp counter when it began and @frame_sp when it was done; the
 * rest is zero.
 */
struct hop_record {
	__u64 pos;
	__u32 cpu;
	__u8 point;
	__u8 vector;
	__u16 flags;
	__u64 sp;
	__u64 ip;
	__u64 rflags;
	__u64 frame_sp;
	__u64 cr3;
	__u16 cs;
	__u16 ss;
	__u32 error;
};

HOP_ASSERT(sizeof(struct hop_record) == 64);

#endif
