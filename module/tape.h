/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tape: a per-CPU ring of records that stubs write without locks and
 * without faults, and that any number of readers follow.
 */
#ifndef HOP_TAPE_H
#define HOP_TAPE_H

#include <linux/percpu-defs.h>
#include <linux/types.h>
#include <asm/local64.h>

#include "uapi/stackhop.h"

/**
 * struct hop_tape - one CPU's tape; page-aligned, virtually contiguous
 * @head: position of the next record: all records ever claimed
 * @mask: capacity in records, less one
 * @rec:  the records; position p lies at p & @mask
 *
 * Only its own CPU writes, mostly from assembly (arch/): a claim needs no LOCK, but
 * it is one instruction, so that an NMI between two records takes the next
 * position, not the same. Until a record is whole its pos is no position.
 */
struct hop_tape {
	local64_t head;
	u64 mask;
	struct hop_record rec[] __aligned(sizeof(struct hop_record));
};

/**
 * struct hop_tape_reader - how far a reader has come on one tape
 * @pos:  next position to read
 * @lost: records overwritten before this reader came
 * @torn: records that were being overwritten while it read them
 */
struct hop_tape_reader {
	u64 pos;
	u64 lost;
	u64 torn;
};

DECLARE_PER_CPU(struct hop_tape *, hop_tape);

/* Allocate all possible CPUs' tapes. -EINVAL for a bad tape_records. */
int hop_tape_init(void);
void hop_tape_exit(void);

/* Capacity of a tape in records, and its size in bytes (whole pages). */
unsigned int hop_tape_capacity(void);
size_t hop_tape_bytes(void);

/* Position after the newest record of that CPU's tape. Any context. */
u64 hop_tape_head(int cpu);

/* Kernel address of that position, 0 if there is no such CPU. */
u64 hop_tape_head_addr(unsigned int cpu);

/*
 * Note the time on this CPU's tape: @what is enum hop_stamp, @begin when that
 * began. Any context, with preemption disabled.
 */
void hop_tape_stamp(u8 what, u64 begin);

/*
 * Copy up to @nr new records of @cpu's tape to @buf and advance @rd. Returns
 * how many. Never waits: a record whose writer has not finished ends the copy.
 */
unsigned int hop_tape_read(int cpu, struct hop_tape_reader *rd,
			   struct hop_record *buf, unsigned int nr);

#endif
