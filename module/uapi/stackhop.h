/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What the stackhop module, its BPF programs and its tools say to each other:
 * the records on the tape and the calls on /dev/stackhop. This is the manual.
 *
 * All integers are in the machine's byte order. Every structure has the same
 * layout for 32-bit and 64-bit callers: fixed-width types, explicit padding
 * (which must be zero on the way in), a size that is asserted below.
 *
 * /dev/stackhop is mode 0600 and open() asks for CAP_SYS_ADMIN (EPERM). Calls
 * that give out kernel addresses ask for CAP_SYSLOG as well (EPERM). A command
 * that is not listed here, or one whose structure has another size, is ENOTTY;
 * a bad user pointer is EFAULT; padding that is not zero is EINVAL.
 */
#ifndef _UAPI_STACKHOP_H
#define _UAPI_STACKHOP_H

#include <linux/ioctl.h>
#include <linux/types.h>

#include "hop_record.h"
#include "hop_snapshot.h"
#include "hop_measure.h"
#include "hop_depth.h"

/* Rises when a structure or a call changes its meaning. */
#define HOP_ABI 2

#define HOP_DEVICE "/dev/stackhop"

/*
 * Abilities of the loaded module, in hop_info.features. From bit 16 on they are the
 * architecture's.
 */
#define HOP_FEAT_GATES (1 << 0) /* own gates are installed and can be armed */
#define HOP_FEAT_PTI (1 << 1) /* page-table isolation is on */
#define HOP_FEAT_RT (1 << 2) /* the kernel is built with PREEMPT_RT */
#define HOP_FEAT_VIRT (1 << 3) /* KVM is there: no taps of syscall entries */

/**
 * struct hop_info - what is loaded and what it can do (HOP_IOC_INFO)
 * @abi:	HOP_ABI of the module
 * @features:	HOP_FEAT_*
 * @vector:	vector of each own gate, by enum hop_gate; 0: not installed
 * @armed:	mask of gates that user mode can reach now, as the CPU sees them
 * @gates_errno: 0, or why own gates cannot be armed, positive (EOPNOTSUPP...)
 * @nr_cpus:	number of possible CPU ids: valid ids are below it
 * @nr_stacks:	entries that HOP_IOC_STACKS gives
 * @tape_records: capacity of one CPU's tape
 * @taps_errno:	0, or why nothing can be tapped, positive
 * @gates_why:	the reason for @gates_errno in one line, or empty
 * @taps_why:	the same for @taps_errno
 * @irq_name:	the kernel's name for its in-use mark of the IRQ stack:
 *		"irq_count" (up to 5.11) or "hardirq_stack_inuse" (since
 *		5.12; in pcpu_hot from 6.2 to 6.14)
 * @top_name:	the kernel's name for the current top of stack
 */
struct hop_info {
	__u32 abi;
	__u32 features;
	__u32 vector[HOP_GATE_NR];
	__u32 armed;
	__u32 gates_errno;
	__u32 nr_cpus;
	__u32 nr_stacks;
	__u32 tape_records;
	__u32 taps_errno;
	char gates_why[120];
	char taps_why[120];
	char irq_name[32];
	char top_name[32];
};

/**
 * struct hop_arm - open or close own gates (HOP_IOC_ARM, HOP_IOC_DISARM)
 * @gates:	mask of enum hop_gate bits, not 0
 * @reserved:	zero
 *
 * User mode can reach an armed gate (x86: by `int n`). It stays so while any open
 * file that armed it is open; close(), also by SIGKILL, gives up what that file
 * armed. Arming twice, or disarming what this file did not arm, is not an error.
 * May sleep; the change is made on all CPUs at once.
 * Errors: EINVAL; EBUSY: somebody else has changed the gate, which is left as it
 * is; EOPNOTSUPP, ENOSPC... as hop_info.gates_errno says.
 */
struct hop_arm {
	__u32 gates;
	__u32 reserved;
};

/**
 * struct hop_fire - fire an own gate from kernel mode (HOP_IOC_FIRE)
 * @gate:	enum hop_gate
 * @count:	how often, 1 to 1000000
 * @done:	out: how often it was fired (less than @count after a signal)
 * @reserved:	zero
 *
 * Fires on the CPU that the caller runs on (pin the thread to choose). Works
 * whether the gate is armed or not: kernel mode can always reach it.
 * Errors: EINVAL, EINTR (@done is set), and hop_info.gates_errno.
 */
struct hop_fire {
	__u32 gate;
	__u32 count;
	__u32 done;
	__u32 reserved;
};

/**
 * struct hop_read - read a CPU's tape (HOP_IOC_READ); needs CAP_SYSLOG
 * @cpu:	CPU id; EINVAL if there is no such CPU
 * @nr:		in: room at @records, in records, not 0; out: records copied
 * @records:	user pointer to struct hop_record[]
 * @lost:	out: records overwritten before this file read them, since open
 * @torn:	out: records skipped as they were being overwritten, since open
 * @head:	out: position after the newest record: all ever made on this CPU
 *
 * Each open file has its own reading position for each CPU; open() sets it to
 * the end of each tape. Reading takes nothing away from other readers. Never
 * waits: @nr is 0 when there is nothing new.
 */
struct hop_read {
	__u32 cpu;
	__u32 nr;
	__u64 records;
	__u64 lost;
	__u64 torn;
	__u64 head;
};

/* Flags of struct hop_stack. */
#define HOP_STACK_MAPPED (1 << 0) /* it has pages: it can be written */
#define HOP_STACK_GUARDED (1 << 1) /* the page below it is not mapped */

/**
 * struct hop_stack - where a stack lies
 * @base:	lowest address
 * @top:	address after the highest byte
 * @cpu:	CPU that it belongs to
 * @kind:	enum hop_kind
 * @flags:	HOP_STACK_*
 */
struct hop_stack {
	__u64 base;
	__u64 top;
	__u32 cpu;
	__u16 kind;
	__u16 flags;
};

/**
 * struct hop_stacks - list every per-CPU stack (HOP_IOC_STACKS); CAP_SYSLOG
 * @nr:		in: room at @stacks; out: how many there are
 * @reserved:	zero
 * @stacks:	user pointer to struct hop_stack[]
 *
 * Sorted by CPU, then kind. Task stacks are not listed. All possible CPUs are,
 * online or not. ENOSPC if @nr is too small: nothing is copied, @nr says how
 * many are needed.
 */
struct hop_stacks {
	__u32 nr;
	__u32 reserved;
	__u64 stacks;
};

/**
 * struct hop_find - which stack holds an address (HOP_IOC_FIND); CAP_SYSLOG
 * @addr:	in: the address
 * @base:	out: lowest address of the stack, 0 for unknown and user
 * @top:	out: address after its highest byte, 0 for unknown and user
 * @cpu:	out: CPU of a per-CPU stack, else ~0
 * @pid:	out: thread id (initial pid namespace) of a task stack, else 0
 * @kind:	out: enum hop_kind
 * @reserved:	zero
 *
 * Looks at all CPUs and all tasks: slow, may sleep. A task may have ended when
 * the answer arrives.
 */
struct hop_find {
	__u64 addr;
	__u64 base;
	__u64 top;
	__u32 cpu;
	__u32 pid;
	__u16 kind;
	__u16 reserved[3];
};

#define HOP_IOC_MAGIC 0xb7

#define HOP_IOC_INFO _IOR(HOP_IOC_MAGIC, 0x00, struct hop_info)
#define HOP_IOC_ARM _IOW(HOP_IOC_MAGIC, 0x01, struct hop_arm)
#define HOP_IOC_DISARM _IOW(HOP_IOC_MAGIC, 0x02, struct hop_arm)
#define HOP_IOC_FIRE _IOWR(HOP_IOC_MAGIC, 0x03, struct hop_fire)
#define HOP_IOC_READ _IOWR(HOP_IOC_MAGIC, 0x04, struct hop_read)
#define HOP_IOC_STACKS _IOWR(HOP_IOC_MAGIC, 0x05, struct hop_stacks)
#define HOP_IOC_FIND _IOWR(HOP_IOC_MAGIC, 0x06, struct hop_find)
#define HOP_IOC_SNAPSHOT _IOWR(HOP_IOC_MAGIC, 0x07, struct hop_snapshot)

#define HOP_IOC_TAP _IOWR(HOP_IOC_MAGIC, 0x08, struct hop_tap)
#define HOP_IOC_TAPES _IOWR(HOP_IOC_MAGIC, 0x09, struct hop_tapes)
#define HOP_IOC_PAINT _IOWR(HOP_IOC_MAGIC, 0x0a, struct hop_paint)
#define HOP_IOC_RESIDUE _IOWR(HOP_IOC_MAGIC, 0x0b, struct hop_residue)
#define HOP_IOC_INJECT _IOW(HOP_IOC_MAGIC, 0x0c, struct hop_inject)
#define HOP_IOC_FORWARD _IOWR(HOP_IOC_MAGIC, 0x0d, struct hop_forward)

#define HOP_IOC_DEPTH_SCAN _IOWR(HOP_IOC_MAGIC, 0x10, struct hop_depth_scan)
#define HOP_IOC_DEPTH_WORDS _IOWR(HOP_IOC_MAGIC, 0x11, struct hop_depth_words)
#define HOP_IOC_DEPTH_RESET _IOWR(HOP_IOC_MAGIC, 0x12, struct hop_depth_reset)
#define HOP_IOC_DEPTH_LISTEN _IOW(HOP_IOC_MAGIC, 0x13, struct hop_depth_listen)
#define HOP_IOC_DEPTH_ENDED _IOWR(HOP_IOC_MAGIC, 0x14, struct hop_depth_ended)

HOP_ASSERT(sizeof(struct hop_info) == 344);
HOP_ASSERT(sizeof(struct hop_arm) == 8);
HOP_ASSERT(sizeof(struct hop_fire) == 16);
HOP_ASSERT(sizeof(struct hop_read) == 40);
HOP_ASSERT(sizeof(struct hop_stack) == 24);
HOP_ASSERT(sizeof(struct hop_stacks) == 16);
HOP_ASSERT(sizeof(struct hop_find) == 40);

#endif
