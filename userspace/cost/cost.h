/* SPDX-License-Identifier: GPL-2.0 */
/*
 * `stackhop cost`: what each entry takes.
 */
#ifndef HOP_COST_H
#define HOP_COST_H

/* hop_cmd_cost() - argv[0] is "stackhop cost"; returns enum hop_exit */
int hop_cmd_cost(int argc, char **argv);

#endif
