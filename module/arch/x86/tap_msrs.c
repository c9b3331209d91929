// SPDX-License-Identifier: GPL-2.0
/*
 * Writes the addresses of taps into the MSRs that hold the syscall entries, of
 * all CPUs, and puts back what Linux wrote there.
 *
 * Each CPU knows which of its MSRs it has written. Together with what all are to
 * hold and what the MSR says, that tells what to do at any moment: so the same
 * function serves taps that come and go, a CPU that comes online, and resume. A
 * CPU may come online between the round of interrupts and the bookkeeping of
 * whoever sets taps: cpus_read_lock() is held over both.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/suspend.h>

#include "../../compat.h"
#include "../arch.h"
#include "msr.h"
#include "own.h"
#include "stub.h"
#include "tap_msrs.h"
#include "virt.h"

/**
 * struct hop_tap_msr - an MSR with the address of a syscall entry; its bit in
 *			hop_tap.calls is its index here
 * @msr:   which
 * @tap:   the tap in the block of taps
 * @entry: where in struct hop_stub_data the tap finds the kernel's entry
 * @stock: what it held at load, the same on all CPUs; 0: nothing to tap
 */
struct hop_tap_msr {
	u32 msr;
	const char *tap;
	size_t entry;
	u64 stock;
};

#define HOP_ENTRY(field) offsetof(struct hop_stub_data, field)

static struct hop_tap_msr hop_tap_msrs[] = {
	{ MSR_LSTAR, hop_tap_lstar, HOP_ENTRY(lstar) },
	{ MSR_CSTAR, hop_tap_cstar, HOP_ENTRY(cstar) },
	{ MSR_IA32_SYSENTER_EIP, hop_tap_sysenter, HOP_ENTRY(sysenter) },
};

/**
 * struct hop_tap_cpu - one CPU's MSRs, as bits of HOP_TAP_*
 * @held: it has written, and not taken back
 * @left: of these, it found changed when it was to take them back
 */
struct hop_tap_cpu {
	u32 held;
	u32 left;
};

static DEFINE_PER_CPU(struct hop_tap_cpu, hop_tap_cpus);

/* What all CPUs are to hold. Written under cpus_read_lock(). */
static u32 hop_tap_msrs_want;

/* What was found when asked whether taps can be added. */
static atomic_t hop_tap_msrs_foreign;

static int hop_tap_online;

static u64 hop_tap_msr_addr(const struct hop_tap_msr *tap)
{
	return hop_own_tap_addr(tap->tap);
}

static void hop_tap_msr_put(struct hop_tap_cpu *cpu, size_t i)
{
	const struct hop_tap_msr *tap = &hop_tap_msrs[i];
	u64 value;

	rdmsrq(tap->msr, value);
	if (value != tap->stock)
		return;
	wrmsrq(tap->msr, hop_tap_msr_addr(tap));
	cpu->held |= BIT(i);
}

/* What somebody else has written is left to him. */
static void hop_tap_msr_take_back(struct hop_tap_cpu *cpu, size_t i)
{
	const struct hop_tap_msr *tap = &hop_tap_msrs[i];
	u64 value;

	rdmsrq(tap->msr, value);
	if (value == hop_tap_msr_addr(tap)) {
		wrmsrq(tap->msr, tap->stock);
	} else if (value != tap->stock) {
		if (!(cpu->left & BIT(i)))
			pr_warn("CPU %d: MSR %#x is not what stackhop wrote: left alone\n",
				smp_processor_id(), tap->msr);
		cpu->left |= BIT(i);
		return;
	}
	cpu->held &= ~BIT(i);
	cpu->left &= ~BIT(i);
}

/*
 * On this CPU, interrupts off. One that was offline, or asleep with the machine,
 * has the stock MSRs again, whatever it held before.
 */
static void hop_tap_msrs_sync(void *unused)
{
	struct hop_tap_cpu *cpu = this_cpu_ptr(&hop_tap_cpus);
	u32 want = READ_ONCE(hop_tap_msrs_want);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hop_tap_msrs); i++) {
		if (want & BIT(i))
			hop_tap_msr_put(cpu, i);
		else if (cpu->held & BIT(i))
			hop_tap_msr_take_back(cpu, i);
	}
}

static int hop_tap_cpu_online(unsigned int cpu)
{
	unsigned long flags;

	local_irq_save(flags);
	hop_tap_msrs_sync(NULL);
	local_irq_restore(flags);
	return 0;
}

/*
 * The first CPU is not taken offline. A syscore callback would come earlier,
 * before tasks run again, but how to register one changed within stable lines.
 * Until this comes its syscalls are not seen; whoever sets taps meanwhile does
 * no harm, as each CPU looks at its MSRs.
 */
static int hop_tap_resume(struct notifier_block *nb, unsigned long event,
			  void *unused)
{
	if (event == PM_POST_SUSPEND || event == PM_POST_HIBERNATION)
		on_each_cpu(hop_tap_msrs_sync, NULL, 1);
	return NOTIFY_OK;
}

static struct notifier_block hop_tap_pm = {
	.notifier_call = hop_tap_resume,
};

/* What any CPU has in use still. cpus_read_lock() is held. */
static u32 hop_tap_msrs_held(void)
{
	u32 held = 0;
	int cpu;

	for_each_online_cpu(cpu)
		held |= READ_ONCE(per_cpu(hop_tap_cpus, cpu).held);
	return held;
}

u32 hop_tap_msrs_there(void)
{
	u32 there = 0;
	size_t i;

	cpus_read_lock();
	for (i = 0; i < ARRAY_SIZE(hop_tap_msrs); i++)
		if (hop_tap_msrs[i].stock)
			there |= BIT(i);
	there &= ~(hop_tap_msrs_held() & ~hop_tap_msrs_want);
	cpus_read_unlock();
	return there;
}

/* On this CPU: does it hold what we believe, of those that are to be added? */
static void hop_tap_msrs_check(void *arg)
{
	u32 add = *(u32 *)arg;
	size_t i;
	u64 value;

	if (add && hop_virt_is_on_here())
		atomic_inc(&hop_tap_msrs_foreign);
	for (i = 0; i < ARRAY_SIZE(hop_tap_msrs); i++) {
		if (!(add & BIT(i)))
			continue;
		rdmsrq(hop_tap_msrs[i].msr, value);
		if (value != hop_tap_msrs[i].stock)
			atomic_inc(&hop_tap_msrs_foreign);
	}
}

int hop_tap_msrs_add(u32 want)
{
	int err = 0;
	u32 add;

	cpus_read_lock();
	add = want & ~hop_tap_msrs_want;
	atomic_set(&hop_tap_msrs_foreign, 0);
	if (add)
		on_each_cpu(hop_tap_msrs_check, &add, 1);
	if (atomic_read(&hop_tap_msrs_foreign)) {
		err = -EBUSY;
	} else if (add) {
		WRITE_ONCE(hop_tap_msrs_want, hop_tap_msrs_want | add);
		on_each_cpu(hop_tap_msrs_sync, NULL, 1);
	}
	cpus_read_unlock();
	return err;
}

u32 hop_tap_msrs_keep(u32 want)
{
	u32 left;

	cpus_read_lock();
	if ((hop_tap_msrs_want | hop_tap_msrs_held()) & ~want) {
		WRITE_ONCE(hop_tap_msrs_want, hop_tap_msrs_want & want);
		on_each_cpu(hop_tap_msrs_sync, NULL, 1);
	}
	left = hop_tap_msrs_held() & ~want;
	cpus_read_unlock();
	return left;
}

static void hop_tap_msrs_read(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hop_tap_msrs); i++) {
		struct hop_tap_msr *tap = &hop_tap_msrs[i];

		rdmsrq(tap->msr, tap->stock);
		*(u64 *)((void *)hop_stub_words + tap->entry) = tap->stock;
	}
}

int hop_tap_msrs_init(void)
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

void hop_tap_msrs_exit(void)
{
	unregister_pm_notifier(&hop_tap_pm);
	cpuhp_remove_state_nocalls(hop_tap_online);
}
