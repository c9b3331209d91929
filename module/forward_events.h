/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints stackhop:hop_sys_enter and stackhop:hop_sys_exit: the kernel's
 * raw_syscalls:sys_enter and sys_exit, with preemption off, while a file has
 * asked for them by HOP_IOC_FORWARD; else they are silent.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM stackhop

#if !defined(HOP_FORWARD_EVENTS_H) || defined(TRACE_HEADER_MULTI_READ)
#define HOP_FORWARD_EVENTS_H

#include <linux/tracepoint.h>

/*
 * what: the system call's number, or its result
 * sp:   the stack pointer where the kernel's tracepoint called the module
 */
DECLARE_EVENT_CLASS(hop_forward,

	TP_PROTO(long what, unsigned long sp),

	TP_ARGS(what, sp),

	TP_STRUCT__entry(
		__field(long, what)
		__field(unsigned long, sp)
	),

	TP_fast_assign(
		__entry->what = what;
		__entry->sp = sp;
	),

	TP_printk("what=%ld sp=%lx", __entry->what, __entry->sp)
);

DEFINE_EVENT_FN(hop_forward, hop_sys_enter,
	TP_PROTO(long what, unsigned long sp),
	TP_ARGS(what, sp),
	hop_forward_hold, hop_forward_let_go
);

DEFINE_EVENT_FN(hop_forward, hop_sys_exit,
	TP_PROTO(long what, unsigned long sp),
	TP_ARGS(what, sp),
	hop_forward_hold, hop_forward_let_go
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE forward_events
#include <trace/define_trace.h>
