/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the programs of `stackhop path` and the tool say to each other.
 */
#ifndef HOP_BPF_PATH_H
#define HOP_BPF_PATH_H

#include "stackhop_bpf.h"

/* The frame of an entry, and room that the kernel may leave above it. */
#define HOP_PROBE_WORDS 8

/* Words that the kernel may leave above pt_regs at the end of a task's stack, and one. */
#define HOP_CALLED_WORDS 3

/**
 * struct hop_probe - a BPF program ran on this stack at this moment
 * @pos:   position of the CPU's tape when it ran: it ran after the record at
 *	   @pos - 1 and before the one at @pos
 * @seq:   order among the probes of a CPU, from 0, no holes unless lost
 * @sp:    address on the stack that the program ran on
 * @point: enum hop_probe_point
 * @pid:   thread id of the current task (initial pid namespace)
 * @cpu:   CPU
 * @arg:   the point's own: syscall number, vector, softirq number, next pid...
 * @regs_end: address after the entry's pt_regs, if the tracepoint is given it, else 0
 * @end:   the last words of the current task's stack, rising addresses
 * @called: the words below where pt_regs begin there if they end 16, 8 or 0 bytes
 *	   below its end: whoever filled them in calls C code from there
 * @irq_called: the same for who went to the IRQ stack
 */
struct hop_probe {
	__u64 pos;
	__u64 seq;
	__u64 sp;
	__u32 point;
	__u32 pid;
	__u32 cpu;
	__u32 reserved;
	__u64 arg;
	__u64 regs_end;
	__u64 end[HOP_PROBE_WORDS];
	__u64 called[HOP_CALLED_WORDS];
	__u64 irq_called;
};

/* Where probes sit: one tracepoint each. */
enum hop_probe_point {
	HOP_PROBE_SYS_ENTER = 1,
	HOP_PROBE_SYS_EXIT,
	HOP_PROBE_PAGE_FAULT_USER,
	HOP_PROBE_PAGE_FAULT_KERNEL,
	HOP_PROBE_SIGNAL, /* signal_generate: in the trap that raised it */
	HOP_PROBE_IRQ, /* irq_handler_entry */
	HOP_PROBE_VECTOR, /* one of the port's; arg: the vector */
	HOP_PROBE_SOFTIRQ, /* softirq_entry */
	HOP_PROBE_NMI, /* nmi_handler */
	HOP_PROBE_SWITCH, /* sched_switch, on the stack that is left; arg: next pid */
	HOP_PROBE_MCE,
	HOP_PROBE_GATE, /* stackhop:gate_entry */
	HOP_PROBE_NR
};

/* Records of a run where there is no ring buffer for them. */
#define HOP_PROBE_SLOTS 4096

/**
 * struct hop_probe_slot - room for a record
 * @used:  a program has taken it; such slots are the first ones, without a gap
 */
struct hop_probe_slot {
	__u64 used;
	struct hop_probe probe;
};

#endif
