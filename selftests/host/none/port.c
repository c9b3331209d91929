// SPDX-License-Identifier: GPL-2.0
/*
 * The least that a port of the tool must have: no trigger, no gate, no value of
 * its own. Nobody runs it: that all else of the tool links with it shows that it
 * names no architecture (scripts/stub-check).
 */
#include <stddef.h>

#include "arch/arch.h"

#pragma GCC diagnostic ignored "-Wunused-parameter"

static const struct hop_trigger triggers[] = { { 0 } };
static const struct hop_prediction predictions[] = { { 0 } };
static const struct hop_gate_rule gate_rules[] = { { 0 } };
static const struct hop_value_row values[] = { { 0, 0, "", 0 } };
static const struct hop_status_row rows[] = { { 0 } };
static const struct hop_check_rule checks[] = { { 0 } };
static const struct hop_feature features[] = { { 0 } };

static const struct hop_arch_status status = {
	.reads = "nothing",
	.values = values,
	.rows = rows,
	.checks = checks,
	.features = features,
};

static const char *cannot(const struct hop_trigger *trigger,
			  struct hop_kernel kernel)
{
	return NULL;
}

static unsigned int conditions(const struct hop_kernel *kernel)
{
	return 0;
}

const struct hop_arch hop_port = {
	.triggers = triggers,
	.cannot = cannot,
	.predictions = predictions,
	.newest = HOP_VERSION_OF(7, 3),
	.conditions = conditions,
	.gate_rules = gate_rules,
	.status = &status,
	.frameless = "nothing is pushed",
	.entry_top = "top",
	.sp_name = "SP",
};

bool hop_addr_user(__u64 addr)
{
	return addr < 1ULL << 47;
}

uint64_t hop_ticks_now(void)
{
	return 0;
}

bool hop_ticks_instructions(void)
{
	return false;
}

const char *hop_ticks_emulator(void)
{
	return NULL;
}

void hop_ticks_relax(void)
{
}

bool hop_call_before(const __u8 bytes[HOP_CALL_BYTES], __u64 addr,
		     __u64 *target)
{
	*target = 0;
	return false;
}

const struct hop_vector *hop_vector_of(unsigned int vector)
{
	static const struct hop_vector none;

	return &none;
}

const char *hop_vector_ticks(void)
{
	return NULL;
}
