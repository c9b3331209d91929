/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which stack an event ran on, which it came from, and the trace of them.
 */
#ifndef HOP_WALK_BPF_H
#define HOP_WALK_BPF_H

#include "compat.bpf.h"
#include "hop_watch.h"

/* THREAD_SIZE of the running kernel. */
const volatile __u64 task_stack_size;

/* Report every stack that has less than so much left of HOP_WATCH_SPAN. */
const volatile __s64 catch_low = -HOP_WATCH_UNSEEN;

/* Samples for which there was no room. */
__u64 samples_lost;

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

	hop->kind = HOP_KIND_UNKNOWN;
	hop->depth = 0;
	stack = bpf_map_lookup_elem(&pages, &page);
	if (stack) {
		hop->kind = stack->kind;
		hop->depth = stack->top - hop->sp;
		return stack->top;
	}
	base = hop_bpf_task_stack();
	if (hop->sp - base >= task_stack_size)
		return 0;
	hop->kind = HOP_KIND_TASK;
	hop->depth = base + task_stack_size - hop->sp;
	return base + task_stack_size;
}

static __always_inline __u64 word_at(__u64 addr)
{
	__u64 word = 0;

	bpf_probe_read_kernel(&word, sizeof(word), (const void *)addr);
	return word;
}

/*
 * The stack that the kernel was on before this one, if it left one.
 *
 * The switch to the IRQ stack stores RSP in its highest word and calls, so the
 * next word is a return address in the function that switched (irq_stack.h:
 * call_on_stack(); up to 5.11 asm_call_irq_on_stack() in entry_64.S). On an IST
 * stack the CPU pushes SS, RSP, RFLAGS, CS and RIP from the top on (SDM vol. 3,
 * 6.14.4), and what comes from user mode leaves that stack before it calls C.
 */
static __always_inline bool beneath(const struct hop_watch_hop *hop, __u64 top,
				    struct hop_watch_hop *next)
{
	if (hop->kind == HOP_KIND_IRQ) {
		next->sp = word_at(top - 8);
		next->ret = word_at(top - 16);
	} else if (hop->kind >= HOP_KIND_IST_DF &&
		   hop->kind <= HOP_KIND_IST_VC) {
		next->sp = word_at(top - 16);
		next->ret = word_at(top - 40);
	} else {
		return false;
	}
	return next->sp >> 63 && top - next->sp > hop->depth;
}

static __always_inline void sample_fill(struct hop_watch_sample *s, void *ctx)
{
	s->pid = bpf_get_current_pid_tgid();
	bpf_get_current_comm(s->comm, sizeof(s->comm));
	s->bytes = bpf_get_stack(ctx, s->trace, sizeof(s->trace), 0);
}

static __noinline int sample(void *ctx, const struct hop_watch_hop *hop,
			     __u32 hops, __u32 deepest, __u32 point)
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
	s->deepest = deepest;
	for (int i = 0; i < HOP_WATCH_HOPS; i++)
		s->hop[i] = hop[i];
	sample_fill(s, ctx);
	bpf_ringbuf_submit(s, BPF_RB_NO_WAKEUP);
	return 0;
}

/* Follows the stacks down; keeps, and reports, the depth of each. */
static __noinline int walk(void *ctx, struct hop_watch_cpu *c, __u32 point)
{
	struct hop_watch_hop hop[HOP_WATCH_HOPS] = {};
	struct hop_watch_point_state *p;
	__u32 deepest = 0, hops = 0;
	bool caught = false;

	if (!c || point >= HOP_WATCH_NR)
		return 0;
	p = &c->point[point];
	hop[0].sp = p->sp;
	for (int i = 0; i < HOP_WATCH_HOPS; i++) {
		__u64 top = locate(&hop[i]);
		__s64 low = HOP_WATCH_SPAN - hop[i].depth;
		__u64 kind = hop[i].kind;

		hops++;
		if (kind == HOP_KIND_UNKNOWN || kind >= HOP_KIND_NR)
			break;
		if (low < p->low[!!i][kind]) {
			p->low[!!i][kind] = low;
			if (!i && kind == HOP_KIND_TASK)
				p->edge = low > catch_low ? low : catch_low;
			deepest |= 1 << i;
		}
		caught |= low < catch_low;
		if (i + 1 == HOP_WATCH_HOPS ||
		    !beneath(&hop[i], top, &hop[i + 1]))
			break;
	}
	if (deepest || caught)
		sample(ctx, hop, hops, deepest, point);
	return 0;
}

#endif
