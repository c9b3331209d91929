// SPDX-License-Identifier: GPL-2.0
/*
 * Fires one gate from one mode on one CPU, in batches that the tape has room
 * for, and checks what the tape says.
 */
#include <err.h>
#include <stdint.h>
#include <string.h>

#include "arch/arch.h"
#include "kernel/kernel.h"
#include "lib/lib.h"
#include "report.h"
#include "trigger/trigger.h"

/* An entry makes three records: three quarters of the tape at most. */
#define TAPE_SHARE 4
#define READ_RECORDS 256

struct gate_run {
	struct hop_stack_lookup *lookup;
	struct hop_cell *cell;
	struct hop_expect expect;
	struct hop_assembler assembler;
	struct hop_run evidence;
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

/* Asks for the stacks of tasks that the entry was on: slow, and they stay. */
static void tasks_find(const struct gate_run *run,
		       const struct hop_gate_entry *p)
{
	const __u64 sp[] = { p->entry.frame_sp, p->entry.sp, p->handler.sp,
			     p->exit.sp };

	for (size_t i = 0; i < sizeof(sp) / sizeof(*sp); i++)
		hop_stack_lookup_find(run->lookup, sp[i]);
}

/* Where it went, as the assembler of all paths sees it. */
static void gate_assemble(struct gate_run *run, const struct hop_gate_entry *p,
			  struct hop_observed *o)
{
	struct hop_run *evidence = &run->evidence;

	evidence->tape = &p->entry;
	evidence->nr_tape = sizeof(*p) / sizeof(p->entry);
	evidence->from_user = p->entry.flags & HOP_REC_USER;
	evidence->tasks = (struct hop_stacklist){ &run->lookup->task, 1 };
	hop_assemble_gate(evidence, o);
	if (o->verdict == HOP_RUN_OK)
		return;
	tasks_find(run, p);
	hop_assemble_gate(evidence, o);
}

static void gate_take(struct gate_run *run)
{
	const struct hop_gate_entry *p = &run->assembler.gate;
	struct hop_cell *cell = run->cell;
	struct hop_observed o;
	unsigned int wrong;

	gate_assemble(run, p, &o);
	wrong = hop_gate_check(p, &o, &run->expect);
	hop_cell_path(cell, &o);
	depth_note(cell, hop_observed_stack(&o, p->entry.sp).top - p->entry.sp);
	if (!cell->recorded)
		cell->first = *p;
	if (wrong && !cell->reasons) {
		cell->bad = *p;
		cell->expect = run->expect;
	}
	cell->recorded++;
	cell->wrong += !!wrong;
	cell->reasons |= wrong;
}

/* Reads all that is new; hands it on if there is an entry to look for. */
static bool tape_drain(struct gate_run *run, bool feed)
{
	do {
		run->read.nr = READ_RECORDS;
		run->read.records = (uintptr_t)run->record;
		if (hop_dev_read(run->lookup->fd, &run->read))
			return false;
		for (unsigned int i = 0; feed && i < run->read.nr; i++)
			if (hop_records_feed(&run->assembler, &run->record[i]))
				gate_take(run);
	} while (run->read.nr);
	return true;
}

static bool batch_fire(struct gate_run *run, __u64 count)
{
	struct hop_cell *cell = run->cell;
	unsigned int done = 0;
	bool ok;

	if (cell->user) {
		ok = hop_fire_user(cell->cpu, cell->vector, count,
				   &run->expect.shot, &cell->signal);
		cell->fired += run->expect.shot.fired;
		return ok;
	}
	ok = !hop_dev_fire(run->lookup->fd, cell->gate, count, &done);
	cell->fired += done;
	return ok;
}

static void tally_take(struct hop_cell *cell, const struct gate_run *run,
		       const struct hop_read *before)
{
	const struct hop_records_tally *tally = &run->assembler.tally;
	__u64 skipped =
		run->read.lost - before->lost + run->read.torn - before->torn;

	cell->lost = tally->gaps > skipped ? tally->gaps : skipped;
	cell->torn = tally->broken;
	cell->wrong += tally->unordered + tally->malformed;
}

static bool batches_run(struct gate_run *run, __u64 batch)
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
	struct gate_run run = {
		.lookup = lookup,
		.cell = cell,
		.expect = { .gate = cell->gate,
			    .user = cell->user,
			    .pti = info->features & HOP_FEAT_PTI },
		.evidence = { .cpu = cell->cpu,
			      .vector = cell->vector,
			      .stacks = *lookup->stacks },
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
