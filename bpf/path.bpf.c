// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop path`: which stack the kernel is on at the tracepoints that an entry
 * passes. A record carries its CPU's tape position, which puts it in order.
 */
#include "vmlinux.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "compat.bpf.h"
#include "hop_path.h"
#include "slots.bpf.h"

char LICENSE[] SEC("license") = "GPL";

/* The kernel's ring buffer cannot be used here: records go into slots. */
const volatile bool ring_sleeps;

/* CPU to look at, plus 1; 0: none. */
__u32 watched;

/* Address of that CPU's tape position, from HOP_IOC_TAPES. */
__u64 head;

/* Bytes of a task's stack. */
__u64 stack_size;

/* The end of that CPU's IRQ stack. */
__u64 irq_top;

/* Records for which there was no room. */
__u64 lost;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} seen SEC(".maps");

/* What cannot be read is 0. */
static __always_inline void words_read(void *to, __u32 size, __u64 from)
{
	if (bpf_probe_read_kernel(to, size, (const void *)from))
		__builtin_memset(to, 0, size);
}

/*
 * The context of a raw_tp program lies on the stack of the function that called
 * it (see hop_bpf_sp(), too).
 */
static __always_inline void fill(struct hop_probe *probe,
				 struct bpf_raw_tracepoint_args *ctx,
				 __u32 point, __u64 pos)
{
	__u64 top = hop_bpf_task_stack() + stack_size;
	__u64 regs = top - bpf_core_type_size(struct pt_regs), left;

	probe->pos = pos;
	probe->seq = 0;
	probe->sp = (__u64)ctx;
	probe->point = point;
	probe->pid = bpf_get_current_pid_tgid();
	probe->cpu = bpf_get_smp_processor_id();
	probe->reserved = 0;
	words_read(probe->end, sizeof(probe->end), top - sizeof(probe->end));
	words_read(probe->called, sizeof(probe->called),
		   regs - sizeof(probe->called));
	if (!hop_bpf_beneath(HOP_KIND_IRQ, irq_top, &left, &probe->irq_called))
		probe->irq_called = 0;
}

/* No wake-up: it would be an interrupt of its own. */
static __always_inline bool see_by_ring(struct bpf_raw_tracepoint_args *ctx,
					__u32 point, __u64 pos, __u64 arg,
					__u64 regs_end)
{
	struct hop_probe *probe = bpf_ringbuf_reserve(&seen, sizeof(*probe), 0);

	if (!probe)
		return false;
	fill(probe, ctx, point, pos);
	probe->arg = arg;
	probe->regs_end = regs_end;
	bpf_ringbuf_submit(probe, BPF_RB_NO_WAKEUP);
	return true;
}

static __always_inline bool see_by_slot(struct bpf_raw_tracepoint_args *ctx,
					__u32 point, __u64 pos, __u64 arg,
					__u64 regs_end)
{
	struct hop_probe_slot *slot = slot_take();

	if (!slot)
		return false;
	fill(&slot->probe, ctx, point, pos);
	slot->probe.arg = arg;
	slot->probe.regs_end = regs_end;
	return true;
}

/*
 * What is seen goes straight into the record, for an NMI may come at any point.
 * The tape's position is read first: what comes between the two has a later one.
 */
static __always_inline void see_watched(struct bpf_raw_tracepoint_args *ctx,
					__u32 point, __u64 arg, __u64 regs_end)
{
	__u64 pos;
	bool done;

	if (*(volatile __u32 *)&watched != bpf_get_smp_processor_id() + 1)
		return;
	done = !bpf_probe_read_kernel(&pos, sizeof(pos), (const void *)head);
	if (done && ring_sleeps)
		done = see_by_slot(ctx, point, pos, arg, regs_end);
	else if (done)
		done = see_by_ring(ctx, point, pos, arg, regs_end);
	if (!done)
		__sync_fetch_and_add(&lost, 1);
}

static __always_inline int see(struct bpf_raw_tracepoint_args *ctx, __u32 point,
			       __u64 arg, __u64 regs_end)
{
	if (!ring_sleeps) {
		see_watched(ctx, point, arg, regs_end);
	} else if (*(volatile __u32 *)&watched) {
		__sync_fetch_and_add(&busy, 1);
		see_watched(ctx, point, arg, regs_end);
		__sync_fetch_and_add(&busy, -1);
	}
	return 0;
}

/* SEE(tracepoint, point, which argument is of interest) */
#define SEE(name, point, nth)                               \
	SEC("raw_tp/" #name)                                \
	int see_##name(struct bpf_raw_tracepoint_args *ctx) \
	{                                                   \
		return see(ctx, point, ctx->args[nth], 0);  \
	}

/* The same, and which argument is the entry's pt_regs. */
#define SEE_REGS(name, point, nth, regs)                                \
	SEC("raw_tp/" #name)                                            \
	int see_##name(struct bpf_raw_tracepoint_args *ctx)             \
	{                                                               \
		return see(ctx, point, ctx->args[nth],                  \
			   ctx->args[regs] +                            \
				   bpf_core_type_size(struct pt_regs)); \
	}

SEE_REGS(sys_enter, HOP_PROBE_SYS_ENTER, 1, 0)
SEE(sys_exit, HOP_PROBE_SYS_EXIT, 1)
SEE_REGS(page_fault_user, HOP_PROBE_PAGE_FAULT_USER, 0, 1)
SEE(page_fault_kernel, HOP_PROBE_PAGE_FAULT_KERNEL, 0)
SEE(signal_generate, HOP_PROBE_SIGNAL, 0)
SEE(irq_handler_entry, HOP_PROBE_IRQ, 0)
SEE(softirq_entry, HOP_PROBE_SOFTIRQ, 0)
SEE(nmi_handler, HOP_PROBE_NMI, 0)
SEE(mce_record, HOP_PROBE_MCE, 0)
SEE(gate_entry, HOP_PROBE_GATE, 0)

#define VECTOR(vector, name) SEE(name##_entry, HOP_PROBE_VECTOR, 0)
#include "hop_vector_points.h"

SEC("raw_tp/sched_switch")
int see_sched_switch(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *next = (void *)ctx->args[2];

	return see(ctx, HOP_PROBE_SWITCH, BPF_CORE_READ(next, pid), 0);
}
