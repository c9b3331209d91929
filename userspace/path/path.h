/* SPDX-License-Identifier: GPL-2.0 */
/*
 * `stackhop path`: which stacks an entry goes through.
 */
#ifndef HOP_PATH_H
#define HOP_PATH_H

#include "assemble.h"
#include "observed.h"

/* hop_cmd_path() - argv[0] is "stackhop path"; returns enum hop_exit */
int hop_cmd_path(int argc, char **argv);

#endif
