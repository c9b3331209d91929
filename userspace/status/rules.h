/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rules of checks, one function each. For checks.c alone.
 */
#ifndef HOP_STATUS_RULES_H
#define HOP_STATUS_RULES_H

#include "arch/arch.h"
#include "checks.h"

/*
 * What a rule gets: the machine, one CPU of it (@other: as this program saw it,
 * or NULL), and the port's row.
 */
struct hop_check_args {
	const struct hop_machine *m;
	const struct hop_snapshot *snap;
	const struct hop_snapshot *other;
	const struct hop_check_rule *rule;
};

/**
 * struct hop_rule_row - what a rule does; by enum hop_rule
 * @check:	fills in @c->ok, @c->got and @c->expected
 * @reads:	the values that it reads besides those of the port's row; 0: none
 */
struct hop_rule_row {
	void (*check)(const struct hop_check_args *a, struct hop_check *c);
	__u32 reads[3];
};

extern const struct hop_rule_row hop_rules[];

#endif
