// SPDX-License-Identifier: GPL-2.0
/*
 * The order of the records comes from their positions alone.
 */
#include <string.h>

#include "records.h"

void hop_records_start(struct hop_assembler *a, __u32 cpu, __u8 vector,
		       __u64 head)
{
	memset(a, 0, sizeof(*a));
	a->cpu = cpu;
	a->vector = vector;
	a->next = head + 1;
	a->expected = HOP_POINT_ENTRY;
}

static void entry_break(struct hop_assembler *a)
{
	if (a->expected != HOP_POINT_ENTRY)
		a->tally.broken++;
	a->expected = HOP_POINT_ENTRY;
}

static bool well_formed(const struct hop_assembler *a,
			const struct hop_record *rec)
{
	return rec->cpu == a->cpu && rec->point >= HOP_POINT_ENTRY &&
	       rec->point <= HOP_POINT_EXIT && hop_record_sound(rec);
}

/* Whether the record lies where it can be; notes the records left out. */
static bool in_order(struct hop_assembler *a, const struct hop_record *rec)
{
	if (rec->pos < a->next) {
		a->tally.unordered++;
		return false;
	}
	if (rec->pos > a->next) {
		a->tally.gaps += rec->pos - a->next;
		entry_break(a);
	}
	a->next = rec->pos + 1;
	return true;
}

/* A part that does not fit ends the entry begun, and is one too little. */
static bool part_fits(struct hop_assembler *a, const struct hop_record *rec)
{
	if (rec->point == a->expected)
		return true;
	entry_break(a);
	if (rec->point == HOP_POINT_ENTRY)
		return true;
	a->tally.broken++;
	return false;
}

bool hop_records_feed(struct hop_assembler *a, const struct hop_record *rec)
{
	if (!well_formed(a, rec)) {
		a->tally.malformed++;
		return false;
	}
	if (!in_order(a, rec))
		return false;
	if (rec->vector != a->vector) {
		a->tally.other++;
		return false;
	}
	if (!part_fits(a, rec))
		return false;

	switch (rec->point) {
	case HOP_POINT_ENTRY:
		a->gate.entry = *rec;
		a->expected = HOP_POINT_HANDLER;
		return false;
	case HOP_POINT_HANDLER:
		a->gate.handler = *rec;
		a->expected = HOP_POINT_EXIT;
		return false;
	default:
		a->gate.exit = *rec;
		a->expected = HOP_POINT_ENTRY;
		a->tally.entries++;
		return true;
	}
}

void hop_records_end(struct hop_assembler *a, __u64 head)
{
	entry_break(a);
	if (head >= a->next) {
		a->tally.gaps += head - a->next + 1;
		a->next = head + 1;
	}
}
