// SPDX-License-Identifier: GPL-2.0
/*
 * The C part of the own gates: two records, and the tracepoints if somebody
 * listens. And the `int n` that fires a gate from kernel mode.
 */
#include <linux/entry-common.h>
#include <linux/kprobes.h>
#include <linux/smp.h>
#include <asm/special_insns.h>

#include "../../ksyms.h"
#include "../arch.h"
#include "stub.h"

#define CREATE_TRACE_POINTS
#include "../../events.h"

DEFINE_PER_CPU(struct hop_gate_cpu, hop_gate_cpu);

/* The second word of a record, as one store. */
static __always_inline u64 hop_record_meta(enum hop_point point,
					   unsigned int vector,
					   unsigned int flags)
{
	return raw_smp_processor_id() | (u64)point << 32 | (u64)vector << 40 |
	       (u64)flags << 48;
}

static __always_inline void hop_record_write(const struct pt_regs *regs,
					     u64 meta, unsigned long sp,
					     unsigned long cr3)
{
	u64 pos;
	struct hop_record *rec = hop_tape_claim(this_cpu_read(hop_tape), &pos);

	*(u64 *)&rec->cpu = meta;
	rec->sp = sp;
	rec->ip = regs->ip;
	rec->rflags = regs->flags;
	rec->frame_sp = regs->sp;
	rec->cr3 = cr3;
	rec->cs = regs->cs;
	rec->ss = regs->ss;
	hop_tape_done(rec, pos);
}

/*
 * A gate may hit while RCU does not watch: in idle, or in a user task on a
 * nohz_full CPU. A tracepoint needs it to watch, and its listeners must take
 * this for what it is like, an NMI. irqentry_exit() would not do: it may
 * schedule, on a stack that is not a task's.
 */
static noinline notrace void hop_gate_trace(struct pt_regs *regs,
					    unsigned long sp, unsigned int gate,
					    unsigned int vector)
{
	irqentry_state_t state = hop_ksyms.irqentry_nmi_enter(regs);

	trace_gate_entry(gate, vector, regs, sp);
	trace_gate_exit(gate, vector, regs, current_stack_pointer);
	hop_ksyms.irqentry_nmi_exit(regs, state);
}
NOKPROBE_SYMBOL(hop_gate_trace);

noinstr void hop_gate_handle(struct pt_regs *regs, unsigned long sp,
			     unsigned int flags, unsigned int gate)
{
	unsigned int vector = hop_gate_vectors[gate];

	if (user_mode(regs))
		flags |= HOP_REC_USER;
	hop_record_write(regs, hop_record_meta(HOP_POINT_ENTRY, vector, flags),
			 sp, regs->orig_ax);
	hop_record_write(regs,
			 hop_record_meta(HOP_POINT_HANDLER, vector, flags),
			 current_stack_pointer, __native_read_cr3());
	this_cpu_write(hop_gate_cpu.exit_meta[gate],
		       hop_record_meta(HOP_POINT_EXIT, vector, flags));
	if (trace_gate_entry_enabled() || trace_gate_exit_enabled()) {
		instrumentation_begin();
		hop_gate_trace(regs, sp, gate, vector);
		instrumentation_end();
	}
}

/* `int n` takes its vector from the instruction: one for each. */
#define HOP_INT(n)                                   \
	case n:                                      \
		asm volatile("int $" #n ::: "memory"); \
		break

void hop_arch_gate_fire(enum hop_gate gate)
{
	switch (hop_arch_gate_vector(gate)) {
	HOP_INT(22);
	HOP_INT(23);
	HOP_INT(24);
	HOP_INT(25);
	HOP_INT(26);
	HOP_INT(27);
	}
}
