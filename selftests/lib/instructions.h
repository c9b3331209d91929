/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For tests of costs, which count instructions.
 */
#ifndef HOP_LIB_INSTRUCTIONS_H
#define HOP_LIB_INSTRUCTIONS_H

#include "lib/arch.h"

#define HOP_NOT_COUNTING \
	"the counter does not count instructions here; run under scripts/vm -i"

/* For the first line of a test of costs. */
#define NEED_INSTRUCTIONS()                                   \
	do {                                                  \
		if (!hop_counts_instructions())               \
			SKIP(return, "%s", HOP_NOT_COUNTING); \
	} while (0)

#endif
