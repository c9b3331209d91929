// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop watch`: counts, by CPU, point and kind of stack, how deep the kernel
 * is; keeps what went deepest; hands out single events.
 */
#include "vmlinux.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "compat.bpf.h"
#include "hop_watch.h"
#include "walk.bpf.h"

char LICENSE[] SEC("license") = "GPL";

/* Context switches are loaded for @filtered only, and not to be counted. */
const volatile bool switches_hidden;

/* Only tasks of the processes in `tgids`. */
const volatile bool filtered;

/*
 * More than counting is asked for, namely: keep the depth of each last event.
 * One flag for all that follow, for to look at each costs two instructions.
 */
const volatile bool extra;
const volatile bool live;

/* Events in a small ring, a power of 2; 0: no single events. */
const volatile __u32 ring_room;

/* Stamp single events with the time. */
const volatile bool stamped;

/* The process that `tgids` begins with when it calls execve. */
const volatile __u32 exec_tgid;

/* It has. */
__u32 begun;

/*
 * Set while all programs are attached: to attach and detach them patches code,
 * which is none of the system's doings.
 */
__u32 open;

/* Processes that `tgids` had no room for. */
__u64 tgids_lost;

/* The loader sets the number of CPUs, and the size as it needs. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(struct hop_watch_value));
} cpus SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1 << 16);
	__type(key, __u32);
	__type(value, __u8);
} tgids SEC(".maps");

/* How a program is called: that is where it finds the stack pointer. */
enum caller {
	BY_RAW, /* by a tracepoint of the kernel */
	BY_EVENT, /* by perf's event of one */
	BY_FORWARD, /* by a tracepoint of the module, as an argument */
};

static __always_inline bool is_watched(void)
{
	__u32 tgid = hop_bpf_tgid();

	if (tgid == own_tgid)
		return false;
	return !filtered || bpf_map_lookup_elem(&tgids, &tgid);
}

static __always_inline void tgid_add(__u32 tgid)
{
	__u8 one = 1;

	if (bpf_map_update_elem(&tgids, &tgid, &one, BPF_ANY))
		__sync_fetch_and_add(&tgids_lost, 1);
}

static __always_inline __u64 next_pid(__u64 next)
{
	return BPF_CORE_READ((struct task_struct *)next, pid);
}

static __always_inline void record(struct hop_watch_value *all,
				   const __u32 point, __u64 arg,
				   __u32 depth_kind, __u32 small)
{
	__u32 room = small * hop_watch_times(point);
	struct hop_watch_ring *ring = &all->rings.ring[point];
	__u64 seq = *(volatile __u64 *)&all->cpu.seq;
	struct hop_watch_event *event;
	__u64 head = ring->head;

	__sync_fetch_and_add(&all->cpu.seq, 1);
	if (head - *(volatile __u64 *)&ring->tail >= room) {
		ring->lost++;
		return;
	}
	event = &all->rings.event[small * hop_watch_at(point) +
				  (head & (room - 1))];
	event->seq = seq;
	event->arg = point == HOP_WATCH_SCHED_SWITCH ? next_pid(arg) : arg;
	event->time = stamped ? bpf_ktime_get_ns() : 0;
	event->pid = bpf_get_current_pid_tgid();
	event->depth_kind = depth_kind;
	hop_bpf_publish(&ring->head, head + 1);
}

static __always_inline void count(struct hop_watch_cpu *c,
				  struct hop_watch_point_state *p,
				  const struct hop_watch_hop *hop)
{
	const __s64 span = task_stack_size;
	__s64 left = span - hop->depth;

	if (hop->kind >= HOP_KIND_NR)
		return;
	if (left < 0)
		left = 0;
	if (left >= span)
		left = span - 1;
	p->count[hop->kind][hop_watch_bucket(left, span)]++;
	if (live)
		c->now[hop->kind] = hop->depth;
}

/*
 * An event on a CPU's own stack, or the first one of a task after a switch.
 * Returns hop_watch_event.depth_kind, or a negative number if it is not watched.
 */
static __noinline __s64 see_elsewhere(void *ctx, struct hop_watch_cpu *c,
				      __u32 point)
{
	struct hop_watch_hop hop = {};
	struct others others;
	__u64 top;

	if (!c || point >= HOP_WATCH_NR)
		return -1;
	hop.sp = c->running[point];
	if (!*(volatile __u32 *)&open ||
	    hop.sp - c->other_base < task_stack_size)
		return -1;
	top = locate(&hop);
	if (hop.kind == HOP_KIND_TASK) {
		if (!is_watched()) {
			c->other_base = top - task_stack_size;
			return -1;
		}
		c->task_base = top - task_stack_size;
	} else if (filtered && !is_watched()) {
		return -1;
	}
	if (others_find(c, point, &others) && hits_own(&others, hop.sp, top)) {
		c->point[point].hits++;
		return -1;
	}
	count(c, &c->point[point], &hop);
	walk(ctx, c, point);
	return hop.depth << 8 | hop.kind;
}

/* The only kind that comes on a task's stack where a program of watch runs. */
static __always_inline bool is_fault(const __u32 point)
{
	return point == HOP_WATCH_PAGE_FAULT_KERNEL;
}

/*
 * Most events are of the task that the last one was of, and on its stack. What
 * lies in the stack of a task that ran here, and that the kernel runs on, is
 * the stack of a task: no need to ask whose.
 */
static __always_inline void look(struct hop_watch_value *all, void *ctx,
				 const __u32 point, __u64 arg, __u64 sp)
{
	struct hop_watch_point_state *p = &all->cpu.point[point];
	__s64 left = sp - all->cpu.task_base, depth_kind;
	const __u64 span = task_stack_size;
	struct others others;
	__u32 room;

	if ((__u64)left >= span) {
		depth_kind = see_elsewhere(ctx, &all->cpu, point);
		if (depth_kind < 0)
			return;
	} else {
		if (is_fault(point) && others_find(&all->cpu, point, &others)) {
			p->hits++;
			return;
		}
		p->count[HOP_KIND_TASK][hop_watch_bucket(left, span)]++;
		if (left < p->edge)
			walk(ctx, &all->cpu, point);
		if (!extra)
			return;
		left = task_stack_size - left;
		if (live)
			all->cpu.now[HOP_KIND_TASK] = left;
		depth_kind = left << 8 | HOP_KIND_TASK;
	}
	room = ring_room;
	if (room)
		record(all, point, arg, depth_kind, room);
}

static __always_inline void see(void *ctx, const __u32 point, __u64 arg,
				const enum caller caller, __u64 sp)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct hop_watch_value *all = bpf_map_lookup_elem(&cpus, &cpu);
	__u64 *running;

	if (!all || (point == HOP_WATCH_SCHED_SWITCH && switches_hidden))
		return;
	running = &all->cpu.running[point];
	if (caller == BY_EVENT)
		sp = hop_bpf_event_sp(ctx);
	if (caller == BY_RAW)
		sp = hop_bpf_sp(ctx, running);
	else
		*(volatile __u64 *)running = sp;
	look(all, ctx, point, arg, sp);
	*(volatile __u64 *)running = 0;
}

/*
 * What was found out about the running task ends with its turn. A switch comes
 * only here, and until it is made the kernel stays on the old task's stack with
 * interrupts off: what can still come in between runs on another stack.
 */
static __always_inline void forget_task(void)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct hop_watch_value *all = bpf_map_lookup_elem(&cpus, &cpu);

	if (!all)
		return;
	all->cpu.task_base = 0;
	all->cpu.other_base = 0;
}

#define POINT(point, name, group, nth)                                       \
	SEC("raw_tp/" #name)                                                 \
	int see_##name(struct bpf_raw_tracepoint_args *ctx)                  \
	{                                                                    \
		see(ctx, HOP_WATCH_##point, ctx->args[nth], BY_RAW, 0);      \
		if (HOP_WATCH_##point == HOP_WATCH_SCHED_SWITCH && filtered) \
			forget_task();                                       \
		return 0;                                                    \
	}
#include "hop_watch_points.h"

/* Run by hand before the others are attached, never attached itself. */
SEC("raw_tp")
int find_self(void *ctx __attribute__((unused)))
{
	own_tgid = hop_bpf_tgid();
	return 0;
}

/*
 * From 6.13 on a tracepoint of system calls may sleep, and a task may be
 * preempted in the middle of a program there; since tracepoints are guarded by
 * SRCU, at a softirq too, where softirqs are preempted (PREEMPT_RT). The next
 * one's call of the same program on that CPU is then skipped. perf calls its
 * programs with preemption off; so does the module, for system calls and at a
 * lower price (HOP_IOC_FORWARD).
 */
#define STEADY(group, name, point, type, arg)                  \
	SEC("tp/" #group "/" #name)                            \
	int steady_##name(struct trace_event_raw_##type *ctx)  \
	{                                                      \
		see(ctx, HOP_WATCH_##point, arg, BY_EVENT, 0); \
		return 0;                                      \
	}
STEADY(raw_syscalls, sys_enter, SYS_ENTER, sys_enter, ctx->id)
STEADY(raw_syscalls, sys_exit, SYS_EXIT, sys_exit, ctx->ret)
STEADY(irq, softirq_entry, SOFTIRQ_ENTRY, softirq, ctx->vec)
STEADY(irq, softirq_exit, SOFTIRQ_EXIT, softirq, ctx->vec)
#undef STEADY

SEC("raw_tp/hop_sys_enter")
int forward_sys_enter(struct bpf_raw_tracepoint_args *ctx)
{
	see(ctx, HOP_WATCH_SYS_ENTER, ctx->args[0], BY_FORWARD, ctx->args[1]);
	return 0;
}

SEC("raw_tp/hop_sys_exit")
int forward_sys_exit(struct bpf_raw_tracepoint_args *ctx)
{
	see(ctx, HOP_WATCH_SYS_EXIT, ctx->args[0], BY_FORWARD, ctx->args[1]);
	return 0;
}

/*
 * A command is watched from the moment its own program begins: the end of its
 * execve is its first event.
 */
SEC("raw_tp/sched_process_exec")
int process_exec(void *ctx __attribute__((unused)))
{
	__u32 tgid = hop_bpf_tgid();

	if (tgid != exec_tgid || begun)
		return 0;
	begun = 1;
	tgid_add(tgid);
	forget_task();
	return 0;
}

/* What a watched process starts is watched from its first event on. */
SEC("raw_tp/sched_process_fork")
int process_fork(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *child = (void *)ctx->args[1];
	__u32 tgid = BPF_CORE_READ(child, tgid);

	if (is_watched())
		tgid_add(tgid);
	return 0;
}

/* Another process may get the number of one whose last thread has ended. */
SEC("raw_tp/sched_process_exit")
int process_exit(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *task = (void *)ctx->args[0];
	__u32 tgid = BPF_CORE_READ(task, tgid);

	if (!BPF_CORE_READ(task, signal, live.counter))
		bpf_map_delete_elem(&tgids, &tgid);
	return 0;
}
