/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What goes into the maps of bpf/watch.bpf.c before its programs run.
 */
#ifndef HOP_WATCH_MAPS_H
#define HOP_WATCH_MAPS_H

#include "bpf.h"

/* hop_watch_value_bytes() - by the room of a small ring, or 0: no rings */
size_t hop_watch_value_bytes(unsigned int room);

/* hop_watch_pages() - entries that `pages` must have for @stacks, at least 1 */
size_t hop_watch_pages(const struct hop_stacklist *stacks);

/* hop_watch_pages_fill() - @fd is the map's; false, with errno, on error */
bool hop_watch_pages_fill(int fd, const struct hop_stacklist *stacks);

/* hop_watch_cpu_clear() - nothing was seen yet; depths count up to @span */
void hop_watch_cpu_clear(struct hop_watch_cpu *cpu, __u64 span);

/* hop_watch_depth() - bytes, from a hop_watch_point_state.low; 0: not seen */
__u64 hop_watch_depth(const struct hop_watch_cpu *cpu, __s64 low);

/* hop_watch_cpu_total() - all events that a CPU has counted */
__u64 hop_watch_cpu_total(const struct hop_watch_cpu *cpu);

#endif
