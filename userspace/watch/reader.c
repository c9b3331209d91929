// SPDX-License-Identifier: GPL-2.0
/*
 * Sweeps as often as the rings need it, and no more often.
 */
#include <sched.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "lib/lib.h"
#include "lines.h"
#include "merge.h"
#include "reader.h"

/*
 * Rings of so much room are looked at that often even if nothing comes: a busy
 * one must take what comes until then. A look costs two context switches and a
 * timer, so larger ones wait longer: with four times the room, a system call and
 * its two events take 50 instructions less (6.1, -icount).
 */
#define PAUSE_MS 2
#define PAUSE_ROOM 1024

/* Longer than a program takes to end that is interrupted. */
#define SETTLE_MS 20

/**
 * struct hop_watch_reader - the state
 * @watch:	the programs
 * @room:	events in a small ring
 * @lines:	where events go
 * @order:	by CPU, how far events were taken
 * @seq:	by CPU, hop_watch_cpu.seq at the last settling time
 * @settled:	when that was, in ms
 * @pause:	how long to sleep until the next sweep, in ms
 * @loss:	why events were lost
 * @ended:	when the last sweep ended, and by then: CPU time, time of writing;
 *		in ns
 */
struct hop_watch_reader {
	struct hop_watch *watch;
	unsigned int room;
	struct hop_watch_lines *lines;
	struct hop_watch_order *order;
	__u64 *seq;
	long settled;
	long pause;
	struct hop_watch_loss loss;
	struct {
		__u64 at;
		__u64 worked;
		__u64 wrote;
	} ended;
};

/*
 * The best nice value does not do: a task that has slept for long, such as a
 * command that was held back, may have the CPU before all others for a tick and
 * more, in which it fills its rings: 17,439 events came in 6 ms (6.1, -icount),
 * and there was room for 16,384. Who reads sleeps between sweeps, and a sweep
 * takes no more than the rings hold.
 */
static void priority_raise(void)
{
	const struct sched_param least = { .sched_priority = 1 };

	if (sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &least))
		setpriority(PRIO_PROCESS, 0, -20);
}

struct hop_watch_reader *hop_watch_reader_new(struct hop_watch *watch,
					      unsigned int room, int fd,
					      bool json, bool stamped)
{
	struct hop_watch_reader *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->watch = watch;
	r->room = room;
	r->pause = PAUSE_MS;
	r->lines = hop_watch_lines_new(fd, json, stamped);
	r->order = calloc(watch->nr_cpus, sizeof(*r->order));
	r->seq = calloc(watch->nr_cpus, sizeof(*r->seq));
	if (!r->lines || !r->order || !r->seq) {
		hop_watch_reader_free(r);
		return NULL;
	}
	priority_raise();
	return r;
}

/* What had a number at one settling time is there to be read at the next. */
static void settle(struct hop_watch_reader *r)
{
	long now = hop_clock_ns(CLOCK_MONOTONIC) / 1000000;

	if (now < r->settled + SETTLE_MS)
		return;
	for (size_t cpu = 0; cpu < r->watch->nr_cpus; cpu++) {
		if (r->order[cpu].settled < r->seq[cpu])
			r->order[cpu].settled = r->seq[cpu];
		r->seq[cpu] = hop_watch_cpu_of(r->watch, cpu)->seq;
	}
	r->settled = now;
}

static __u64 lost_sum(const struct hop_watch_reader *r)
{
	__u64 sum = 0;

	for (size_t cpu = 0; cpu < r->watch->nr_cpus; cpu++)
		for (unsigned int point = 0; point < HOP_WATCH_NR; point++)
			sum += hop_watch_rings_of(r->watch, cpu)
				       ->ring[point]
				       .lost;
	return sum;
}

/* A turn ends: what has it cost? */
static void turn_end(struct hop_watch_reader *r)
{
	__u64 at = hop_clock_ns(CLOCK_MONOTONIC);
	__u64 worked = hop_clock_ns(CLOCK_THREAD_CPUTIME_ID);
	__u64 wrote = r->lines->wrote;
	const struct hop_watch_turn turn = {
		.took = at - r->ended.at,
		.pause = r->pause * 1000000ULL,
		.worked = worked - r->ended.worked,
		.wrote = wrote - r->ended.wrote,
	};

	hop_watch_loss_add(&r->loss, &turn, lost_sum(r));
	r->ended.at = at;
	r->ended.worked = worked;
	r->ended.wrote = wrote;
}

/* Lines come no later than numbers settle. */
static long longest_pause(const struct hop_watch_reader *r)
{
	long pause = (long)r->room * PAUSE_MS / PAUSE_ROOM;

	return pause < SETTLE_MS ? pause : SETTLE_MS;
}

/* So that busy rings are filled to half or so until the next sweep. */
static void pause_adjust(struct hop_watch_reader *r, __u64 taken)
{
	__u64 want = (__u64)r->room * HOP_WATCH_BUSY_TIMES * 3 / 4;

	r->pause = r->pause * want / (taken + 1);
	if (r->pause > longest_pause(r))
		r->pause = longest_pause(r);
	if (r->pause < 1)
		r->pause = 1;
}

long hop_watch_reader_sweep(struct hop_watch_reader *r, bool all)
{
	__u64 taken = 0;

	if (!all)
		settle(r);
	for (size_t cpu = 0; cpu < r->watch->nr_cpus; cpu++) {
		if (all)
			r->order[cpu].settled = ~0ULL;
		taken += hop_watch_merge(hop_watch_rings_of(r->watch, cpu),
					 r->room, cpu, &r->order[cpu],
					 hop_watch_lines_add, r->lines);
	}
	hop_watch_lines_flush(r->lines);
	turn_end(r);
	pause_adjust(r, taken);
	return r->pause;
}

const struct hop_watch_loss *
hop_watch_reader_loss(const struct hop_watch_reader *r)
{
	return &r->loss;
}

int hop_watch_reader_errno(const struct hop_watch_reader *r)
{
	return r->lines->failed;
}

void hop_watch_reader_free(struct hop_watch_reader *r)
{
	if (!r)
		return;
	free(r->lines);
	free(r->order);
	free(r->seq);
	free(r);
}
