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

/* The points that `stackhop watch` looks from. */
enum hop_watch_point {
	HOP_WATCH_SYS_ENTER = 0, /* tracepoint raw_syscalls:sys_enter */
	HOP_WATCH_SYS_EXIT = 1, /* tracepoint raw_syscalls:sys_exit */
	HOP_WATCH_NR
};

/* More per-CPU stacks than any architecture has. */
#define HOP_WATCH_STACKS 16

/**
 * struct hop_watch_cpu - value of the map `cpu_stacks`, by CPU number
 * @stack:	the CPU's stacks; an empty one (base 0, top 0) holds no address
 */
struct hop_watch_cpu {
	struct hop_stack stack[HOP_WATCH_STACKS];
};

/* Key of the per-CPU map `counts`. */
#define HOP_WATCH_KEY(point, kind) (HOP_KIND_NR * (point) + (kind))
#define HOP_WATCH_KEYS HOP_WATCH_KEY(HOP_WATCH_NR, 0)

#endif
