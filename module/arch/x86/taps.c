// SPDX-License-Identifier: GPL-2.0
/*
 * Puts taps before the handlers of IDT gates and of the syscall instructions,
 * and takes them away.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

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
 * @stock: what it held at load, the same on all CPUs; 0: nothing to tap
 * @ours:  the tap's address while it is tapped, else 0
 */
struct hop_tap_msr {
	u32 msr;
	const char *tap;
	u64 stock;
	u64 ours;
};

static struct hop_tap_msr hop_tap_msrs[] = {
	{ MSR_LSTAR, hop_tap_lstar },
	{ MSR_CSTAR, hop_tap_cstar },
	{ MSR_IA32_SYSENTER_EIP, hop_tap_sysenter },
};

/* Mask of the MSRs that hold taps now. */
static u32 hop_tap_msrs_tapped;

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

/* On this CPU: as it should be now. */
static void hop_tap_msrs_write(void *unused)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hop_tap_msrs); i++) {
		const struct hop_tap_msr *tap = &hop_tap_msrs[i];

		if (tap->stock)
			wrmsrq(tap->msr, tap->ours ? tap->ours : tap->stock);
	}
}

/* A CPU that comes online has the stock MSRs. */
static int hop_tap_cpu_online(unsigned int cpu)
{
	if (hop_tap_msrs_tapped)
		hop_tap_msrs_write(NULL);
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
		on_each_cpu(hop_tap_msrs_write, NULL, 1);
	return NOTIFY_OK;
}

static struct notifier_block hop_tap_pm = {
	.notifier_call = hop_tap_resume,
};

/* An MSR that Linux left at 0 has no entry to tap. */
static u32 hop_taps_set_msrs(u32 want)
{
	u32 before = hop_tap_msrs_tapped, got = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hop_tap_msrs); i++) {
		struct hop_tap_msr *tap = &hop_tap_msrs[i];

		if (!tap->stock)
			continue;
		tap->ours = want & BIT(i) ? hop_own_tap_addr(tap->tap) : 0;
		if (tap->ours)
			got |= BIT(i);
	}
	hop_tap_msrs_tapped = got;
	if (got || before)
		on_each_cpu(hop_tap_msrs_write, NULL, 1);
	return got;
}

int hop_arch_taps_set(struct hop_tap *tap)
{
	DECLARE_BITMAP(want, IDT_ENTRIES);
	unsigned int vector;
	int err;

	BUILD_BUG_ON(sizeof(want) != sizeof(tap->vectors));
	memcpy(want, tap->vectors, sizeof(want));
	for (vector = 0; vector < IDT_ENTRIES; vector++)
		if (hop_vector_is_own(vector) || hop_idt_is_unused(vector))
			clear_bit(vector, want);
	err = hop_taps_set_idt(want);
	if (err)
		return err;
	memcpy(tap->vectors, want, sizeof(want));
	tap->syscalls = hop_taps_set_msrs(tap->syscalls);
	return 0;
}

static void hop_tap_msrs_read(void)
{
	hop_stub_data->lstar = hop_tap_msrs[0].stock;
	hop_stub_data->cstar = hop_tap_msrs[1].stock;
	hop_stub_data->sysenter = hop_tap_msrs[2].stock;
}

int hop_taps_init(void)
{
	size_t i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(hop_tap_msrs); i++)
		rdmsrq(hop_tap_msrs[i].msr, hop_tap_msrs[i].stock);
	hop_tap_msrs_read();
	ret = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "stackhop:online",
					hop_tap_cpu_online, NULL);
	if (ret < 0)
		return ret;
	hop_tap_online = ret;
	return register_pm_notifier(&hop_tap_pm);
}

/*
 * No file is open at rmmod, so there are no taps, unless it was forced: the
 * kernel lets `rmmod -f` (CONFIG_MODULE_FORCE_UNLOAD) pass over open files.
 */
void hop_taps_exit(void)
{
	struct hop_tap none = {};

	hop_arch_taps_set(&none);
	unregister_pm_notifier(&hop_tap_pm);
	cpuhp_remove_state_nocalls(hop_tap_online);
}
