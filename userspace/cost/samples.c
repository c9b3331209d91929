// SPDX-License-Identifier: GPL-2.0
/*
 * From samples to costs: what the measuring itself takes goes off, the rest is
 * put in order.
 */
#include <stdlib.h>

#include "samples.h"

static int by_size(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

/* The nearest rank: the least number that so many in a hundred do not exceed. */
static int64_t rank(const int64_t *sorted, size_t nr, size_t percent)
{
	size_t whole = nr / 100 * percent, rest = nr % 100 * percent;
	size_t nth = whole + (rest + 99) / 100;

	return sorted[nth ? nth - 1 : 0];
}

struct hop_spread hop_spread_of(int64_t *number, size_t nr)
{
	struct hop_spread s = { .nr = nr };

	if (!nr)
		return s;
	qsort(number, nr, sizeof(*number), by_size);
	s.least = number[0];
	s.median = rank(number, nr, 50);
	s.p99 = rank(number, nr, 99);
	return s;
}

static size_t root(size_t nr)
{
	size_t r = 0;

	while ((r + 1) * (r + 1) <= nr)
		r++;
	return r;
}

/* How far the median of the second half is from that of the first. */
static int64_t drift(int64_t *number, size_t nr)
{
	int64_t first = hop_spread_of(number, nr / 2).median;
	int64_t second = hop_spread_of(number + nr / 2, nr - nr / 2).median;

	return first > second ? first - second : second - first;
}

/* So many ranks to either side of the middle: 1.96 deviations of a binomial. */
int64_t hop_median_error(int64_t *number, size_t nr)
{
	size_t middle = nr ? (nr - 1) / 2 : 0, ranks = root(nr) + 1;
	size_t low = middle > ranks ? middle - ranks : 0;
	size_t high = middle + ranks < nr ? middle + ranks : nr - 1;
	int64_t moved, up, down;

	if (nr < 2)
		return HOP_COST_NO_ERROR;
	moved = drift(number, nr);
	qsort(number, nr, sizeof(*number), by_size);
	up = number[high] - number[middle];
	down = number[middle] - number[low];
	return moved + (up > down ? up : down);
}

/* Differences of stamps may be negative: what comes late may be taken early. */
static int64_t ticks(uint64_t from, uint64_t to)
{
	return (int64_t)(to - from);
}

static int64_t span(const struct hop_sample *s)
{
	return ticks(s->from, s->to) - (int64_t)s->gap;
}

/* What stands behind the trigger: about as much as one stamp after another. */
static int64_t stop(const struct hop_sample *s)
{
	return ticks(s->to, s->again);
}

static int64_t seen(const struct hop_sample *s)
{
	return ticks(s->begin, s->begin_end) + ticks(s->end, s->end_end);
}

static int64_t part_in(const struct hop_sample *s)
{
	return ticks(s->from, s->begin) - (int64_t)s->gap;
}

static int64_t part_handler(const struct hop_sample *s)
{
	return ticks(s->begin_end, s->end);
}

static int64_t part_out(const struct hop_sample *s)
{
	return ticks(s->end_end, s->to);
}

static bool begun(const struct hop_sample *s)
{
	return s->begin;
}

static bool ended(const struct hop_sample *s)
{
	return s->begin && s->end;
}

static bool all(const struct hop_sample *s)
{
	(void)s;
	return true;
}

/* One number of each sample that has it, less @off, in @from->room. */
static size_t numbers(const struct hop_samples *from,
		      bool (*has)(const struct hop_sample *),
		      int64_t (*of)(const struct hop_sample *), int64_t off)
{
	size_t nr = 0;

	for (size_t i = 0; i < from->nr; i++)
		if (has(&from->sample[i]))
			from->room[nr++] = of(&from->sample[i]) - off;
	return nr;
}

static struct hop_spread spread(const struct hop_samples *from,
				bool (*has)(const struct hop_sample *),
				int64_t (*of)(const struct hop_sample *),
				int64_t off)
{
	return hop_spread_of(from->room, numbers(from, has, of, off));
}

static int64_t error(const struct hop_samples *from,
		     bool (*has)(const struct hop_sample *),
		     int64_t (*of)(const struct hop_sample *))
{
	return hop_median_error(from->room, numbers(from, has, of, 0));
}

/* Of a sum or a difference; where one is not known, nor is that. */
static int64_t errors(int64_t a, int64_t b)
{
	return a < 0 || b < 0 ? HOP_COST_NO_ERROR : a + b;
}

static int64_t median(const struct hop_samples *from,
		      int64_t (*of)(const struct hop_sample *))
{
	return spread(from, all, of, 0).median;
}

/*
 * What a stamp does not see of itself may lie on either side of it: the same on
 * all sides. There are four, or two where only the beginning is stamped. Less
 * than nothing is noise.
 */
static void parts(const struct hop_samples *phase, struct hop_cost *cost)
{
	const struct hop_samples *stamped = &phase[HOP_COST_STAMPED];
	int64_t behind = median(&phase[HOP_COST_WITHOUT], stop);
	struct hop_spread known = spread(stamped, begun, seen, 0);
	struct hop_spread *part = cost->part;
	int64_t side, ends, off;

	if (!known.nr)
		return;
	cost->unseen = spread(stamped, begun, span, 0).least -
		       spread(&phase[HOP_COST_BARE], all, span, 0).least -
		       known.median;
	ends = spread(stamped, ended, seen, 0).nr ? 2 : 1;
	off = cost->unseen > 0 ? cost->unseen : 0;
	side = off / (2 * ends);
	part[HOP_PART_IN] =
		spread(stamped, begun, part_in, cost->without - behind + side);
	part[HOP_PART_HANDLER] =
		spread(stamped, ended, part_handler, off - 2 * side);
	part[HOP_PART_OUT] = spread(stamped, ended, part_out, behind + side);
}

/* Negative numbers say that the error is larger than what was seen of it. */
static int64_t at_least(int64_t error, int64_t number)
{
	return error >= 0 && number < 0 && error < -number ? -number : error;
}

static void errors_set(const struct hop_samples *phase, bool hidden,
		       struct hop_cost *cost)
{
	const struct hop_samples *stamped = &phase[HOP_COST_STAMPED];
	int64_t handler = error(stamped, ended, part_handler);
	int64_t off = error(&phase[HOP_COST_WITHOUT], all, span);

	cost->error = errors(off, error(&phase[HOP_COST_BARE], all, span));
	cost->error = at_least(cost->error, cost->total.least);
	cost->error = at_least(cost->error, cost->total.median);
	cost->part_error = errors(off, error(stamped, begun, part_in));
	/* What the stamps see of themselves, for want of what they do not see. */
	if (hidden)
		cost->part_error =
			errors(handler, spread(stamped, ended, seen, 0).median);
	for (int i = 0; i < HOP_PART_NR; i++)
		if (cost->part[i].nr)
			cost->part_error = at_least(cost->part_error,
						    cost->part[i].median);
}

int64_t hop_cost_uncertain(const struct hop_cost *cost)
{
	return errors(cost->part_error, llabs(cost->unseen));
}

int64_t hop_cost_below(int64_t number, int64_t error)
{
	if (error == HOP_COST_NO_ERROR)
		return number < 0 ? -number : 0;
	if (number > error || (!error && number == 0))
		return 0;
	return (number > 0 ? number : 0) + error;
}

void hop_cost_sum(const struct hop_samples *phase, bool hidden,
		  struct hop_cost *cost)
{
	*cost = (struct hop_cost){ 0 };
	if (hidden) {
		cost->part[HOP_PART_HANDLER] = spread(&phase[HOP_COST_STAMPED],
						      ended, part_handler, 0);
		errors_set(phase, hidden, cost);
		return;
	}
	cost->without = median(&phase[HOP_COST_WITHOUT], span);
	cost->total = spread(&phase[HOP_COST_BARE], all, span, cost->without);
	parts(phase, cost);
	errors_set(phase, hidden, cost);
}

const char *hop_cost_part_name(enum hop_cost_part part)
{
	static const char *const name[] = { "in", "handler", "out" };

	return name[part];
}
