/* SPDX-License-Identifier: GPL-2.0 */
/*
 * `stackhop status`: each CPU's stack pointers and stacks, checked.
 */
#ifndef HOP_STATUS_H
#define HOP_STATUS_H

/* hop_cmd_status() - argv[0] is "stackhop status"; returns enum hop_exit */
int hop_cmd_status(int argc, char **argv);

#endif
