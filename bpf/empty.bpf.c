// SPDX-License-Identifier: GPL-2.0
/*
 * Programs that do nothing, where a system call begins and ends: what watching
 * by BPF costs at the least. For `make bench`.
 */
#include "vmlinux.h"

#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("raw_tp/sys_enter")
int empty_enter(void *ctx __attribute__((unused)))
{
	return 0;
}

SEC("raw_tp/sys_exit")
int empty_exit(void *ctx __attribute__((unused)))
{
	return 0;
}
