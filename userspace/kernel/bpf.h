/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What all loaders of BPF programs need of libbpf.
 */
#ifndef HOP_KERNEL_BPF_H
#define HOP_KERNEL_BPF_H

#include <stdbool.h>

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/types.h>

/* hop_bpf_say() - let libbpf speak on stderr, or be silent */
void hop_bpf_say(bool verbose);

/**
 * hop_bpf_missed() - how often a program did not run as it was running already
 *
 * Returns -1 if this kernel does not count it (before 5.12).
 */
__s64 hop_bpf_missed(const struct bpf_program *program);

/*
 * hop_bpf_may_sleep() - do the kernel's tracepoints of system calls leave
 * preemption on while they call programs? (since 6.13: struct tracepoint_ext)
 */
bool hop_bpf_may_sleep(void);

/**
 * hop_btf_ring_sleeps() - may a program that puts a record into a BPF ring
 * buffer sleep there?
 *
 * The ring's lock was a spinlock_t, which on PREEMPT_RT is a mutex: in a hard
 * interrupt the kernel dies of it. Newer and maintained kernels have another
 * lock there (in 6.1.y: a raw_spinlock_t). False if @btf does not tell.
 */
bool hop_btf_ring_sleeps(const struct btf *btf);

/* hop_bpf_ring_sleeps() - the same of the running kernel */
bool hop_bpf_ring_sleeps(void);

/*
 * hop_btf_softirq_preempted() - can a task be preempted in a softirq? (PREEMPT_RT:
 * a spinlock_t has an rt_mutex) False if @btf does not tell.
 */
bool hop_btf_softirq_preempted(const struct btf *btf);

/* hop_bpf_softirq_preempted() - the same of the running kernel */
bool hop_bpf_softirq_preempted(void);

/* hop_bpf_has_event() - can programs be attached to perf's events of @group? */
bool hop_bpf_has_event(const char *group);

#endif
