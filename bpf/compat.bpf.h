/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs from kernel to kernel for BPF programs, and how to tell.
 */
#ifndef STACKHOP_COMPAT_BPF_H
#define STACKHOP_COMPAT_BPF_H

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "arch/arch.bpf.h"

/*
 * The stack that the program runs on, as a number.
 *
 * The context of a raw_tp program is an array of arguments on the stack of the
 * function that called it. The verifier lets privileged programs store the
 * pointer, and what is read back from a map is a plain number. The address of
 * a local variable would not do: from 6.13 on programs may have a stack of
 * their own. volatile: the compiler must not see through it.
 */
static __always_inline __u64 hop_bpf_sp(void *ctx, volatile __u64 *slot)
{
	*slot = (__u64)ctx;
	return *slot;
}

/* Of 6.2 and later; what it gives can be read without a helper. */
void *bpf_rdonly_cast(const void *obj, __u32 btf_id) __ksym __weak;

/*
 * The same for a program of perf's event of that tracepoint. It gets a copy of
 * the arguments in a buffer of the CPU; in front of it, where programs may not
 * look by themselves, is the address of registers, and their RSP is the frame of
 * the function that made the copy (perf_event.h: perf_fetch_caller_regs()).
 */
static __always_inline __u64 hop_bpf_event_sp(void *ctx)
{
	struct bpf_perf_event_data_kern *data = bpf_rdonly_cast(
		ctx, bpf_core_type_id_kernel(struct bpf_perf_event_data_kern));

	return data->regs->sp;
}

/* bpf_get_current_task_btf() came with 5.11; this one is everywhere. */
static __always_inline __u64 hop_bpf_task_stack(void)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	return (__u64)BPF_CORE_READ(task, stack);
}

static __always_inline __u32 hop_bpf_tgid(void)
{
	return bpf_get_current_pid_tgid() >> 32;
}

/* Without a type; a kernel that has it not gives NULL. */
extern const void __per_cpu_offset __ksym __weak;

#endif
