/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The points that `stackhop watch` looks from, by name and by group.
 */
#ifndef HOP_WATCH_NAMES_H
#define HOP_WATCH_NAMES_H

#include <stdbool.h>

#include <hop_watch.h>

#define HOP_WATCH_ALL ((1ULL << HOP_WATCH_NR) - 1)

/* The tracepoints' names, by enum hop_watch_point. */
extern const char *const hop_watch_names[HOP_WATCH_NR];

/* "syscall", "fault", ...: by enum hop_watch_group. */
extern const char *const hop_watch_groups[HOP_WATCH_GROUP_NR];

/* hop_watch_group_of() - the group of a point */
enum hop_watch_group hop_watch_group_of(unsigned int point);

/**
 * hop_watch_parse() - names of points and of groups, with commas in between
 *
 * Returns a mask of points, or 0 if one is unknown or there is none.
 */
__u64 hop_watch_parse(const char *text);

#endif
