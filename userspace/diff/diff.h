/* SPDX-License-Identifier: GPL-2.0 */
/*
 * `stackhop diff`: what differs between two results.
 */
#ifndef HOP_DIFF_H
#define HOP_DIFF_H

/* hop_cmd_diff() - argv[0] is "stackhop diff"; returns enum hop_exit */
int hop_cmd_diff(int argc, char **argv);

#endif
