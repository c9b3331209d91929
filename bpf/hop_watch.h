/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the programs of `stackhop watch` and the tool say to each other: the
 * points that are watched, the counters of a CPU, the rings of single events.
 */
#ifndef HOP_BPF_WATCH_H
#define HOP_BPF_WATCH_H

#include "stackhop_bpf.h"

/* By tracepoint. The first HOP_WATCH_BUSY of them have larger rings. */
#define POINT(point, name, group, nth) HOP_WATCH_##point,
enum hop_watch_point {
#include "hop_watch_points.h"
	HOP_WATCH_NR
};

#define HOP_WATCH_BUSY HOP_WATCH_IRQ_ENTRY

/* What people choose points by. */
enum hop_watch_group {
	HOP_WATCH_GROUP_SYSCALL,
	HOP_WATCH_GROUP_FAULT,
	HOP_WATCH_GROUP_SWITCH,
	HOP_WATCH_GROUP_IRQ,
	HOP_WATCH_GROUP_VECTOR,
	HOP_WATCH_GROUP_SOFTIRQ,
	HOP_WATCH_GROUP_NMI,
	HOP_WATCH_GROUP_NR
};

/*
 * Depths are counted up to a span, the size of a task's stack on the running
 * kernel, in buckets of 256 bytes, or of 512 where that is 32 KiB (KASAN doubles
 * the stacks). Bucket 0 is the deepest: that spares the programs a subtraction.
 * What is deeper still, on a CPU's stack that is larger, is in bucket 0 too.
 */
#define HOP_WATCH_SHIFT 8
#define HOP_WATCH_BUCKETS 64
#define HOP_WATCH_SPAN (HOP_WATCH_BUCKETS << HOP_WATCH_SHIFT)
#define HOP_WATCH_SPAN_MAX (HOP_WATCH_SPAN << 1)

/*
 * The bucket of what has @left bytes left of @span. The verifier knows the span,
 * and takes the comparison and what is not for this kernel out; a shift by a
 * variable would cost six instructions, so the compiler must not make one of it.
 */
static inline __u64 hop_watch_bucket(__u64 left, __u64 span)
{
	left >>= HOP_WATCH_SHIFT;
	if (span == HOP_WATCH_SPAN_MAX) {
		left >>= 1;
		asm volatile("" : "+r"(left));
	}
	return left;
}

/* Bytes of a bucket. */
static inline __u32 hop_watch_step(__u64 span)
{
	return span == HOP_WATCH_SPAN_MAX ? 2 << HOP_WATCH_SHIFT :
					    1 << HOP_WATCH_SHIFT;
}

/* Whether an event ran on a stack, or came from it to another one. */
enum { HOP_WATCH_OWN, HOP_WATCH_LEFT, HOP_WATCH_ROLES };

/* hop_watch_point_state.low of a stack that was not seen yet. */
#define HOP_WATCH_UNSEEN 0x7fffffffffffffffLL

/**
 * struct hop_watch_point_state - what was seen from one point, on one CPU
 * @edge:	a task stack with less than so much left is worth a closer look
 * @low:	the span less the greatest depth, by kind: of the stacks that
 *		events ran on; of those that they came from, where these were
 *		left
 * @hits:	events on a stack where a program of watch was interrupted: what
 *		it had put there is not the system's, and they are not counted
 * @count:	events by the kind of stack they ran on, and their depth there
 *
 * Each belongs to one program, which never nests on a CPU (see
 * bpf_prog_info.recursion_misses): plain additions are exact.
 */
struct hop_watch_point_state {
	__s64 edge;
	__s64 low[HOP_WATCH_ROLES][HOP_KIND_NR];
	__u64 hits;
	__u64 count[HOP_KIND_NR][HOP_WATCH_BUCKETS];
};

/* Stacks of CPUs begin and end with pages; these have 4 KiB, or are more of them. */
#define HOP_WATCH_PAGE_SHIFT 12

/**
 * struct hop_watch_stack - value of the map `pages`: the stack a page is of
 * @top:	address after the stack's highest byte
 * @kind:	enum hop_kind
 */
struct hop_watch_stack {
	__u64 top;
	__u64 kind;
};

/**
 * struct hop_watch_cpu - what a CPU counts
 * @task_base:	here begins the stack of a task that ran on this CPU and is
 *		watched; 0: not known
 * @other_base:	the same of a task that is not watched
 * @running:	by point, while its program runs: where the event ran; else 0
 * @seq:	number of the next event, for records only
 * @now:	depth at the last event, by kind; only if asked for
 * @span:	for the tool: up to what depths are counted
 * @point:	by enum hop_watch_point
 */
struct hop_watch_cpu {
	__u64 task_base;
	__u64 other_base;
	__u64 running[HOP_WATCH_NR];
	__u64 seq;
	__u64 now[HOP_KIND_NR];
	__u64 span;
	struct hop_watch_point_state point[HOP_WATCH_NR];
};

/**
 * struct hop_watch_event - one event, in a ring
 * @seq:	events of a CPU have rising numbers. One that interrupts the
 *		program of another may have the same number as that one.
 * @arg:	the tracepoint's argument, see HOP_WATCH_POINTS()
 * @time:	CLOCK_MONOTONIC in ns, or 0 if not asked for
 * @pid:	thread id, initial pid namespace
 * @depth_kind:	depth in bytes << 8 | enum hop_kind
 */
struct hop_watch_event {
	__u64 seq;
	__u64 arg;
	__u64 time;
	__u32 pid;
	__u32 depth_kind;
};

/**
 * struct hop_watch_ring - the state of one ring
 * @head:	events ever put in; the program writes it after the event
 * @tail:	events ever taken out; the reader writes it
 * @lost:	events that found the ring full
 *
 * One ring for each CPU and point: only one program writes to it, and that does
 * not nest, so no lock and no atomic operation is needed.
 */
struct hop_watch_ring {
	__u64 head;
	__u64 tail;
	__u64 lost;
};

/* A busy point's ring has so many times the room of another's. */
#define HOP_WATCH_BUSY_TIMES 8

static inline __u32 hop_watch_times(__u32 point)
{
	return point < HOP_WATCH_BUSY ? HOP_WATCH_BUSY_TIMES : 1;
}

/* Where the events of a ring begin, and all of them, in rooms of a small ring. */
static inline __u32 hop_watch_at(__u32 point)
{
	if (point < HOP_WATCH_BUSY)
		return point * HOP_WATCH_BUSY_TIMES;
	return point + HOP_WATCH_BUSY * (HOP_WATCH_BUSY_TIMES - 1);
}

#define HOP_WATCH_ROOMS \
	(HOP_WATCH_NR + HOP_WATCH_BUSY * (HOP_WATCH_BUSY_TIMES - 1))

/* Most events in a small ring. */
#define HOP_WATCH_ROOM_MAX 4096

/**
 * struct hop_watch_rings - a CPU's rings
 * @ring:	by enum hop_watch_point
 * @event:	all rings, one behind the other
 */
struct hop_watch_rings {
	struct hop_watch_ring ring[HOP_WATCH_NR];
	struct hop_watch_event event[HOP_WATCH_ROOMS * HOP_WATCH_ROOM_MAX];
};

/**
 * struct hop_watch_value - value of the map `cpus`, by CPU number
 * @cpu:	counters
 * @rings:	single events; the tool makes the map with smaller rings, or
 *		without any
 */
struct hop_watch_value {
	struct hop_watch_cpu cpu;
	struct hop_watch_rings rings;
};

/* NMI over IRQ over task is the longest way down. */
#define HOP_WATCH_HOPS 3
#define HOP_WATCH_FRAMES 64

/* Words of a stack that was left, from where it was left on. */
#define HOP_WATCH_ABOVE 24

/**
 * struct hop_watch_hop - a stack that an event ran on, or one below it
 * @sp:		where: of the event itself, or where the stack was left
 * @depth:	bytes from its top
 * @ret:	of a stack that was left: the trace's address that is the first
 *		on it. The return address that the switch to the IRQ stack left
 *		there, or the RIP that the CPU pushed.
 * @kind:	enum hop_kind
 */
struct hop_watch_hop {
	__u64 sp;
	__u64 depth;
	__u64 ret;
	__u64 kind;
};

/**
 * struct hop_watch_sample - a stack trace, by the map `samples`
 * @point:	enum hop_watch_point
 * @cpu:	CPU number
 * @pid:	thread id, initial pid namespace
 * @hops:	entries of @hop
 * @deepest:	mask of entries of @hop: no stack of that kind was ever seen so
 *		deep from that point, or left so deep
 * @bytes:	size of the trace, or a negative errno
 * @own:	mask of entries of @hop: a program of watch was interrupted on
 *		that stack, or watch itself: its depth is not the system's
 * @comm:	name of the task
 * @hop:	the stacks, the event's own first
 * @above:	by entry of @hop: the words that lay there where it was left
 * @trace:	return addresses, innermost first
 */
struct hop_watch_sample {
	__u32 point;
	__u32 cpu;
	__u32 pid;
	__u32 hops;
	__u32 deepest;
	__s32 bytes;
	__u32 own;
	__u32 reserved;
	char comm[16];
	struct hop_watch_hop hop[HOP_WATCH_HOPS];
	__u64 above[HOP_WATCH_HOPS][HOP_WATCH_ABOVE];
	__u64 trace[HOP_WATCH_FRAMES];
};

#endif
