/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints stackhop:gate_entry and stackhop:gate_exit: an own gate was hit.
 * Emitted on the own stack, as if in an NMI.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM stackhop

#if !defined(HOP_EVENTS_H) || defined(TRACE_HEADER_MULTI_READ)
#define HOP_EVENTS_H

#include <linux/ptrace.h>
#include <linux/tracepoint.h>

/*
 * gate:     enum hop_gate
 * vector:   IDT vector
 * sp:       entry: RSP at the stub's first instruction;
 *           exit: RSP in the C part, on the own stack, which is being left
 * ip, cs, from_sp: what the CPU pushed: RIP, CS, RSP of what was interrupted
 */
DECLARE_EVENT_CLASS(gate,

	TP_PROTO(unsigned int gate, unsigned int vector,
		 const struct pt_regs *regs, unsigned long sp),

	TP_ARGS(gate, vector, regs, sp),

	TP_STRUCT__entry(
		__field(unsigned int, gate)
		__field(unsigned int, vector)
		__field(unsigned long, sp)
		__field(unsigned long, ip)
		__field(unsigned long, cs)
		__field(unsigned long, from_sp)
	),

	TP_fast_assign(
		__entry->gate = gate;
		__entry->vector = vector;
		__entry->sp = sp;
		__entry->ip = regs->ip;
		__entry->cs = regs->cs;
		__entry->from_sp = regs->sp;
	),

	TP_printk("gate=%s vector=%u sp=%lx ip=%lx cs=%lx from_sp=%lx",
		  __entry->gate ? "own-ist" : "own", __entry->vector,
		  __entry->sp, __entry->ip, __entry->cs, __entry->from_sp)
);

DEFINE_EVENT_FN(gate, gate_entry,
	TP_PROTO(unsigned int gate, unsigned int vector,
		 const struct pt_regs *regs, unsigned long sp),
	TP_ARGS(gate, vector, regs, sp),
	hop_gate_listen, hop_gate_unlisten
);

DEFINE_EVENT_FN(gate, gate_exit,
	TP_PROTO(unsigned int gate, unsigned int vector,
		 const struct pt_regs *regs, unsigned long sp),
	TP_ARGS(gate, vector, regs, sp),
	hop_gate_listen, hop_gate_unlisten
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH arch/x86
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE events
#include <trace/define_trace.h>
