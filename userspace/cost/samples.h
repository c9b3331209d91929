/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an entry costs: samples, taken by a child process between two time
 * stamps of user mode, and what they come to.
 */
#ifndef HOP_COST_SAMPLES_H
#define HOP_COST_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Samples of one trigger are of these kinds, taken in this order. */
enum hop_cost_phase {
	HOP_COST_WITHOUT, /* all but the entry */
	HOP_COST_BARE, /* with it, and nobody watches */
	HOP_COST_STAMPED, /* the module stamps where the handler begins and ends */
	HOP_COST_NR
};

/**
 * struct hop_sample - one run; all in ticks of the time-stamp counter
 * @from:  before the trigger, in user mode
 * @to:    after it
 * @again: once more, with nothing in between
 * @gap:   a trigger that waits: what one look for its end takes; else 0
 * @begin, @begin_end: where the handler begins, and when the stamp was
 *	   recorded; 0: not seen
 * @end, @end_end: the same where it ends
 */
struct hop_sample {
	uint64_t from;
	uint64_t to;
	uint64_t again;
	uint64_t gap;
	uint64_t begin;
	uint64_t begin_end;
	uint64_t end;
	uint64_t end_end;
};

/**
 * struct hop_samples - those of one phase
 * @sample: in the order in which they were taken
 * @nr:     how many
 * @room:   for @nr numbers, to work with
 */
struct hop_samples {
	struct hop_sample *sample;
	size_t nr;
	int64_t *room;
};

/**
 * struct hop_spread - numbers in short, in ticks
 * @nr:     how many there were; 0: the rest means nothing
 * @least, @median, @p99: nearest ranks: each is one of the numbers; with fewer
 *	    than 100 @p99 is the largest
 */
struct hop_spread {
	size_t nr;
	int64_t least;
	int64_t median;
	int64_t p99;
};

/* hop_spread_of() - sorts @number */
struct hop_spread hop_spread_of(int64_t *number, size_t nr);

#define HOP_COST_NO_ERROR (-1)

/**
 * hop_median_error() - by how much the median of more runs may differ
 * @number: in the order in which they were taken; sorted behind it
 *
 * In ticks: the 95 % confidence interval of the median by ranks, whatever the
 * distribution, and how far the median has moved from the first half to the
 * second. HOP_COST_NO_ERROR: fewer than two numbers say nothing of it.
 */
int64_t hop_median_error(int64_t *number, size_t nr);

/* The parts of an entry. */
enum hop_cost_part {
	HOP_PART_IN, /* hardware and entry code */
	HOP_PART_HANDLER,
	HOP_PART_OUT,
	HOP_PART_NR
};

/**
 * struct hop_cost - what one trigger costs
 * @total:  from user mode to user mode
 * @part:   the same in parts; where one was not seen, nr is 0
 * @without: what the measuring itself takes, which has been taken off; median
 * @error:  by how much the numbers of @total may be off, either way: what was
 *	    taken off is no more certain than that; HOP_COST_NO_ERROR: not known
 * @part_error: the same for the medians of @part, but for @unseen
 * @unseen: how much longer the whole takes with the module's stamps than they
 *	    see of themselves: if more than 0, it has been taken off in equal
 *	    pieces on either side of each. A part may be off by as much, either
 *	    way; the total is not
 *
 * No entry costs less than nothing: a number that is negative shows that the
 * error is at least as large, and so it is then.
 */
struct hop_cost {
	struct hop_spread total;
	struct hop_spread part[HOP_PART_NR];
	int64_t without;
	int64_t error;
	int64_t part_error;
	int64_t unseen;
};

/**
 * hop_cost_sum() - what the samples come to
 * @phase:   HOP_COST_NR of them; any may be empty
 * @hidden:  user mode does not see when the entry happens: only the handler
 *	     counts
 */
void hop_cost_sum(const struct hop_samples *phase, bool hidden,
		  struct hop_cost *cost);

/* hop_cost_uncertain() - by how much the medians of the parts may be off in all */
int64_t hop_cost_uncertain(const struct hop_cost *cost);

/**
 * hop_cost_below() - is @number no more than its error?
 *
 * 0: it is more. Else what it is certainly below: all that can be said.
 */
int64_t hop_cost_below(int64_t number, int64_t error);

/* hop_cost_part_name() - "in", "handler", "out" */
const char *hop_cost_part_name(enum hop_cost_part part);

#endif
