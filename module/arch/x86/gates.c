// SPDX-License-Identifier: GPL-2.0
/*
 * Own gates on x86-64: choose vectors, set the IST slot, install closed gates,
 * open and close them; and the C part that records a hit.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cc_platform.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <asm/cpufeature.h>
#include <asm/desc.h>
#include <asm/processor.h>

#include "../../compat.h"
#include "../../ksyms.h"
#include "../../steps.h"
#include "../arch.h"
#include "idt.h"
#include "ist.h"
#include "msr.h"
#include "own.h"
#include "region.h"
#include "stub.h"
#include "taps.h"

/*
 * Vectors of no exception and no device. An APIC does not deliver below 32
 * while Linux keeps TPR at 16, so `int n` is the only way in.
 */
#define HOP_VECTOR_FIRST 22
#define HOP_VECTOR_LAST 27

static uint vector;
module_param(vector, uint, 0400);
MODULE_PARM_DESC(vector,
		 "IDT vector of the own gate: 22 to 27 (0: the first unused)");

static uint ist_vector;
module_param(ist_vector, uint, 0400);
MODULE_PARM_DESC(
	ist_vector,
	"IDT vector of the own IST gate: 22 to 27 (0: the next unused)");

/**
 * struct hop_own_gate - an installed gate; hop_gate_vectors says where
 * @stock:  what was there, to be put back
 * @now:    what is there
 */
struct hop_own_gate {
	gate_desc stock;
	gate_desc now;
};

static struct hop_own_gate hop_own_gates[HOP_GATE_NR];
static const char *hop_gates_refused;
u8 hop_gate_vectors[HOP_GATE_NR];

static bool hop_vector_valid(unsigned int n)
{
	return !n || (n >= HOP_VECTOR_FIRST && n <= HOP_VECTOR_LAST);
}

static int hop_vectors_check(void)
{
	if (hop_vector_valid(vector) && hop_vector_valid(ist_vector) &&
	    (!vector || vector != ist_vector))
		return 0;
	hop_gates_refused = "bad vector";
	pr_err("refused: vector=%u ist_vector=%u: each must be 0 or %d to %d, and not the same\n",
	       vector, ist_vector, HOP_VECTOR_FIRST, HOP_VECTOR_LAST);
	return -EINVAL;
}

/* The IST gate sets GSBASE, also for CPUs that are offline now. */
static bool hop_gs_is_known(void)
{
	u64 base;
	int cpu = get_cpu();

	rdmsrq(MSR_GS_BASE, base);
	put_cpu();
	return base == per_cpu_offset(cpu);
}

/* Machines on which an IDT gate is not what user mode or the CPU goes through. */
static int hop_machine_check(void)
{
	const char *missing = hop_ksyms_missing_for_gates();
	static char no_symbol[64];

	if (missing) {
		snprintf(no_symbol, sizeof(no_symbol),
			 "this kernel has no symbol %s", missing);
		hop_gates_refused = no_symbol;
		return -EOPNOTSUPP;
	}
	if (hop_arch_features() & HOP_FEAT_FRED)
		hop_gates_refused = "FRED is in use: there are no IDT gates";
	else if (cpu_feature_enabled(X86_FEATURE_XENPV))
		hop_gates_refused = "Xen PV: the hypervisor owns the IDT";
	else if (cc_platform_has(CC_ATTR_GUEST_STATE_ENCRYPT))
		hop_gates_refused = "SEV-ES: #VC needs its stacks and GHCB";
	else if (!hop_gs_is_known())
		hop_gates_refused = "GSBASE is not this CPU's per-CPU offset";
	return hop_gates_refused ? -EOPNOTSUPP : 0;
}

static unsigned int hop_vector_choose(unsigned int wish, unsigned int taken)
{
	unsigned int n;

	for (n = HOP_VECTOR_FIRST; n <= HOP_VECTOR_LAST; n++)
		if ((!wish || n == wish) && n != taken && hop_idt_is_unused(n))
			return n;
	return 0;
}

/* Chosen wishes first: a free choice must not take what the other one asks. */
static int hop_vectors_choose(void)
{
	unsigned int own, ist;

	if (ist_vector) {
		ist = hop_vector_choose(ist_vector, 0);
		own = hop_vector_choose(vector, ist_vector);
	} else {
		own = hop_vector_choose(vector, 0);
		ist = hop_vector_choose(0, own);
	}
	if (!own || !ist) {
		hop_gates_refused = "no unused vector: somebody has taken it";
		return -ENOSPC;
	}
	hop_gate_vectors[HOP_GATE_OWN] = own;
	hop_gate_vectors[HOP_GATE_IST] = ist;
	return 0;
}

static gate_desc hop_gate_desc(enum hop_gate gate, bool open)
{
	const char *stub = gate == HOP_GATE_IST ? hop_stub_ist : hop_stub_own;

	/* The gate counts IST slots from 1, 0 is none; tss.ist[] from 0. */
	return hop_idt_make(hop_own_stub_addr(stub),
			    gate == HOP_GATE_IST ? HOP_IST_SLOT + 1 : 0,
			    open ? 3 : 0);
}

int hop_arch_gate_open(enum hop_gate gate, bool open)
{
	struct hop_own_gate *own = &hop_own_gates[gate];
	struct hop_idt_change change = {
		.vector = hop_gate_vectors[gate],
		.from = own->now,
		.to = hop_gate_desc(gate, open),
	};
	int err = hop_idt_exchange(&change, 1);

	if (err)
		pr_warn("vector %u: somebody has changed the own gate: left alone\n",
			change.vector);
	else
		own->now = change.to;
	return err;
}

bool hop_arch_gate_is_open(enum hop_gate gate)
{
	gate_desc now = hop_idt_get(hop_gate_vectors[gate]);

	return now.bits.dpl == 3 && hop_region_holds(gate_offset(&now));
}

/* Each on its own. False while a gate may still lead to what is ours. */
static bool hop_gates_take_back(void)
{
	struct hop_idt_change changes[HOP_GATE_NR];
	bool left = false;
	int gate;

	for (gate = 0; gate < HOP_GATE_NR; gate++)
		changes[gate] = (struct hop_idt_change){
			.vector = hop_gate_vectors[gate],
			.from = hop_own_gates[gate].now,
			.to = hop_own_gates[gate].stock
		};
	hop_idt_take_back(changes, HOP_GATE_NR);
	for (gate = 0; gate < HOP_GATE_NR; gate++)
		left |= changes[gate].left;
	return !left && !hop_idt_leads_here();
}

/*
 * No CPU is in a stub afterwards: they run with interrupts off from the gate to
 * their IRET, and hop_idt_take_back() had every CPU take an interrupt.
 *
 * A gate that somebody else has changed is his, but it, or the copy that he
 * made, may lead here for as long as he likes: code and mappings stay till then.
 */
static void hop_gates_restore(void)
{
	if (hop_gates_take_back())
		return;
	pr_warn("somebody has changed the own gate of vector %u or %u, or uses their IST slot: unloading waits until that is undone\n",
		hop_gate_vectors[HOP_GATE_OWN], hop_gate_vectors[HOP_GATE_IST]);
	do
		schedule_timeout_idle(HZ / 10);
	while (!hop_gates_take_back());
}

static int hop_gates_install(void)
{
	struct hop_idt_change changes[HOP_GATE_NR];
	int gate, err;

	for (gate = 0; gate < HOP_GATE_NR; gate++) {
		struct hop_own_gate *own = &hop_own_gates[gate];

		own->stock = hop_idt_get(hop_gate_vectors[gate]);
		own->now = hop_gate_desc(gate, false);
		changes[gate] =
			(struct hop_idt_change){ .vector =
							 hop_gate_vectors[gate],
						 .from = own->stock,
						 .to = own->now };
	}
	err = hop_idt_exchange(changes, HOP_GATE_NR);
	if (err)
		hop_gates_refused = "somebody has taken a vector meanwhile";
	return err;
}

static const struct hop_step hop_gate_steps[] = {
	{ "vector parameters", hop_vectors_check, NULL },
	{ "machine", hop_machine_check, NULL },
	{ "writable IDT", hop_idt_init, hop_idt_exit },
	{ "vectors", hop_vectors_choose, NULL },
	{ "memory", hop_own_alloc, hop_own_free },
	{ "region", hop_region_init, hop_region_exit },
	{ "mappings", hop_own_map, hop_own_unmap },
	{ "taps", hop_taps_init, hop_taps_exit },
	{ "IST slot", hop_ist_init, hop_ist_exit },
	{ "gates", hop_gates_install, hop_gates_restore },
};

int hop_arch_gates_up(const char **why)
{
	int err = hop_steps_up(hop_gate_steps, ARRAY_SIZE(hop_gate_steps));

	if (err)
		*why = hop_gates_refused ?: "set-up failed";
	return err;
}

void hop_arch_gates_down(void)
{
	hop_steps_down(hop_gate_steps, ARRAY_SIZE(hop_gate_steps));
}

unsigned int hop_arch_gate_vector(enum hop_gate gate)
{
	return hop_gate_vectors[gate];
}
