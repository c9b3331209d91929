/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What BPF programs know of x86-64: where its stacks lie, what their tops keep.
 */
#ifndef HOP_X86_BPF_H
#define HOP_X86_BPF_H

/*
 * Without a type, for the types differ: the module's table of such names is
 * in module/arch/x86/names.c. What a kernel has not is NULL.
 */
extern const void hardirq_stack_ptr __ksym __weak;
extern const void pcpu_hot __ksym __weak;
extern const void cea_exception_stacks __ksym __weak;
extern const void cpu_tss_rw __ksym __weak;

/* From 6.2 to 6.14 it is in there. */
struct pcpu_hot___since_6_2 {
	void *hardirq_stack_ptr;
} __attribute__((preserve_access_index));

static __always_inline void hop_x86_put(struct hop_bpf_stack *found, __u32 kind,
					__u64 base, __u64 size)
{
	found[kind].base = base;
	found[kind].top = base + size;
}

/*
 * Since 5.9 the pointer is to the highest word, before that to the end of the
 * stack: rounding up makes both the end (arch/x86/kernel/irq_64.c).
 */
static __always_inline void hop_x86_find_irq(__u64 offset,
					     struct hop_bpf_stack *found)
{
	__u64 size = bpf_core_type_size(struct irq_stack), ptr = 0;

	if (&hardirq_stack_ptr)
		ptr = hop_bpf_word((__u64)&hardirq_stack_ptr + offset);
	else if (&pcpu_hot)
		ptr = (__u64)BPF_CORE_READ(
			(struct pcpu_hot___since_6_2 *)((__u64)&pcpu_hot +
							offset),
			hardirq_stack_ptr);
	if (ptr)
		hop_x86_put(found, HOP_KIND_IRQ,
			    ((ptr + 4095) & ~4095ULL) - size, size);
}

static __always_inline void hop_x86_find_entry(__u64 offset,
					       struct hop_bpf_stack *found)
{
	__u64 size = bpf_core_type_size(struct entry_stack);
	struct tss_struct *tss = (void *)((__u64)&cpu_tss_rw + offset);

	if (&cpu_tss_rw)
		hop_x86_put(found, HOP_KIND_ENTRY,
			    BPF_CORE_READ(tss, x86_tss.sp0) - size, size);
}

/* Each is a member of the one structure that begins at @at. */
#define hop_x86_put_ist(found, at, name)                                      \
	hop_x86_put(found, HOP_KIND_IST_##name,                               \
		    (at) + bpf_core_field_offset(struct cea_exception_stacks, \
						 name##_stack),               \
		    bpf_core_field_size(struct cea_exception_stacks,          \
					name##_stack))

static __always_inline void hop_x86_find_ist(__u64 offset,
					     struct hop_bpf_stack *found)
{
	__u64 at;

	if (!&cea_exception_stacks)
		return;
	at = hop_bpf_word((__u64)&cea_exception_stacks + offset);
	if (!at)
		return;
	hop_x86_put_ist(found, at, DF);
	hop_x86_put_ist(found, at, NMI);
	hop_x86_put_ist(found, at, DB);
	hop_x86_put_ist(found, at, MCE);
}

/* @offset: what per-CPU variables of that CPU have; @found: by enum hop_kind */
static __always_inline void hop_bpf_stacks_find(__u64 offset,
						struct hop_bpf_stack *found)
{
	hop_x86_find_irq(offset, found);
	hop_x86_find_entry(offset, found);
	hop_x86_find_ist(offset, found);
}

/*
 * The switch to the IRQ stack stores RSP in its highest word and calls, so the
 * next word is a return address in the function that switched (irq_stack.h:
 * call_on_stack(); up to 5.11 asm_call_irq_on_stack() in entry_64.S). On an IST
 * stack the CPU pushes SS, RSP, RFLAGS, CS and RIP from the top on (SDM vol. 3,
 * 6.14.4), and what comes from user mode leaves that stack before it calls C.
 */
static __always_inline bool hop_bpf_beneath(__u32 kind, __u64 top, __u64 *sp,
					    __u64 *ret)
{
	if (kind == HOP_KIND_IRQ) {
		*sp = hop_bpf_word(top - 8);
		*ret = hop_bpf_word(top - 16);
	} else if (kind >= HOP_KIND_IST_DF && kind <= HOP_KIND_IST_VC) {
		*sp = hop_bpf_word(top - 16);
		*ret = hop_bpf_word(top - 40);
	} else {
		return false;
	}
	return true;
}

/* Addresses are sign-extended: bit 63 is that of the kernel (SDM vol. 1, 3.3.7.1). */
static __always_inline bool hop_bpf_kernel(__u64 addr)
{
	return addr >> 63;
}

/*
 * Makes @value visible only after all that was written before. x86 does not
 * reorder stores (SDM vol. 3, 8.2.2); the compiler may. BPF itself has a release
 * store only since 6.15.
 */
static __always_inline void hop_bpf_publish(__u64 *to, __u64 value)
{
	barrier();
	*(volatile __u64 *)to = value;
}

#endif
