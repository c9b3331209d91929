/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An architecture of which BPF programs know nothing: no stack of a CPU is found,
 * and none tells what was left for it.
 */
#ifndef HOP_NONE_BPF_H
#define HOP_NONE_BPF_H

static __always_inline void hop_bpf_stacks_find(__u64 offset
						__attribute__((unused)),
						struct hop_bpf_stack *found
						__attribute__((unused)))
{
}

static __always_inline bool hop_bpf_beneath(__u32 kind __attribute__((unused)),
					    __u64 top __attribute__((unused)),
					    __u64 *sp __attribute__((unused)),
					    __u64 *ret __attribute__((unused)))
{
	return false;
}

static __always_inline bool hop_bpf_kernel(__u64 addr __attribute__((unused)))
{
	return false;
}

/* As strong as there is. */
static __always_inline void hop_bpf_publish(__u64 *to, __u64 value)
{
	__sync_lock_test_and_set(to, value);
}

#endif
