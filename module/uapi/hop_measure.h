/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What a measurement of whole paths needs besides own gates: taps before stock
 * handlers, painted stacks, and something to be interrupted by. Included by
 * stackhop.h, whose rules of structures, padding and errors hold here.
 */
#ifndef _UAPI_HOP_MEASURE_H
#define _UAPI_HOP_MEASURE_H

#include <linux/types.h>

#include "hop_record.h"

/* Tracepoints of the kernel that the module can note the time at. */
enum hop_stamp {
	HOP_STAMP_SYS_ENTER = 0,
	HOP_STAMP_SYS_EXIT = 1,
	HOP_STAMP_FAULT_USER = 2, /* page_fault_user; it has no end */
	HOP_STAMP_FAULT_KERNEL = 3, /* page_fault_kernel; nor has this */
	HOP_STAMP_TIMER_ENTRY = 4, /* local_timer_entry */
	HOP_STAMP_TIMER_EXIT = 5,
	HOP_STAMP_CALL_ENTRY = 6, /* call_function_single_entry */
	HOP_STAMP_CALL_EXIT = 7,
	HOP_STAMP_IRQ_ENTRY = 8, /* irq_handler_entry */
	HOP_STAMP_IRQ_EXIT = 9,
	HOP_STAMP_SOFTIRQ_ENTRY = 10,
	HOP_STAMP_SOFTIRQ_EXIT = 11,
	HOP_STAMP_NR
};

/**
 * struct hop_tap - put taps before stock handlers (HOP_IOC_TAP)
 * @vectors:	mask of entries by their numbers, 64 a word
 * @calls:	mask of the system call instructions, which the architecture names
 * @stamps:	mask of 1 << enum hop_stamp: a record at each, with the time
 *
 * In: what is to be tapped from now on, in place of what was; all zero takes
 * all taps away. Out: what is tapped: vectors that stock Linux does not use, own
 * gates, instructions that this CPU does not have, and tracepoints that this
 * kernel does not have are left out; so are all system calls where KVM's module
 * for this CPU is loaded, which keeps copies of the entry registers and writes
 * them back (HOP_FEAT_VIRT), and they go when it is being loaded. The taps stay
 * while the file is open. May sleep; the change is made on all CPUs.
 * Errors: EINVAL; EBUSY: another file has taps, a CPU is set up to run virtual
 * machines, or somebody else has changed a handler or an entry register since
 * load; and, but for @stamps, as hop_info.taps_errno says. After an error what was
 * tapped is.
 *
 * A gate or an entry register that somebody else changes while it is tapped is
 * left to him when the taps go, with a line in the log, and the module stays
 * loaded while he keeps it so: he may lead to the tap. It is not tapped anew.
 *
 * On x86, with SYSENTER the vector of #DB is tapped, too, asked for or not:
 * without records of its own then, and left out of @vectors. It has the kernel see
 * a single-stepped SYSENTER as without taps.
 */
struct hop_tap {
	__u64 vectors[4];
	__u32 calls;
	__u32 stamps;
};

/**
 * struct hop_tapes - where the tapes' positions lie (HOP_IOC_TAPES); CAP_SYSLOG
 * @nr:		in: room at @heads; out: hop_info.nr_cpus
 * @reserved:	zero
 * @heads:	user pointer to __u64[]: kernel address of each CPU's position,
 *		which is hop_read.head; 0 where there is no CPU of that number
 *
 * For BPF programs, which put their own records in order by it. ENOSPC if @nr
 * is too small: nothing is copied, @nr says how many are needed.
 */
struct hop_tapes {
	__u32 nr;
	__u32 reserved;
	__u64 heads;
};

/*
 * "stackhop" in memory: what painted words hold. A word of a stack is what the
 * kernel pushes; where that has 32 bits, so many of this.
 */
#define HOP_PAINT 0x706f686b63617473ULL

/**
 * struct hop_paint - paint this CPU's idle stacks (HOP_IOC_PAINT)
 * @kinds:	in: mask of 1 << enum hop_kind; out: those that were painted
 * @cpu:	out: the CPU that the caller ran on (pin the thread to choose)
 * @pos:	out: position of that CPU's tape right after
 *
 * entry, irq, ist-* without ist-vc, own and own-ist can be painted; a stack that
 * is in use is left out, and so are the words at the top of ist-nmi that the
 * kernel keeps state in. The caller's own way back to user mode
 * comes after, and shows. Errors: EINVAL.
 */
struct hop_paint {
	__u32 kinds;
	__u32 cpu;
	__u64 pos;
};

/**
 * struct hop_residue - read a stack back (HOP_IOC_RESIDUE); CAP_SYSLOG
 * @kind:	in: enum hop_kind, of this CPU
 * @nr:		in: room at @words; out: words copied
 * @words:	user pointer to __u64[]: the stack's words from the top down, each
 *		in one of these
 * @depth:	out: bytes from the top to the deepest word that is not HOP_PAINT
 * @pos:	out: position of this CPU's tape
 * @cpu:	out: the CPU that the caller ran on
 * @reserved:	zero
 *
 * Errors: EINVAL: no per-CPU stack of that kind, or @nr is 0.
 */
struct hop_residue {
	__u32 kind;
	__u32 nr;
	__u64 words;
	__u64 depth;
	__u64 pos;
	__u32 cpu;
	__u32 reserved;
};

/* What to interrupt a CPU with. */
enum hop_inject_what {
	HOP_INJECT_NMI = 0, /* an NMI, claimed by the module's handler */
	HOP_INJECT_IPI = 1, /* a function call, without waiting */
};

/**
 * struct hop_inject - interrupt a CPU (HOP_IOC_INJECT)
 * @cpu:	which; for an NMI it may be the caller's own
 * @what:	enum hop_inject_what
 *
 * Returns when it is sent, not when it has arrived.
 * Errors: EINVAL; ENXIO: the CPU is offline; EOPNOTSUPP: an IPI to the own CPU,
 * or the architecture has no NMIs.
 */
struct hop_inject {
	__u32 cpu;
	__u32 what;
};

/**
 * struct hop_forward - hand system calls on (HOP_IOC_FORWARD)
 * @on:		in: 1: from now on, 0: no more; out: whether it is done
 * @reserved:	zero
 *
 * From 6.13 on the kernel's tracepoints of system calls leave preemption on: a
 * BPF program there is skipped for a task that finds it running for a preempted
 * one. While a file has asked for it, the module emits its own tracepoints
 * hop_sys_enter and hop_sys_exit there, with preemption off: arguments are the
 * call's number or result, and the stack pointer. close(), also by SIGKILL,
 * ends it. On older kernels there is no need: @on comes back as 0. May sleep.
 * Errors: EINVAL, ENOENT (no such tracepoints), ENOMEM.
 */
struct hop_forward {
	__u32 on;
	__u32 reserved;
};

HOP_ASSERT(sizeof(struct hop_forward) == 8);
HOP_ASSERT(sizeof(struct hop_tap) == 40);
HOP_ASSERT(sizeof(struct hop_tapes) == 16);
HOP_ASSERT(sizeof(struct hop_paint) == 16);
HOP_ASSERT(sizeof(struct hop_residue) == 40);
HOP_ASSERT(sizeof(struct hop_inject) == 8);

#endif
