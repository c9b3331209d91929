// SPDX-License-Identifier: GPL-2.0
/*
 * The C part of the own gates: the tracepoints, if somebody listens. And the
 * `int n` that fires a gate from kernel mode.
 */
#include <linux/entry-common.h>
#include <linux/module.h>

#include "../arch.h"
#include "ksyms.h"
#include "stub.h"

/* Changed under the tracepoints' own lock, read by enter.S at each hit. */
int hop_gate_listeners;

/*
 * A listener keeps the module loaded. Without that, a trigger that somebody
 * left on one of the events (echo stacktrace > .../trigger) survives the event
 * at rmmod, and tracepoint_module_notify() warns of the probe left behind.
 * Unused where the kernel has no tracepoints.
 */
static int __maybe_unused hop_gate_listen(void)
{
	if (!try_module_get(THIS_MODULE))
		return -ENODEV;
	WRITE_ONCE(hop_gate_listeners, hop_gate_listeners + 1);
	return 0;
}

static void __maybe_unused hop_gate_unlisten(void)
{
	WRITE_ONCE(hop_gate_listeners, hop_gate_listeners - 1);
	module_put(THIS_MODULE);
}

#define CREATE_TRACE_POINTS
#include "events.h"

/*
 * A gate may hit while RCU does not watch: in idle, or in a user task on a
 * nohz_full CPU. A tracepoint needs it to watch, and its listeners must take
 * this for what it is like, an NMI. irqentry_exit() would not do: it may
 * schedule, on a stack that is not a task's.
 */
noinstr void hop_gate_trace(struct pt_regs *regs, unsigned long sp,
			    unsigned int gate)
{
	irqentry_state_t state;

	instrumentation_begin();
	state = hop_irqentry_nmi_enter(regs);
	trace_gate_entry(gate, hop_gate_vectors[gate], regs, sp);
	trace_gate_exit(gate, hop_gate_vectors[gate], regs,
			current_stack_pointer);
	hop_irqentry_nmi_exit(regs, state);
	instrumentation_end();
}

/*
 * What a stub cannot know cheaply, from what it recorded. With PTI a user page
 * table lies one page behind the kernel's (PTI_USER_PGTABLE_BIT).
 */
void hop_arch_record_finish(struct hop_record *rec)
{
	if (rec->x86.cs & SEGMENT_RPL_MASK)
		rec->flags |= HOP_REC_USER;
	if ((hop_arch_features() & HOP_FEAT_PTI) &&
	    (rec->x86.cr3 & BIT(PAGE_SHIFT)))
		rec->flags |= HOP_REC_CR3_USER;
	/* Own gates leave there what a tap wrote one round of the tape before. */
	if (rec->point != HOP_POINT_TAP)
		rec->x86.error = 0;
}

static void hop_int_22(void)
{
	asm volatile("int $22" ::: "memory");
}

static void hop_int_23(void)
{
	asm volatile("int $23" ::: "memory");
}

static void hop_int_24(void)
{
	asm volatile("int $24" ::: "memory");
}

static void hop_int_25(void)
{
	asm volatile("int $25" ::: "memory");
}

static void hop_int_26(void)
{
	asm volatile("int $26" ::: "memory");
}

static void hop_int_27(void)
{
	asm volatile("int $27" ::: "memory");
}

/* `int n` takes its vector from the instruction: one for each. */
static void (*const hop_ints[])(void) = {
	[22] = hop_int_22, [23] = hop_int_23, [24] = hop_int_24,
	[25] = hop_int_25, [26] = hop_int_26, [27] = hop_int_27,
};

void hop_arch_gate_fire(enum hop_gate gate)
{
	hop_ints[hop_gate_vectors[gate]]();
}
