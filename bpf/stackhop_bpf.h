/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What stackhop's BPF programs and the tool that loads them say to each other.
 */
#ifndef STACKHOP_BPF_H
#define STACKHOP_BPF_H

#ifdef __bpf__
/* vmlinux.h has the types, and programs make no ioctls. */
#define _LINUX_TYPES_H
#define _LINUX_IOCTL_H
#endif

#include <stackhop.h>

/* struct hop_bpf_stack - where a stack lies; top 0: not found */
struct hop_bpf_stack {
	__u64 base;
	__u64 top;
};

#endif
