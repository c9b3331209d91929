/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Checks the values of each CPU against each other.
 */
#ifndef HOP_STATUS_CHECKS_H
#define HOP_STATUS_CHECKS_H

#include "kernel/kernel.h"

#define HOP_CHECK_TEXT 80

/**
 * struct hop_check - one value of one CPU
 * @cpu:	CPU number
 * @name:	what was checked; the same for all CPUs
 * @ok:		whether @got is what it should be
 * @got:	what was found
 * @expected:	what would have been right, in words or as a value
 */
struct hop_check {
	unsigned int cpu;
	const char *name;
	bool ok;
	char got[HOP_CHECK_TEXT];
	char expected[HOP_CHECK_TEXT];
};

struct hop_checks {
	struct hop_check *check;
	size_t nr;
};

/**
 * hop_checks_run() - all checks of all online CPUs, check by check
 *
 * Returns how many failed, or -ENOMEM. The list is the caller's to free with
 * hop_checks_free().
 */
int hop_checks_run(const struct hop_machine *m, struct hop_checks *list);

void hop_checks_free(struct hop_checks *list);

#endif
