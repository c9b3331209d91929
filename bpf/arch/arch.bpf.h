/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an architecture brings along for BPF programs, in a folder of its own that
 * headers are looked for in: hop_vector_points.h, for the tool as well, and
 * port.bpf.h, with these, all static and inlined:
 *
 * hop_bpf_stacks_find()	finds the stacks of a CPU
 * hop_bpf_beneath()	says what a stack's top keeps of the stack that was left
 * hop_bpf_kernel()		is an address one of the kernel's?
 * hop_bpf_publish()	stores a value after all that was stored before
 */
#ifndef HOP_ARCH_BPF_H
#define HOP_ARCH_BPF_H

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "stackhop_bpf.h"

/* The word at an address of the kernel, 0 if there is none. */
static __always_inline __u64 hop_bpf_word(__u64 addr)
{
	__u64 word = 0;

	bpf_probe_read_kernel(&word, sizeof(word), (const void *)addr);
	return word;
}

#include "port.bpf.h"

#endif
