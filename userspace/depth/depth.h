/* SPDX-License-Identifier: GPL-2.0 */
/*
 * `stackhop depth`: how deep each stack got.
 */
#ifndef HOP_DEPTH_H
#define HOP_DEPTH_H

/* hop_cmd_depth() - argv[0] is "stackhop depth"; returns enum hop_exit */
int hop_cmd_depth(int argc, char **argv);

#endif
