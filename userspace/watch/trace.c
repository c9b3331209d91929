// SPDX-License-Identifier: GPL-2.0
/*
 * Samples come from the kernel: numbers in them are looked at before use.
 */
#include "arch/arch.h"
#include "trace.h"

static size_t hops_of(const struct hop_watch_sample *s)
{
	return s->hops < HOP_WATCH_HOPS ? s->hops : HOP_WATCH_HOPS;
}

size_t hop_watch_frames(const struct hop_watch_sample *s)
{
	size_t nr = s->bytes > 0 ? s->bytes / sizeof(s->trace[0]) : 0;

	return nr < HOP_WATCH_FRAMES ? nr : HOP_WATCH_FRAMES;
}

static bool find_addr(const struct hop_watch_sample *s, __u64 addr, size_t *at)
{
	for (size_t i = *at; i < hop_watch_frames(s); i++) {
		if (s->trace[i] != addr)
			continue;
		*at = i;
		return true;
	}
	return false;
}

/*
 * Where the trace's first address on the stack that is entry @hop is. Who hides
 * return addresses hides one for each frame: those between the first and the one
 * that is found.
 */
static bool find(const struct hop_watch_sample *s, size_t hop, size_t *at)
{
	__u64 ret = s->hop[hop].ret;
	size_t hidden = 1, found = *at;

	if (find_addr(s, ret, at))
		return true;
	for (size_t i = 0; i < HOP_WATCH_ABOVE; i++) {
		if (s->above[hop][i] == ret)
			hidden++;
		else if (!hop_addr_user(s->above[hop][i]) &&
			 find_addr(s, s->above[hop][i], &found))
			break;
	}
	if (found < *at + hidden)
		return false;
	*at = found - hidden;
	return true;
}

size_t hop_watch_split(const struct hop_watch_sample *s, size_t skip,
		       struct hop_watch_part part[HOP_WATCH_HOPS])
{
	size_t nr = hop_watch_frames(s), from = skip < nr ? skip : nr;
	size_t at = from;

	for (size_t i = 0; i < hops_of(s); i++) {
		part[i] = (struct hop_watch_part){ .hop = &s->hop[i],
						   .frame = &s->trace[from],
						   .own = s->own & 1u << i };
		if (i + 1 == hops_of(s) || !find(s, i + 1, &at))
			at = nr;
		part[i].nr = at - from;
		from = at;
	}
	return hops_of(s);
}

void hop_watch_best_take(struct hop_watch_best *best,
			 const struct hop_watch_sample *s)
{
	if (s->point >= HOP_WATCH_NR)
		return;
	for (size_t i = 0; i < hops_of(s); i++) {
		__u64 kind = s->hop[i].kind;
		size_t at = hop_watch_stack_at(i, kind);

		if (kind >= HOP_KIND_NR || !(s->deepest & 1u << i) ||
		    s->hop[i].depth <= best->depth[s->point][at])
			continue;
		best->depth[s->point][at] = s->hop[i].depth;
		best->sample[s->point][at] = *s;
	}
}

bool hop_watch_deeper(const struct hop_watch_sample *s, __u64 bytes)
{
	for (size_t i = 0; i < hops_of(s); i++)
		if (s->hop[i].depth > bytes)
			return true;
	return false;
}

const struct hop_watch_sample *
hop_watch_best_of(const struct hop_watch_best *best, unsigned int kind)
{
	const struct hop_watch_sample *found = NULL;
	__u64 depth = 0;

	for (unsigned int i = 0; i < HOP_WATCH_NR * HOP_WATCH_ROLES; i++) {
		unsigned int point = i / HOP_WATCH_ROLES;
		size_t at = hop_watch_stack_at(i % HOP_WATCH_ROLES, kind);

		if (best->depth[point][at] <= depth)
			continue;
		depth = best->depth[point][at];
		found = &best->sample[point][at];
	}
	return found;
}
