/* SPDX-License-Identifier: GPL-2.0 */
/*
 * `stackhop watch` and `stackhop top`: which stacks a live system's entries run on.
 */
#ifndef HOP_WATCH_H
#define HOP_WATCH_H

/* hop_cmd_watch() - argv[0] is "stackhop watch"; returns enum hop_exit */
int hop_cmd_watch(int argc, char **argv);

/* hop_cmd_top() - argv[0] is "stackhop top"; returns enum hop_exit */
int hop_cmd_top(int argc, char **argv);

#endif
