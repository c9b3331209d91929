// SPDX-License-Identifier: GPL-2.0
/*
 * The rows of a depth report: adding, sorting, cutting, and what is said of all.
 */
#include <err.h>
#include <stdlib.h>

#include "report.h"

/*
 * Tasks that ended are kept until the next report. Of more than this only the
 * half with more in use: memory stays bounded however many end.
 */
#define MANY_ENDED 4096

bool hop_depth_known(const struct hop_depth *d)
{
	return !(d->flags & HOP_DEPTH_UNKNOWN);
}

bool hop_depth_own(const struct hop_depth *d)
{
	return d->flags & HOP_DEPTH_OWN;
}

__u32 hop_depth_headroom(const struct hop_depth *d)
{
	return d->mark < d->size ? d->size - d->mark : 0;
}

unsigned int hop_depth_share(const struct hop_depth *d)
{
	if (d->mark >= d->size)
		return 100;
	return (d->mark * 100ULL + d->size - 1) / d->size;
}

const char *hop_depth_since(const struct hop_depth *d)
{
	if (d->flags & HOP_DEPTH_PAINTED)
		return "reset";
	if (d->flags & HOP_DEPTH_ERASED)
		return "syscall";
	if (d->kind == HOP_KIND_OWN || d->kind == HOP_KIND_OWN_IST)
		return "load";
	return d->kind == HOP_KIND_TASK && !(d->flags & HOP_DEPTH_IDLE) ?
		       "start" :
		       "boot";
}

const char *hop_depth_name(const struct hop_depth *d, char *name)
{
	return hop_text_clean(d->comm, sizeof(d->comm), name, HOP_DEPTH_NAME);
}

/*
 * The largest share in use first, then the least headroom; then those of CPUs
 * before tasks, each in its order. What is not known comes later, and what
 * belongs to the tool itself last.
 */
static int by_share(const void *a, const void *b)
{
	const struct hop_depth *x = a, *y = b;
	__u64 left = (__u64)x->mark * y->size, right = (__u64)y->mark * x->size;

	if (hop_depth_own(x) != hop_depth_own(y))
		return hop_depth_own(x) ? 1 : -1;
	if (hop_depth_known(x) != hop_depth_known(y))
		return hop_depth_known(x) ? -1 : 1;
	if (left != right)
		return left > right ? -1 : 1;
	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	if (x->pid != y->pid)
		return x->pid < y->pid ? -1 : 1;
	if (x->cpu != y->cpu)
		return x->cpu < y->cpu ? -1 : 1;
	return x->kind - y->kind;
}

static bool is_ended(const struct hop_depth *d)
{
	return d->flags & HOP_DEPTH_ENDED;
}

/* Only those that ended are added while a report waits to be shown. */
static void forget_some(struct hop_depth_report *r)
{
	for (size_t i = 0; i < r->nr; i++)
		if (!is_ended(&r->row[i]))
			return;
	qsort(r->row, r->nr, sizeof(*r->row), by_share);
	r->nr = MANY_ENDED / 2;
}

bool hop_depth_add(struct hop_depth_report *r, const struct hop_depth *rows,
		   size_t nr)
{
	struct hop_depth *more =
		reallocarray(r->row, r->nr + nr + 1, sizeof(*r->row));

	if (!more) {
		warn("stacks");
		return false;
	}
	r->row = more;
	for (size_t i = 0; i < nr; i++)
		r->row[r->nr++] = rows[i];
	if (r->nr > MANY_ENDED)
		forget_some(r);
	return true;
}

void hop_depth_keep_kinds(struct hop_depth_report *r, unsigned int kinds)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->nr; i++)
		if (kinds & 1U << r->row[i].kind)
			r->row[kept++] = r->row[i];
	r->nr = kept;
}

void hop_depth_sort(struct hop_depth_report *r)
{
	if (r->nr)
		qsort(r->row, r->nr, sizeof(*r->row), by_share);
	r->stacks = r->nr;
	r->tasks = 0;
	r->unknown = 0;
	r->own = 0;
	r->task_size = 0;
	for (size_t i = 0; i < r->nr; i++) {
		r->unknown += !hop_depth_known(&r->row[i]);
		r->own += hop_depth_own(&r->row[i]);
		if (r->row[i].kind != HOP_KIND_TASK)
			continue;
		r->tasks++;
		r->task_size = r->row[i].size;
	}
	if (r->nr)
		r->most = r->row[0];
}

void hop_depth_cut(struct hop_depth_report *r, size_t top)
{
	if (r->nr > top)
		r->nr = top;
}

void hop_depth_free(struct hop_depth_report *r)
{
	for (size_t i = 0; i < r->nr_blame; i++)
		free(r->blame[i].word);
	free(r->blame);
	free(r->row);
	*r = (struct hop_depth_report){ 0 };
}
