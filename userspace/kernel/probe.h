/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The BPF programs of bpf/path.bpf.c: loaded once, switched on for one CPU and
 * the time of a run.
 */
#ifndef HOP_KERNEL_PROBE_H
#define HOP_KERNEL_PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include <hop_path.h>

struct hop_probes;

/* More than a run can fill without being useless anyway. */
#define HOP_PROBES_MAX 16384

/**
 * hop_probes_open() - load and attach
 * @stack_size: bytes of a task's stack
 *
 * Returns NULL, with a line, on error.
 */
struct hop_probes *hop_probes_open(int fd, const struct hop_info *info,
				   uint64_t stack_size, bool verbose);
void hop_probes_close(struct hop_probes *probes);

/**
 * hop_probes_on() - forget what was seen, and look at @cpu from now on
 * @irq_top: the end of its IRQ stack, or 0
 */
void hop_probes_on(struct hop_probes *probes, unsigned int cpu,
		   uint64_t irq_top);

/**
 * hop_probes_off() - look no more
 * @seen:  out: room for HOP_PROBES_MAX, sorted by position and numbered
 * @lost:  out: records dropped and programs skipped since hop_probes_on()
 *
 * Returns how many were seen.
 */
size_t hop_probes_off(struct hop_probes *probes, struct hop_probe *seen,
		      uint64_t *lost);

#endif
