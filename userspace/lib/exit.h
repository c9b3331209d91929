/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tool's exit status says.
 */
#ifndef HOP_LIB_EXIT_H
#define HOP_LIB_EXIT_H

/* Exit statuses of the tool and of every subcommand. */
enum hop_exit {
	HOP_OK = 0,
	HOP_FAILED = 1, /* a check failed, something was lost or wrong */
	HOP_USAGE = 2, /* bad command line (argp leaves with this too) */
	/* not here: no device, no permission, no gate; or it was not written */
	HOP_CANNOT = 3,
};

#endif
