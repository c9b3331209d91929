// SPDX-License-Identifier: GPL-2.0
/*
 * Holds each CPU to the port's table of rules.
 */
#include <errno.h>
#include <stdlib.h>

#include "checks.h"
#include "rules.h"

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
		hop_rules[rule->rule](&args, c);
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
