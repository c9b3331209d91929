/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The subcommands of stackhop: a folder each, its door here, and a row of the table
 * in main.c.
 */
#ifndef HOP_SUBCOMMAND_H
#define HOP_SUBCOMMAND_H

#include "cost/cost.h"
#include "depth/depth.h"
#include "diff/diff.h"
#include "gate/gate.h"
#include "path/path.h"
#include "status/status.h"
#include "watch/watch.h"

/**
 * struct hop_cmd - a subcommand
 * @name:	what people type
 * @doc:	one line for `stackhop --help`
 * @run:	argv[0] is "stackhop NAME"; returns enum hop_exit
 */
struct hop_cmd {
	const char *name;
	const char *doc;
	int (*run)(int argc, char **argv);
};

#endif
