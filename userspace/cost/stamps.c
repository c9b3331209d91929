// SPDX-License-Identifier: GPL-2.0
/*
 * Where in a timed run the handler began and ended: from the module's stamps at
 * tracepoints of the kernel.
 */
#include <string.h>

#include "arch/arch.h"
#include "kernel/kernel.h"
#include "seen.h"

#define TAPE_MAX 512

/*
 * Where the handler begins and ends; NULL: no stamp is there. A device's vector
 * is not known before.
 */
static const struct hop_stamps *stamps_of(const struct hop_trigger *trigger)
{
	static const struct hop_stamps call = { HOP_STAMP_SYS_ENTER,
						HOP_STAMP_SYS_EXIT };
	static const struct hop_stamps device = { HOP_STAMP_IRQ_ENTRY,
						  HOP_STAMP_IRQ_EXIT };
	const struct hop_vector *vector = hop_vector_of(trigger->vector);

	if (trigger->call)
		return &call;
	if (trigger->needs & HOP_NEED_GATES)
		return NULL;
	if (!strcmp(trigger->mode, "kernel"))
		return vector->kernel;
	return trigger->vector ? vector->user : &device;
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
		read = (struct hop_read){ .cpu = context->cpu,
					  .nr = TAPE_MAX,
					  .records = (uintptr_t)tape };
	} while (!hop_dev_read(context->fd, &read) && read.nr == TAPE_MAX);
}

bool hop_cost_stamps_take(const struct hop_run_context *context,
			  struct hop_sample *sample)
{
	static struct hop_record tape[TAPE_MAX];
	const struct hop_stamps *stamps = stamps_of(context->trigger);
	struct hop_read read = { .cpu = context->cpu,
				 .nr = TAPE_MAX,
				 .records = (uintptr_t)tape };
	const struct hop_record *begin, *end;

	if (!stamps || hop_dev_read(context->fd, &read))
		return false;
	begin = stamp_next(tape, tape + read.nr, stamps->begin, sample);
	if (!begin)
		return false;
	sample->begin = begin->ip;
	sample->begin_end = begin->frame_sp;
	if (stamps->end == HOP_STAMP_NR)
		return true;
	end = stamp_next(begin, tape + read.nr, stamps->end, sample);
	if (!end)
		return false;
	sample->end = end->ip;
	sample->end_end = end->frame_sp;
	return true;
}

/* NULL: none. */
static int stamps_set(const struct hop_run_context *context,
		      const struct hop_stamps *stamps)
{
	struct hop_tap tap = { 0 };
	int err;

	if (stamps)
		tap.stamps |= 1 << stamps->begin;
	if (stamps && stamps->end != HOP_STAMP_NR)
		tap.stamps |= 1 << stamps->end;
	err = hop_dev_tap(context->fd, &tap);
	return err ? err : (int)tap.stamps;
}

bool hop_cost_stamps_on(const struct hop_run_context *context)
{
	const struct hop_stamps *stamps = stamps_of(context->trigger);

	return stamps && stamps_set(context, stamps) > 0;
}

void hop_cost_stamps_off(const struct hop_run_context *context)
{
	stamps_set(context, NULL);
}
