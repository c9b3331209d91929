/* SPDX-License-Identifier: GPL-2.0 */
/*
 * `stackhop gate`: the way through the own gates.
 */
#ifndef HOP_GATE_H
#define HOP_GATE_H

/* hop_cmd_gate() - argv[0] is "stackhop gate"; returns enum hop_exit */
int hop_cmd_gate(int argc, char **argv);

#endif
