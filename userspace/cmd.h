/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The subcommands of stackhop and what they return. A new one is a file of its
 * own, a line here and a row of the table in main.c.
 */
#ifndef HOP_CMD_H
#define HOP_CMD_H

/* Exit statuses of the tool and of every subcommand. */
enum hop_exit {
	HOP_OK = 0,
	HOP_FAILED = 1, /* a check failed, something was lost or wrong */
	HOP_USAGE = 2, /* bad command line (argp leaves with this too) */
	/* not here: no device, no permission, no gate; or it was not written */
	HOP_CANNOT = 3,
};

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

int hop_cmd_status(int argc, char **argv);
int hop_cmd_gate(int argc, char **argv);
int hop_cmd_path(int argc, char **argv);
int hop_cmd_cost(int argc, char **argv);
int hop_cmd_diff(int argc, char **argv);
int hop_cmd_watch(int argc, char **argv);
int hop_cmd_top(int argc, char **argv);
int hop_cmd_depth(int argc, char **argv);

#endif
