/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which stack an event ran on, which it came from, and the trace of them.
 */
#ifndef HOP_WALK_BPF_H
#define HOP_WALK_BPF_H

#include "compat.bpf.h"
#include "hop_watch.h"

/* THREAD_SIZE of the running kernel: the span of what is counted. */
const volatile __u64 task_stack_size;

/* Report every stack that has less than so much left of the span. */
const volatile __s64 catch_low = -HOP_WATCH_UNSEEN;

/* The kernel's ring buffer cannot be used here: no samples are made. */
const volatile bool traceless;

/* The process that watches. */
__u32 own_tgid;

/* Samples for which there was no room. */
__u64 samples_lost;

/*
 * Always 0, but the verifier does not know. What it is put into is any number
 * then, and ways that come together are one: with constants the verifier would
 * go on from each of them, and take six times as long.
 */
__u32 zero;

static __always_inline __u32 blur(__u32 number)
{
	return number ^ *(volatile __u32 *)&zero;
}

/* The CPUs' own stacks, by page number; the loader sets how many. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u64);
	__type(value, struct hop_watch_stack);
} pages SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} samples SEC(".maps");

/* Sets @hop's kind and depth; returns the end of its stack. */
static __noinline __u64 locate(struct hop_watch_hop *hop)
{
	__u64 base, page = hop->sp >> HOP_WATCH_PAGE_SHIFT;
	struct hop_watch_stack *stack;

	hop->kind = blur(HOP_KIND_UNKNOWN);
	hop->depth = blur(0);
	stack = bpf_map_lookup_elem(&pages, &page);
	if (stack) {
		hop->kind = stack->kind;
		hop->depth = stack->top - hop->sp;
		return stack->top;
	}
	base = hop_bpf_task_stack();
	if (hop->sp - base >= task_stack_size)
		return 0;
	hop->kind = blur(HOP_KIND_TASK);
	hop->depth = base + task_stack_size - hop->sp;
	return base + task_stack_size;
}

/* The stack that the kernel was on before this one, if it left one. */
static __always_inline bool beneath(const struct hop_watch_hop *hop, __u64 top,
				    struct hop_watch_hop *next)
{
	if (!hop_bpf_beneath(hop->kind, top, &next->sp, &next->ret))
		return false;
	return hop_bpf_kernel(next->sp) && top - next->sp > hop->depth;
}

/* Words of the stacks that were left: see hop_watch_split(). */
static __always_inline void above_fill(struct hop_watch_sample *s)
{
	for (int i = 1; i < HOP_WATCH_HOPS; i++)
		if (bpf_probe_read_kernel(s->above[i], sizeof(s->above[i]),
					  (const void *)s->hop[i].sp))
			__builtin_memset(s->above[i], 0, sizeof(s->above[i]));
}

static __always_inline void sample_fill(struct hop_watch_sample *s, void *ctx)
{
	above_fill(s);
	s->pid = bpf_get_current_pid_tgid();
	bpf_get_current_comm(s->comm, sizeof(s->comm));
	s->bytes = bpf_get_stack(ctx, s->trace, sizeof(s->trace), 0);
}

/* What is known of the hops: hop_watch_sample.deepest, .own; by --catch. */
enum { DEEPEST = 0xff, OWN = 0x100, OWN_ALL = 0xff00, CAUGHT = 0x10000 };

static __noinline int sample(void *ctx, const struct hop_watch_hop *hop,
			     __u32 hops, __u32 flags, __u32 point)
{
	struct hop_watch_sample *s;

	if (!hop)
		return 0;
	s = bpf_ringbuf_reserve(&samples, sizeof(*s), 0);
	if (!s) {
		__sync_fetch_and_add(&samples_lost, 1);
		return 0;
	}
	s->point = point;
	s->cpu = bpf_get_smp_processor_id();
	s->hops = hops;
	s->deepest = flags & DEEPEST;
	s->own = (flags & OWN_ALL) / OWN;
	s->reserved = 0;
	for (int i = 0; i < HOP_WATCH_HOPS; i++)
		s->hop[i] = hop[i];
	sample_fill(s, ctx);
	bpf_ringbuf_submit(s, BPF_RB_NO_WAKEUP);
	return 0;
}

/* Programs by what they interrupt: of one level only one runs at a time. */
enum { LEVEL_TASK, LEVEL_IRQ, LEVEL_SOFTIRQ, LEVELS };

/**
 * struct others - where programs of watch other than @point's have begun
 * @sp:	by level, 0: none
 *
 * Sums, without a branch: the verifier would go both ways each time.
 */
struct others {
	__u64 sp[LEVELS];
};

static __always_inline __u64 sum(const __u64 *sp, __u32 from, __u32 to)
{
	__u64 all = 0;

#pragma unroll
	for (__u32 i = from; i < to; i++)
		all += sp[i];
	return all;
}

static __always_inline bool others_find(const struct hop_watch_cpu *c,
					__u32 point, struct others *o)
{
	__u64 own = c->running[point];

	o->sp[LEVEL_TASK] = sum(c->running, 0, HOP_WATCH_IRQ_ENTRY);
	o->sp[LEVEL_IRQ] =
		sum(c->running, HOP_WATCH_IRQ_ENTRY, HOP_WATCH_SOFTIRQ_ENTRY);
	o->sp[LEVEL_SOFTIRQ] =
		sum(c->running, HOP_WATCH_SOFTIRQ_ENTRY, HOP_WATCH_NR);
	if (point < HOP_WATCH_IRQ_ENTRY)
		o->sp[LEVEL_TASK] -= own;
	else if (point < HOP_WATCH_SOFTIRQ_ENTRY)
		o->sp[LEVEL_IRQ] -= own;
	else
		o->sp[LEVEL_SOFTIRQ] -= own;
	return o->sp[LEVEL_TASK] | o->sp[LEVEL_IRQ] | o->sp[LEVEL_SOFTIRQ];
}

/* Has one been interrupted on the stack that ends at @top, above @sp? */
static __always_inline bool hits_own(const struct others *o, __u64 sp,
				     __u64 top)
{
	return o->sp[LEVEL_TASK] - sp < top - sp ||
	       o->sp[LEVEL_IRQ] - sp < top - sp ||
	       o->sp[LEVEL_SOFTIRQ] - sp < top - sp;
}

/* Follows the stacks down; keeps, and reports, the depth of each. */
static __noinline int walk(void *ctx, struct hop_watch_cpu *c, __u32 point)
{
	struct hop_watch_hop hop[HOP_WATCH_HOPS] = {};
	struct hop_watch_point_state *p;
	__u32 flags = 0, hops = 0;
	struct others others;
	bool busy;

	if (!c || point >= HOP_WATCH_NR)
		return 0;
	p = &c->point[point];
	hop[0].sp = c->running[point];
	busy = others_find(c, point, &others);
	for (int i = 0; i < HOP_WATCH_HOPS; i++) {
		__u64 top = locate(&hop[i]);
		__s64 low = task_stack_size - hop[i].depth;
		__u64 kind = hop[i].kind;

		hops++;
		if (kind == HOP_KIND_UNKNOWN || kind >= HOP_KIND_NR)
			break;
		if ((busy && hits_own(&others, hop[i].sp, top)) ||
		    (kind == HOP_KIND_TASK && hop_bpf_tgid() == own_tgid)) {
			flags |= OWN << i;
		} else {
			if (low < p->low[!!i][kind]) {
				p->low[!!i][kind] = low;
				if (!i && kind == HOP_KIND_TASK)
					p->edge = low > catch_low ? low :
								    catch_low;
				flags |= 1 << i;
			}
			if (low < catch_low)
				flags |= CAUGHT;
		}
		flags = blur(flags);
		if (i + 1 == HOP_WATCH_HOPS ||
		    !beneath(&hop[i], top, &hop[i + 1]))
			break;
	}
	if (!traceless && flags & (DEEPEST | CAUGHT))
		sample(ctx, hop, hops, flags, point);
	return 0;
}

#endif
