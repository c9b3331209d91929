// SPDX-License-Identifier: GPL-2.0
/*
 * Where in a timed run the handler began and ended: from the module's stamps at
 * tracepoints of the kernel.
 */
#include <string.h>

#include "kernel/kernel.h"
#include "seen.h"

#define TAPE_MAX 512

/* Where the handler begins and ends; HOP_STAMP_NR: no stamp is there. */
struct places {
	unsigned int begin;
	unsigned int end;
};

static const struct places nowhere = { HOP_STAMP_NR, HOP_STAMP_NR };

/* By vector; 0: a device's. System calls and the rest are told otherwise. */
static const struct {
	uint8_t vector;
	bool kernel;
	struct places places;
} placed[] = {
	{ 0x80, false, { HOP_STAMP_SYS_ENTER, HOP_STAMP_SYS_EXIT } },
	{ 14, false, { HOP_STAMP_FAULT_USER, HOP_STAMP_NR } },
	{ 0xec, false, { HOP_STAMP_TIMER_ENTRY, HOP_STAMP_TIMER_EXIT } },
	{ 0xec, true, { HOP_STAMP_TIMER_ENTRY, HOP_STAMP_TIMER_EXIT } },
	{ 0xfb, false, { HOP_STAMP_CALL_ENTRY, HOP_STAMP_CALL_EXIT } },
	{ 0xfb, true, { HOP_STAMP_CALL_ENTRY, HOP_STAMP_CALL_EXIT } },
	{ 0, false, { HOP_STAMP_IRQ_ENTRY, HOP_STAMP_IRQ_EXIT } },
};

static struct places places_of(const struct hop_trigger *trigger)
{
	static const struct places call = { HOP_STAMP_SYS_ENTER,
					    HOP_STAMP_SYS_EXIT };
	bool kernel = !strcmp(trigger->mode, "kernel");

	if (trigger->syscall)
		return call;
	if (trigger->needs & HOP_NEED_GATES)
		return nowhere;
	for (size_t i = 0; i < sizeof(placed) / sizeof(*placed); i++)
		if (placed[i].vector == trigger->vector &&
		    placed[i].kernel == kernel)
			return placed[i].places;
	return nowhere;
}

/* The next record of the tape in @sample's time that is this stamp. */
static const struct hop_record *stamp_next(const struct hop_record *rec,
					   const struct hop_record *end,
					   unsigned int what,
					   const struct hop_sample *sample)
{
	for (; rec < end; rec++)
		if (rec->point == HOP_POINT_STAMP && rec->vector == what &&
		    rec->ip >= sample->from && rec->ip <= sample->to)
			return rec;
	return NULL;
}

/*
 * Nothing of what was recorded before the run is read after it, but for the end
 * of this call itself: it may be stamped, too.
 */
void hop_cost_stamps_skip(const struct hop_run_context *context)
{
	static struct hop_record tape[TAPE_MAX];
	struct hop_read read;

	do {
		read = (struct hop_read){ .cpu = context->runner->cpu,
					  .nr = TAPE_MAX,
					  .records = (uintptr_t)tape };
	} while (!hop_dev_read(context->runner->fd, &read) &&
		 read.nr == TAPE_MAX);
}

bool hop_cost_stamps_take(const struct hop_run_context *context,
			  struct hop_sample *sample)
{
	static struct hop_record tape[TAPE_MAX];
	const struct places places = places_of(context->trigger);
	struct hop_read read = { .cpu = context->runner->cpu,
				 .nr = TAPE_MAX,
				 .records = (uintptr_t)tape };
	const struct hop_record *begin, *end;

	if (hop_dev_read(context->runner->fd, &read))
		return false;
	begin = stamp_next(tape, tape + read.nr, places.begin, sample);
	if (!begin)
		return false;
	sample->begin = begin->ip;
	sample->begin_end = begin->frame_sp;
	if (places.end == HOP_STAMP_NR)
		return true;
	end = stamp_next(begin, tape + read.nr, places.end, sample);
	if (!end)
		return false;
	sample->end = end->ip;
	sample->end_end = end->frame_sp;
	return true;
}

static int stamps_set(const struct hop_run_context *context,
		      struct places places)
{
	struct hop_tap tap = { 0 };
	int err;

	if (places.begin != HOP_STAMP_NR)
		tap.stamps |= 1 << places.begin;
	if (places.end != HOP_STAMP_NR)
		tap.stamps |= 1 << places.end;
	err = hop_dev_tap(context->runner->fd, &tap);
	return err ? err : (int)tap.stamps;
}

bool hop_cost_stamps_on(const struct hop_run_context *context)
{
	struct places places = places_of(context->trigger);

	return places.begin != HOP_STAMP_NR && stamps_set(context, places) > 0;
}

void hop_cost_stamps_off(const struct hop_run_context *context)
{
	stamps_set(context, nowhere);
}
