// SPDX-License-Identifier: GPL-2.0
/*
 * Holds each CPU to the port's table of rules.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "checks.h"
#include "report.h"
#include "rules.h"

/* The first value that the check reads and the snapshot has not; 0: none. */
static __u32 value_missing(const struct hop_check_args *a)
{
	const struct hop_rule_row *row = &hop_rules[a->rule->rule];
	const __u32 reads[] = { a->rule->id, a->rule->also, row->reads[0],
				row->reads[1], row->reads[2] };

	for (size_t i = 0; i < sizeof(reads) / sizeof(*reads); i++)
		if (reads[i] && !hop_snapshot_find(a->snap, reads[i]))
			return reads[i];
	return 0;
}

/* What was not read is not right, whatever 0 would have meant. */
static void check_run(const struct hop_check_args *a, struct hop_check *c)
{
	__u32 missing = value_missing(a);
	const struct hop_value_row *row = hop_status_value_row(missing);

	if (!missing) {
		hop_rules[a->rule->rule].check(a, c);
		return;
	}
	snprintf(c->got, sizeof(c->got), "no %s in the snapshot",
		 row ? row->name : "such value");
	snprintf(c->expected, sizeof(c->expected), "a value");
}

/* Adds @rule's checks, of each CPU that is online; gives how many failed. */
static int rule_run(const struct hop_machine *m,
		    const struct hop_check_rule *rule, struct hop_checks *list)
{
	int failed = 0;

	for (size_t i = 0; i < m->nr_cpus; i++) {
		const struct hop_cpu *cpu = &m->cpu[i];
		const struct hop_check_args args = {
			m, &cpu->snap, cpu->visited ? &cpu->self : NULL, rule
		};
		struct hop_check *c = &list->check[list->nr];

		if (!cpu->online)
			continue;
		c->cpu = cpu->snap.cpu;
		c->name = rule->name;
		check_run(&args, c);
		failed += !c->ok;
		list->nr++;
	}
	return failed;
}

int hop_checks_run(const struct hop_machine *m, struct hop_checks *list)
{
	const struct hop_check_rule *rule = hop_port.status->checks;
	size_t nr_rules = 0;
	int failed = 0;

	while (rule[nr_rules].rule)
		nr_rules++;
	list->nr = 0;
	list->check = calloc(m->nr_cpus * nr_rules + 1, sizeof(*list->check));
	if (!list->check)
		return -ENOMEM;
	for (; rule->rule; rule++)
		failed += rule_run(m, rule, list);
	return failed;
}

void hop_checks_free(struct hop_checks *list)
{
	free(list->check);
	list->check = NULL;
	list->nr = 0;
}
