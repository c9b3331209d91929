/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What one CPU knows of its stacks at one moment. Included by stackhop.h, whose
 * rules of structures, padding and errors hold here.
 */
#ifndef _UAPI_HOP_SNAPSHOT_H
#define _UAPI_HOP_SNAPSHOT_H

#include <linux/types.h>

#include "hop_record.h"

/* From where a snapshot is taken. */
enum hop_context {
	HOP_CONTEXT_TASK =
		0, /* a kworker on that CPU, interrupts off: at rest */
	HOP_CONTEXT_IRQ = 1, /* a hard interrupt on that CPU (irq_work) */
	HOP_CONTEXT_SOFTIRQ =
		2, /* a softirq that the kworker raised; rarely in ksoftirqd */
	HOP_CONTEXT_CALLER =
		3, /* the caller, wherever it runs: cpu is out only */
};

#define HOP_NR_IST 7

/* Flags of struct hop_snapshot. */
#define HOP_SNAP_INUSE_BOOL \
	(1 << 1) /* irq_inuse: bool, idle 0; else int, idle -1 */
#define HOP_SNAP_HARDIRQ (1 << 2) /* the preempt count says: a hard interrupt */
#define HOP_SNAP_SOFTIRQ (1 << 3) /* it says: a softirq is being served */

/**
 * struct hop_snapshot - one CPU at one moment (HOP_IOC_SNAPSHOT); CAP_SYSLOG
 * @cpu:	in: CPU id; EINVAL if there is no such CPU, ENXIO if offline; out:
 *		the CPU that it was taken on
 * @context:	in: enum hop_context
 * @flags:	out: HOP_SNAP_*
 * @irq_inuse:	out: the kernel's in-use mark of the IRQ stack
 * @sp0:	out: tss.sp0, from the copy that the CPU reads (entry area)
 * @sp1:	out: tss.sp1
 * @sp2:	out: tss.sp2 (the user's RSP at the last SYSCALL)
 * @ist:	out: tss.ist[]
 * @top_of_stack: out: the kernel's current top of stack
 * @hardirq_stack: out: the kernel's pointer to its IRQ stack, as stored
 * @rsp:	out: RSP while the snapshot was taken
 * @task:	out: address of the current task_struct
 * @stack:	out: base of the current task's stack
 * @stack_size:	out: its size in bytes
 * @tss:	out: address of the TSS that the CPU uses (from the GDT by TR)
 * @idt:	out: IDT base (SIDT)
 * @cr3:	out: CR3
 * @lstar:	out: MSR_LSTAR
 * @cstar:	out: MSR_CSTAR: entry of SYSCALL from 32-bit code; 0: Linux has set
 *		none, and whoever makes one ends at address 0 in kernel mode
 * @sysenter:	out: MSR_IA32_SYSENTER_EIP; 0: as above
 * @pid:	out: thread id of the current task
 * @idt_limit:	out: IDT limit (SIDT)
 * @comm:	out: its name
 *
 * All of it is read on that CPU with interrupts off. May sleep.
 */
struct hop_snapshot {
	__u32 cpu;
	__u32 context;
	__u32 flags;
	__s32 irq_inuse;
	__u64 sp0;
	__u64 sp1;
	__u64 sp2;
	__u64 ist[HOP_NR_IST];
	__u64 top_of_stack;
	__u64 hardirq_stack;
	__u64 rsp;
	__u64 task;
	__u64 stack;
	__u64 stack_size;
	__u64 tss;
	__u64 idt;
	__u64 cr3;
	__u64 lstar;
	__u64 cstar;
	__u64 sysenter;
	__u32 pid;
	__u32 idt_limit;
	char comm[16];
};

HOP_ASSERT(sizeof(struct hop_snapshot) == 216);

#endif
