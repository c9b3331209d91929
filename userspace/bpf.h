/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What all loaders of BPF programs need of libbpf.
 */
#ifndef HOP_BPF_H
#define HOP_BPF_H

#include <stdbool.h>

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

/* hop_bpf_has_event() - can programs be attached to perf's events of @group? */
bool hop_bpf_has_event(const char *group);

#endif
