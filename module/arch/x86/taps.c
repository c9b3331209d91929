// SPDX-License-Identifier: GPL-2.0
/*
 * Puts taps before the handlers of IDT gates and of the syscall instructions,
 * and takes them away.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/bitmap.h>
#include <linux/cpuhotplug.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/suspend.h>
#include <asm/desc.h>
#include <asm/msr.h>
#include <asm/trapnr.h>

#include "../../compat.h"
#include "../arch.h"
#include "idt.h"
#include "own.h"
#include "region.h"
#include "stub.h"
#include "taps.h"

/* The IDT: what each gate was before its tap, and which are tapped now. */
static gate_desc hop_stock_gates[IDT_ENTRIES];
static DECLARE_BITMAP(hop_tapped, IDT_ENTRIES);

/**
 * struct hop_tap_msr - an MSR with the address of a syscall entry; its bit in
 *			hop_tap.syscalls is its index here
 * @msr:   which
 * @tap:   the tap in the block of taps
 * @entry: where in struct hop_stub_data the tap finds the kernel's entry
 * @stock: what it held at load, the same on all CPUs; 0: nothing to tap
 * @now:   what we last had all CPUs hold
 * @next:  what they are to hold
 */
struct hop_tap_msr {
	u32 msr;
	const char *tap;
	size_t entry;
	u64 stock;
	u64 now;
	u64 next;
};

#define HOP_ENTRY(field) offsetof(struct hop_stub_data, field)

static struct hop_tap_msr hop_tap_msrs[] = {
	{ MSR_LSTAR, hop_tap_lstar, HOP_ENTRY(lstar) },
	{ MSR_CSTAR, hop_tap_cstar, HOP_ENTRY(cstar) },
	{ MSR_IA32_SYSENTER_EIP, hop_tap_sysenter, HOP_ENTRY(sysenter) },
};

/* Mask of the MSRs that hold taps now. */
static u32 hop_tap_msrs_tapped;

/* MSRs of CPUs that were found to hold what nobody here has written. */
static atomic_t hop_tap_msrs_foreign;

static int hop_tap_online;

static bool hop_vector_is_own(unsigned int vector)
{
	return vector == hop_gate_vectors[HOP_GATE_OWN] ||
	       vector == hop_gate_vectors[HOP_GATE_IST];
}

static gate_desc hop_tap_gate(unsigned int vector)
{
	const char *tap = vector == X86_TRAP_NMI ?
				  hop_tap_nmi :
				  hop_taps_begin + vector * HOP_TAP_SIZE;
	gate_desc stock = hop_stock_gates[vector];
	gate_desc gate = hop_idt_make(hop_own_tap_addr(tap), 0, 0);

	gate.bits = stock.bits;
	return gate;
}

/* Describe the change of one gate, if there is any. */
static bool hop_tap_change(unsigned int vector, bool want,
			   struct hop_idt_change *change)
{
	bool have = test_bit(vector, hop_tapped);

	if (want == have)
		return false;
	change->vector = vector;
	if (!want) {
		change->from = hop_tap_gate(vector);
		change->to = hop_stock_gates[vector];
		return true;
	}
	hop_stock_gates[vector] = hop_idt_get(vector);
	hop_stub_data->stock[vector] = gate_offset(&hop_stock_gates[vector]);
	change->from = hop_stock_gates[vector];
	change->to = hop_tap_gate(vector);
	return true;
}

static int hop_taps_set_idt(const unsigned long *want)
{
	struct hop_idt_change *changes;
	unsigned int vector, nr = 0;
	int err;

	changes = kcalloc(IDT_ENTRIES, sizeof(*changes), GFP_KERNEL);
	if (!changes)
		return -ENOMEM;
	for (vector = 0; vector < IDT_ENTRIES; vector++)
		nr += hop_tap_change(vector, test_bit(vector, want),
				     &changes[nr]);
	err = nr ? hop_idt_exchange(changes, nr) : 0;
	if (!err)
		bitmap_copy(hop_tapped, want, IDT_ENTRIES);
	kfree(changes);
	return err;
}

/* On this CPU. */
static void hop_tap_msrs_check(void *unused)
{
	size_t i;
	u64 value;

	for (i = 0; i < ARRAY_SIZE(hop_tap_msrs); i++) {
		const struct hop_tap_msr *tap = &hop_tap_msrs[i];

		rdmsrq(tap->msr, value);
		if (tap->stock && value != tap->now)
			atomic_inc(&hop_tap_msrs_foreign);
	}
}

/* On this CPU: what somebody else has written is left to him. */
static void hop_tap_msr_change(const struct hop_tap_msr *tap, u64 from, u64 to)
{
	u64 value;

	if (from == to)
		return;
	rdmsrq(tap->msr, value);
	if (value == from)
		wrmsrq(tap->msr, to);
	else if (value != to)
		pr_warn("CPU %d: MSR %#x is not what stackhop wrote: left alone\n",
			smp_processor_id(), tap->msr);
}

static void hop_tap_msrs_write(void *unused)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hop_tap_msrs); i++)
		hop_tap_msr_change(&hop_tap_msrs[i], hop_tap_msrs[i].now,
				   hop_tap_msrs[i].next);
}

/* A CPU that comes online has the stock MSRs. */
static void hop_tap_msrs_rewrite(void *unused)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hop_tap_msrs); i++)
		hop_tap_msr_change(&hop_tap_msrs[i], hop_tap_msrs[i].stock,
				   hop_tap_msrs[i].now);
}

static int hop_tap_cpu_online(unsigned int cpu)
{
	if (hop_tap_msrs_tapped)
		hop_tap_msrs_rewrite(NULL);
	return 0;
}

/*
 * The first CPU is not taken offline. A syscore callback would come earlier,
 * before tasks run again, but how to register one changed within stable lines.
 */
static int hop_tap_resume(struct notifier_block *nb, unsigned long event,
			  void *unused)
{
	if (hop_tap_msrs_tapped &&
	    (event == PM_POST_SUSPEND || event == PM_POST_HIBERNATION))
		on_each_cpu(hop_tap_msrs_rewrite, NULL, 1);
	return NOTIFY_OK;
}

static struct notifier_block hop_tap_pm = {
	.notifier_call = hop_tap_resume,
};

/* An MSR that Linux left at 0 has no entry to tap. */
static u32 hop_tap_msrs_there(void)
{
	u32 there = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hop_tap_msrs); i++)
		if (hop_tap_msrs[i].stock)
			there |= BIT(i);
	return there;
}

/* Does every CPU hold what we believe? Asked only before taps are added. */
static int hop_tap_msrs_ours(u32 want)
{
	if (!(want & ~hop_tap_msrs_tapped))
		return 0;
	atomic_set(&hop_tap_msrs_foreign, 0);
	on_each_cpu(hop_tap_msrs_check, NULL, 1);
	return atomic_read(&hop_tap_msrs_foreign) ? -EBUSY : 0;
}

static void hop_taps_set_msrs(u32 want)
{
	size_t i;

	if (want == hop_tap_msrs_tapped)
		return;
	for (i = 0; i < ARRAY_SIZE(hop_tap_msrs); i++) {
		struct hop_tap_msr *tap = &hop_tap_msrs[i];

		tap->next = want & BIT(i) ? hop_own_tap_addr(tap->tap) :
					    tap->stock;
	}
	on_each_cpu(hop_tap_msrs_write, NULL, 1);
	for (i = 0; i < ARRAY_SIZE(hop_tap_msrs); i++)
		hop_tap_msrs[i].now = hop_tap_msrs[i].next;
	hop_tap_msrs_tapped = want;
}

int hop_arch_taps_set(struct hop_tap *tap)
{
	u32 syscalls = tap->syscalls & hop_tap_msrs_there();
	DECLARE_BITMAP(want, IDT_ENTRIES);
	unsigned int vector;
	int err;

	BUILD_BUG_ON(sizeof(want) != sizeof(tap->vectors));
	memcpy(want, tap->vectors, sizeof(want));
	for (vector = 0; vector < IDT_ENTRIES; vector++)
		if (hop_vector_is_own(vector) || hop_idt_is_unused(vector))
			clear_bit(vector, want);
	err = hop_tap_msrs_ours(syscalls);
	if (!err)
		err = hop_taps_set_idt(want);
	if (err)
		return err;
	hop_taps_set_msrs(syscalls);
	memcpy(tap->vectors, want, sizeof(want));
	tap->syscalls = syscalls;
	return 0;
}

static void hop_tap_msrs_read(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hop_tap_msrs); i++) {
		struct hop_tap_msr *tap = &hop_tap_msrs[i];

		rdmsrq(tap->msr, tap->stock);
		tap->now = tap->stock;
		*(u64 *)((void *)hop_stub_data + tap->entry) = tap->stock;
	}
}

int hop_taps_init(void)
{
	int ret;

	hop_tap_msrs_read();
	ret = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "stackhop:online",
					hop_tap_cpu_online, NULL);
	if (ret < 0)
		return ret;
	hop_tap_online = ret;
	ret = register_pm_notifier(&hop_tap_pm);
	if (ret)
		cpuhp_remove_state_nocalls(hop_tap_online);
	return ret;
}

/* No file is open at rmmod, so there are no taps. */
void hop_taps_exit(void)
{
	unregister_pm_notifier(&hop_tap_pm);
	cpuhp_remove_state_nocalls(hop_tap_online);
}
