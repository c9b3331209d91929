/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stack traces of what went deep: split by stack, and the deepest kept.
 */
#ifndef HOP_WATCH_TRACE_H
#define HOP_WATCH_TRACE_H

#include <stdbool.h>
#include <stddef.h>

#include <hop_watch.h>

/**
 * struct hop_watch_part - the part of a trace that is on one stack
 * @hop:	the stack, and how deep it was
 * @frame:	return addresses, innermost first; points into the sample
 * @own:	part of it is what watch put there
 * @nr:		how many; 0 where the trace ended before this stack
 */
struct hop_watch_part {
	const struct hop_watch_hop *hop;
	const __u64 *frame;
	size_t nr;
	bool own;
};

/**
 * hop_watch_split() - where a trace crosses from one stack to the next
 * @skip:	frames to leave out at its beginning
 *
 * A part begins at the address that the switch left on the stack above (see
 * hop_watch_hop.ret). The function graph tracer puts another address in its
 * place, and that of its own function into the frames above; the first word above
 * that is in the trace tells then. If there is none, all that is left of the trace
 * counts as the part before: the unwinder did not get so far.
 * Returns how many parts: as many as the sample has stacks.
 */
size_t hop_watch_split(const struct hop_watch_sample *s, size_t skip,
		       struct hop_watch_part part[HOP_WATCH_HOPS]);

/* hop_watch_frames() - how many addresses the trace has */
size_t hop_watch_frames(const struct hop_watch_sample *s);

/* HOP_WATCH_OWN or _LEFT, enum hop_kind */
#define HOP_WATCH_STACKS (HOP_WATCH_ROLES * HOP_KIND_NR)

/**
 * struct hop_watch_best - the deepest samples, by point and role and kind
 * @depth:	0: there is none
 * @sample:	the same way
 */
struct hop_watch_best {
	__u64 depth[HOP_WATCH_NR][HOP_WATCH_STACKS];
	struct hop_watch_sample sample[HOP_WATCH_NR][HOP_WATCH_STACKS];
};

/* hop_watch_stack_at() - where it has the stack that is @hop in a sample */
static inline size_t hop_watch_stack_at(size_t hop, unsigned int kind)
{
	return (hop ? HOP_WATCH_LEFT : HOP_WATCH_OWN) * HOP_KIND_NR + kind;
}

/* hop_watch_best_take() - keeps @s where it is deeper than what was there */
void hop_watch_best_take(struct hop_watch_best *best,
			 const struct hop_watch_sample *s);

/* hop_watch_deeper() - is a stack of @s deeper than @bytes? */
bool hop_watch_deeper(const struct hop_watch_sample *s, __u64 bytes);

/**
 * hop_watch_best_of() - the deepest sample of a kind, whatever point and role
 *
 * NULL if there is none.
 */
const struct hop_watch_sample *
hop_watch_best_of(const struct hop_watch_best *best, unsigned int kind);

#endif
