// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop watch`: which stack the kernel is on when a system call begins and
 * when it ends, counted by CPU, point and kind.
 */
#include "vmlinux.h"

#include <bpf/bpf_helpers.h>

#include "compat.bpf.h"
#include "stackhop_bpf.h"

char LICENSE[] SEC("license") = "GPL";

/* THREAD_SIZE of the running kernel, from a snapshot. */
const volatile __u64 task_stack_size;

/* Only this process, or all: 0. */
const volatile __u32 only_tgid;

/* 0: nothing is counted yet. */
__u32 counting;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1); /* the loader sets the number of CPUs */
	__type(key, __u32);
	__type(value, struct hop_watch_cpu);
} cpu_stacks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, HOP_WATCH_KEYS);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} sp_slot SEC(".maps");

static __always_inline __u32 cpu_kind(__u64 sp)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct hop_watch_cpu *stacks = bpf_map_lookup_elem(&cpu_stacks, &cpu);

	if (!stacks)
		return HOP_KIND_UNKNOWN;
	for (int i = 0; i < HOP_WATCH_STACKS; i++)
		if (sp >= stacks->stack[i].base && sp < stacks->stack[i].top)
			return stacks->stack[i].kind;
	return HOP_KIND_UNKNOWN;
}

static __always_inline __u32 kind_of(__u64 sp)
{
	if (sp - hop_bpf_task_stack() < task_stack_size)
		return HOP_KIND_TASK;
	return cpu_kind(sp);
}

static __always_inline bool wanted(void)
{
	return counting && (!only_tgid || hop_bpf_tgid() == only_tgid);
}

static __always_inline int count(void *ctx, __u32 point)
{
	__u64 *slot, *counter;
	__u32 key = 0;

	if (!wanted())
		return 0;
	slot = bpf_map_lookup_elem(&sp_slot, &key);
	if (!slot)
		return 0;
	key = HOP_WATCH_KEY(point, kind_of(hop_bpf_sp(ctx, slot)));
	counter = bpf_map_lookup_elem(&counts, &key);
	if (counter)
		(*counter)++;
	return 0;
}

SEC("raw_tp/sys_enter")
int sys_enter(void *ctx)
{
	return count(ctx, HOP_WATCH_SYS_ENTER);
}

SEC("raw_tp/sys_exit")
int sys_exit(void *ctx)
{
	return count(ctx, HOP_WATCH_SYS_EXIT);
}

/*
 * A command is counted from the moment its own program begins: the end of its
 * execve is its first event, the beginning of its exit_group the last, so there
 * are as many ends as beginnings.
 */
SEC("raw_tp/sched_process_exec")
int process_exec(void *ctx __attribute__((unused)))
{
	if (hop_bpf_tgid() == only_tgid)
		counting = 1;
	return 0;
}
