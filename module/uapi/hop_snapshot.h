/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What one CPU knows of its stacks at one moment. Included by stackhop.h, whose
 * rules of structures, padding and errors hold here.
 */
#ifndef _UAPI_HOP_SNAPSHOT_H
#define _UAPI_HOP_SNAPSHOT_H

#include <linux/types.h>

#include "hop_record.h"
#include "hop_value.h"

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

/* Flags of struct hop_snapshot. */
#define HOP_SNAP_INUSE_BOOL \
	(1 << 1) /* IRQ_INUSE: bool, idle 0; else int, idle -1 */
#define HOP_SNAP_HARDIRQ (1 << 2) /* the preempt count says: a hard interrupt */
#define HOP_SNAP_SOFTIRQ (1 << 3) /* it says: a softirq is being served */

/* Most values that a snapshot can have. */
#define HOP_SNAPSHOT_VALUES 40

/**
 * struct hop_value - one value of a snapshot
 * @id:		which: enum hop_value_id, or the architecture's
 * @reserved:	zero
 * @value:	it; a signed one is sign-extended
 */
struct hop_value {
	__u32 id;
	__u32 reserved;
	__u64 value;
};

/**
 * struct hop_snapshot - one CPU at one moment (HOP_IOC_SNAPSHOT); CAP_SYSLOG
 * @cpu:	in: CPU id; EINVAL if there is no such CPU, ENXIO if offline; out:
 *		the CPU that it was taken on
 * @context:	in: enum hop_context
 * @flags:	out: HOP_SNAP_*
 * @nr:		out: how many of @value are set
 * @pid:	out: thread id of the current task
 * @reserved:	zero
 * @comm:	out: its name
 * @value:	out: in no order that counts; what this CPU does not have is left
 *		out
 *
 * All of it is read on that CPU with interrupts off. May sleep. Errors: as above;
 * ENOMEM.
 */
struct hop_snapshot {
	__u32 cpu;
	__u32 context;
	__u32 flags;
	__u32 nr;
	__u32 pid;
	__u32 reserved;
	char comm[16];
	struct hop_value value[HOP_SNAPSHOT_VALUES];
};

/* hop_snapshot_find() - the value of that number, or NULL */
static inline const struct hop_value *
hop_snapshot_find(const struct hop_snapshot *snap, __u32 id)
{
	__u32 i;

	for (i = 0; i < snap->nr && i < HOP_SNAPSHOT_VALUES; i++)
		if (snap->value[i].id == id)
			return &snap->value[i];
	return (const struct hop_value *)0;
}

/* hop_snapshot_value() - what it holds; 0 for one that is not there */
static inline __u64 hop_snapshot_value(const struct hop_snapshot *snap,
				       __u32 id)
{
	const struct hop_value *found = hop_snapshot_find(snap, id);

	return found ? found->value : 0;
}

HOP_ASSERT(sizeof(struct hop_value) == 16);
HOP_ASSERT(sizeof(struct hop_snapshot) == 40 + 16 * HOP_SNAPSHOT_VALUES);

#endif
