/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Puts the records of one CPU's tape together into entries through own gates:
 * ENTRY, HANDLER, EXIT, in this order. Trusts no record.
 */
#ifndef HOP_GATE_RECORDS_H
#define HOP_GATE_RECORDS_H

#include <stdbool.h>

#include "arch/arch.h"

/**
 * struct hop_records_tally - what became of the records
 * @entries:	complete entries of the wanted vector
 * @other:	records of other vectors
 * @gaps:	positions that are missing: that many records were not seen
 * @broken:	entries of the wanted vector that lack a part
 * @unordered:	records whose position does not lie after the one before
 * @malformed:	records with another CPU, an unknown point, or garbage where
 *		zero belongs
 */
struct hop_records_tally {
	__u64 entries;
	__u64 other;
	__u64 gaps;
	__u64 broken;
	__u64 unordered;
	__u64 malformed;
};

/**
 * struct hop_assembler - reads one CPU's records in order
 * @cpu:	CPU whose tape it is
 * @vector:	the vector whose entries are wanted
 * @next:	the position that the next record must have (hop_record.pos)
 * @expected:	the point that continues the entry begun: enum hop_point
 * @gate:	the entry being put together, or just completed
 * @tally:	what has been seen so far
 */
struct hop_assembler {
	__u32 cpu;
	__u8 vector;
	__u64 next;
	int expected;
	struct hop_gate_entry gate;
	struct hop_records_tally tally;
};

/**
 * hop_records_start() - begin at a position of a CPU's tape
 * @head:	hop_read.head before the first record that will come
 */
void hop_records_start(struct hop_assembler *a, __u32 cpu, __u8 vector,
		       __u64 head);

/**
 * hop_records_feed() - take the next record
 *
 * Returns true if it completes @a->gate.
 */
bool hop_records_feed(struct hop_assembler *a, const struct hop_record *rec);

/**
 * hop_records_end() - no more records: @head is hop_read.head after the last
 *
 * An entry that is still open counts as broken, records that should have come
 * and did not as gaps.
 */
void hop_records_end(struct hop_assembler *a, __u64 head);

#endif
