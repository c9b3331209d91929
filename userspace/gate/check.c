// SPDX-License-Identifier: GPL-2.0
/*
 * The port's rules of an entry, one after the other, and what holds for all.
 */
#include "check.h"

static bool stacks_known(const struct hop_observed *o)
{
	for (size_t i = 0; i < o->nr; i++)
		if (o->stop[i].stack.kind == HOP_KIND_UNKNOWN)
			return false;
	return o->nr;
}

static unsigned int rules_nr(void)
{
	unsigned int nr = 0;

	while (hop_port.gate_rules[nr].ok)
		nr++;
	return nr;
}

const char *hop_wrong_text(unsigned int bit)
{
	unsigned int nr = rules_nr();

	if (bit == nr)
		return "a stack is not known";
	return bit < nr ? hop_port.gate_rules[bit].text : NULL;
}

unsigned int hop_gate_check(const struct hop_gate_entry *p,
			    const struct hop_observed *o,
			    const struct hop_expect *e)
{
	const struct hop_gate_args args = {
		.p = p,
		.e = e,
		.entry_top = hop_observed_stack(o, p->entry.sp).top,
	};
	const struct hop_gate_rule *rule = hop_port.gate_rules;
	unsigned int wrong = 0, bit = 1;

	for (; rule->ok; rule++, bit <<= 1)
		if (!rule->ok(&args))
			wrong |= bit;
	return stacks_known(o) ? wrong : wrong | bit;
}
