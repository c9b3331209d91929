// SPDX-License-Identifier: GPL-2.0
/*
 * What a snapshot has of x86, for tests that do not know it.
 */
#include <json-c/json.h>
#include <stdlib.h>

#include "lib/x86/x86.h"

uint64_t hop_snapshot_entry(const struct hop_snapshot *snap)
{
	return hop_snapshot_value(snap, HOP_X86_LSTAR);
}

static bool hop_differs(const struct hop_snapshot *a,
			const struct hop_snapshot *b, uint32_t id)
{
	return hop_snapshot_value(a, id) != hop_snapshot_value(b, id);
}

const char *hop_snapshot_diff(const struct hop_snapshot *a,
			      const struct hop_snapshot *b)
{
	uint32_t i;

	if (hop_differs(a, b, HOP_X86_SP0))
		return "sp0 differs";
	if (hop_differs(a, b, HOP_X86_TSS))
		return "the TSS is elsewhere";
	for (i = 0; i < HOP_NR_IST; i++)
		if (hop_differs(a, b, HOP_X86_IST + i))
			return "an IST slot differs";
	return hop_differs(a, b, HOP_X86_LSTAR) ? "MSR_LSTAR differs" : NULL;
}

/* Addresses are strings in hex. */
static bool hop_said_is(uint64_t expected, json_object *said)
{
	const char *text = json_object_get_string(said);

	return text && strtoull(text, NULL, 16) == expected;
}

static bool hop_said_has(uint64_t expected, json_object *said, const char *name)
{
	json_object *found = NULL;

	json_object_object_get_ex(said, name, &found);
	return hop_said_is(expected, found);
}

const char *hop_snapshot_said(const struct hop_snapshot *snap,
			      json_object *said)
{
	json_object *ist = NULL;
	int i;

	if (!hop_said_has(hop_snapshot_value(snap, HOP_X86_SP0), said, "sp0"))
		return "sp0";
	if (!hop_said_has(hop_snapshot_value(snap, HOP_X86_TSS), said, "tss"))
		return "tss";
	if (!hop_said_has(hop_snapshot_value(snap, HOP_X86_LSTAR), said,
			  "lstar"))
		return "lstar";
	json_object_object_get_ex(said, "ist", &ist);
	if (!ist || json_object_array_length(ist) != HOP_NR_IST)
		return "the number of ist";
	for (i = 0; i < HOP_NR_IST; i++)
		if (!hop_said_is(hop_snapshot_value(snap, HOP_X86_IST + i),
				 json_object_array_get_idx(ist, i)))
			return "ist";
	return NULL;
}
