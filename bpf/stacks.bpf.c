// SPDX-License-Identifier: GPL-2.0
/*
 * Where the stacks of a CPU lie, read from the kernel's own variables: for the
 * tool where the module is not loaded. It is run by hand, never attached.
 */
#include "vmlinux.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "compat.bpf.h"
#include "stackhop_bpf.h"

char LICENSE[] SEC("license") = "GPL";

/* By enum hop_kind; top 0: not found. */
struct {
	__u64 base;
	__u64 top;
} found[HOP_KIND_NR];

static __always_inline __u64 word_at(__u64 addr)
{
	__u64 word = 0;

	bpf_probe_read_kernel(&word, sizeof(word), (const void *)addr);
	return word;
}

static __always_inline void put(__u32 kind, __u64 base, __u64 size)
{
	found[kind].base = base;
	found[kind].top = base + size;
}

/*
 * Since 5.9 the pointer is to the highest word, before that to the end of the
 * stack: rounding up makes both the end (arch/x86/kernel/irq_64.c).
 */
static __always_inline void find_irq(__u64 offset)
{
	__u64 size = bpf_core_type_size(struct irq_stack), ptr = 0;

	if (&hardirq_stack_ptr)
		ptr = word_at((__u64)&hardirq_stack_ptr + offset);
	else if (&pcpu_hot)
		ptr = (__u64)BPF_CORE_READ(
			(struct pcpu_hot___since_6_2 *)((__u64)&pcpu_hot +
							offset),
			hardirq_stack_ptr);
	if (ptr)
		put(HOP_KIND_IRQ, ((ptr + 4095) & ~4095ULL) - size, size);
}

static __always_inline void find_entry(__u64 offset)
{
	__u64 size = bpf_core_type_size(struct entry_stack);
	struct tss_struct *tss = (void *)((__u64)&cpu_tss_rw + offset);

	if (&cpu_tss_rw)
		put(HOP_KIND_ENTRY, BPF_CORE_READ(tss, x86_tss.sp0) - size,
		    size);
}

static __always_inline void find_ist(__u64 offset)
{
	struct cea_exception_stacks *stacks;
	__u64 at;

	if (!&cea_exception_stacks)
		return;
	at = word_at((__u64)&cea_exception_stacks + offset);
	stacks = (void *)at;
	if (!at)
		return;
	put(HOP_KIND_IST_DF, at + bpf_core_field_offset(stacks->DF_stack),
	    bpf_core_field_size(stacks->DF_stack));
	put(HOP_KIND_IST_NMI, at + bpf_core_field_offset(stacks->NMI_stack),
	    bpf_core_field_size(stacks->NMI_stack));
	put(HOP_KIND_IST_DB, at + bpf_core_field_offset(stacks->DB_stack),
	    bpf_core_field_size(stacks->DB_stack));
	put(HOP_KIND_IST_MCE, at + bpf_core_field_offset(stacks->MCE_stack),
	    bpf_core_field_size(stacks->MCE_stack));
}

/* The first argument is a CPU's number. */
SEC("raw_tp")
int find_stacks(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 offset = word_at((__u64)&__per_cpu_offset + ctx->args[0] * 8);

	find_irq(offset);
	find_entry(offset);
	find_ist(offset);
	return 0;
}
