// SPDX-License-Identifier: GPL-2.0
/*
 * Fires one gate from one mode on one CPU, in batches that the tape has room
 * for, and checks what the tape says.
 */
#include <err.h>
#include <stdint.h>
#include <string.h>

#include "kernel/kernel.h"
#include "lib/lib.h"
#include "report.h"
#include "trigger/trigger.h"

/* A passage makes three records: three quarters of the tape at most. */
#define TAPE_SHARE 4
#define READ_RECORDS 256

struct run {
	struct hop_stack_lookup *lookup;
	struct hop_cell *cell;
	struct hop_expect expect;
	struct hop_assembler assembler;
	struct hop_read read;
	struct hop_record record[READ_RECORDS];
};

static void depth_note(struct hop_cell *cell, __u64 depth)
{
	if (!cell->recorded || depth < cell->depth_min)
		cell->depth_min = depth;
	if (!cell->recorded || depth > cell->depth_max)
		cell->depth_max = depth;
}

static void passage_take(struct run *run)
{
	const struct hop_passage *p = &run->assembler.passage;
	struct hop_cell *cell = run->cell;
	const struct hop_whereabouts where = {
		.from = hop_stack_lookup_find(run->lookup, p->entry.frame_sp),
		.entry = hop_stack_lookup_find(run->lookup, p->entry.sp),
		.handler = hop_stack_lookup_find(run->lookup, p->handler.sp),
		.exit = hop_stack_lookup_find(run->lookup, p->exit.sp),
	};
	unsigned int wrong = hop_passage_check(p, &where, &run->expect);
	struct hop_path path;

	hop_passage_path(p, &where, &path);
	hop_cell_path(cell, &path);
	depth_note(cell, where.entry.top - p->entry.sp);
	if (!cell->recorded) {
		cell->first = *p;
		cell->where = where;
	}
	if (wrong && !cell->reasons) {
		cell->bad = *p;
		cell->expect = run->expect;
	}
	cell->recorded++;
	cell->wrong += !!wrong;
	cell->reasons |= wrong;
}

/* Reads all that is new; hands it on if there is a passage to look for. */
static bool tape_drain(struct run *run, bool feed)
{
	do {
		run->read.nr = READ_RECORDS;
		run->read.records = (uintptr_t)run->record;
		if (hop_dev_read(run->lookup->fd, &run->read))
			return false;
		for (unsigned int i = 0; feed && i < run->read.nr; i++)
			if (hop_records_feed(&run->assembler, &run->record[i]))
				passage_take(run);
	} while (run->read.nr);
	return true;
}

static bool batch_fire(struct run *run, __u64 count)
{
	struct hop_cell *cell = run->cell;
	struct hop_shot shot = { 0 };
	unsigned int done = 0;
	bool ok;

	if (cell->user) {
		ok = hop_fire_user(cell->cpu, cell->vector, count, &shot,
				   &cell->signal);
		run->expect.ip = shot.ip;
		run->expect.sp = shot.sp;
		run->expect.cs = shot.cs;
		run->expect.ss = shot.ss;
		cell->fired += shot.fired;
		return ok;
	}
	ok = !hop_dev_fire(run->lookup->fd, cell->gate, count, &done);
	cell->fired += done;
	return ok;
}

static void tally_take(struct hop_cell *cell, const struct run *run,
		       const struct hop_read *before)
{
	const struct hop_records_tally *tally = &run->assembler.tally;
	__u64 skipped =
		run->read.lost - before->lost + run->read.torn - before->torn;

	cell->lost = tally->gaps > skipped ? tally->gaps : skipped;
	cell->torn = tally->broken;
	cell->wrong += tally->unordered + tally->malformed;
}

static bool batches_run(struct run *run, __u64 batch)
{
	struct hop_cell *cell = run->cell;
	__u64 left = cell->wanted;

	while (left && !cell->signal) {
		__u64 count = left < batch ? left : batch;

		if (!batch_fire(run, count) || !tape_drain(run, true))
			return false;
		left -= count;
	}
	return true;
}

bool hop_cell_run(struct hop_stack_lookup *lookup, const struct hop_info *info,
		  struct hop_cell *cell)
{
	struct run run = {
		.lookup = lookup,
		.cell = cell,
		.expect = { .gate = cell->gate,
			    .user = cell->user,
			    .pti = info->features & HOP_FEAT_PTI },
		.read = { .cpu = cell->cpu },
	};
	__u64 batch = info->tape_records / TAPE_SHARE;
	struct hop_read before;

	if (!hop_cpus_pin(cell->cpu) || !tape_drain(&run, false))
		return false;
	before = run.read;
	hop_records_start(&run.assembler, cell->cpu, cell->vector, before.head);
	if (!batches_run(&run, batch ? batch : 1))
		return false;
	hop_records_end(&run.assembler, run.read.head);
	tally_take(cell, &run, &before);
	return true;
}
