// SPDX-License-Identifier: GPL-2.0
/*
 * Where the stacks of a CPU lie, read from the kernel's own variables: for the
 * tool where the module is not loaded. It is run by hand, never attached.
 */
#include "vmlinux.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "compat.bpf.h"
#include "stackhop_bpf.h"

char LICENSE[] SEC("license") = "GPL";

/* By enum hop_kind. */
struct hop_bpf_stack found[HOP_KIND_NR];

/* The first argument is a CPU's number. */
SEC("raw_tp")
int find_stacks(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 offset =
		hop_bpf_word((__u64)&__per_cpu_offset + ctx->args[0] * 8);

	hop_bpf_stacks_find(offset, found);
	return 0;
}
