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
struct stamps {
	unsigned int begin;
	unsigned int end;
};

static const struct stamps nowhere = { HOP_STAMP_NR, HOP_STAMP_NR };

/* By vector; 0: a device's. System calls and the rest are told otherwise. */
static const struct {
	uint8_t vector;
	bool kernel;
	struct stamps stamps;
} stamped[] = {
	{ 0x80, false, { HOP_STAMP_SYS_ENTER, HOP_STAMP_SYS_EXIT } },
	{ 14, false, { HOP_STAMP_FAULT_USER, HOP_STAMP_NR } },
	{ 0xec, false, { HOP_STAMP_TIMER_ENTRY, HOP_STAMP_TIMER_EXIT } },
	{ 0xec, true, { HOP_STAMP_TIMER_ENTRY, HOP_STAMP_TIMER_EXIT } },
	{ 0xfb, false, { HOP_STAMP_CALL_ENTRY, HOP_STAMP_CALL_EXIT } },
	{ 0xfb, true, { HOP_STAMP_CALL_ENTRY, HOP_STAMP_CALL_EXIT } },
	{ 0, false, { HOP_STAMP_IRQ_ENTRY, HOP_STAMP_IRQ_EXIT } },
};

static struct stamps stamps_of(const struct hop_trigger *trigger)
{
	static const struct stamps call = { HOP_STAMP_SYS_ENTER,
					    HOP_STAMP_SYS_EXIT };
	bool kernel = !strcmp(trigger->mode, "kernel");

	if (trigger->syscall)
		return call;
	if (trigger->needs & HOP_NEED_GATES)
		return nowhere;
	for (size_t i = 0; i < sizeof(stamped) / sizeof(*stamped); i++)
		if (stamped[i].vector == trigger->vector &&
		    stamped[i].kernel == kernel)
			return stamped[i].stamps;
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
	const struct stamps stamps = stamps_of(context->trigger);
	struct hop_read read = { .cpu = context->runner->cpu,
				 .nr = TAPE_MAX,
				 .records = (uintptr_t)tape };
	const struct hop_record *begin, *end;

	if (hop_dev_read(context->runner->fd, &read))
		return false;
	begin = stamp_next(tape, tape + read.nr, stamps.begin, sample);
	if (!begin)
		return false;
	sample->begin = begin->ip;
	sample->begin_end = begin->frame_sp;
	if (stamps.end == HOP_STAMP_NR)
		return true;
	end = stamp_next(begin, tape + read.nr, stamps.end, sample);
	if (!end)
		return false;
	sample->end = end->ip;
	sample->end_end = end->frame_sp;
	return true;
}

static int stamps_set(const struct hop_run_context *context,
		      struct stamps stamps)
{
	struct hop_tap tap = { 0 };
	int err;

	if (stamps.begin != HOP_STAMP_NR)
		tap.stamps |= 1 << stamps.begin;
	if (stamps.end != HOP_STAMP_NR)
		tap.stamps |= 1 << stamps.end;
	err = hop_dev_tap(context->runner->fd, &tap);
	return err ? err : (int)tap.stamps;
}

bool hop_cost_stamps_on(const struct hop_run_context *context)
{
	struct stamps stamps = stamps_of(context->trigger);

	return stamps.begin != HOP_STAMP_NR && stamps_set(context, stamps) > 0;
}

void hop_cost_stamps_off(const struct hop_run_context *context)
{
	stamps_set(context, nowhere);
}
