/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The points that `stackhop watch` looks from: POINT(POINT, tracepoint, group,
 * argument). Who includes this defines POINT() before; it is undefined after.
 *
 * The tracepoint's argument of that number goes into records. The first ones, up
 * to sched_switch, come as fast as a program calls the kernel.
 */
POINT(SYS_ENTER, sys_enter, SYSCALL, 1)
POINT(SYS_EXIT, sys_exit, SYSCALL, 1)
POINT(PAGE_FAULT_USER, page_fault_user, FAULT, 0)
POINT(PAGE_FAULT_KERNEL, page_fault_kernel, FAULT, 0)
POINT(SCHED_SWITCH, sched_switch, SWITCH, 2)
POINT(IRQ_ENTRY, irq_handler_entry, IRQ, 0)
POINT(IRQ_EXIT, irq_handler_exit, IRQ, 0)
#define VECTOR(vector, name)                           \
	POINT(vector##_ENTRY, name##_entry, VECTOR, 0) \
	POINT(vector##_EXIT, name##_exit, VECTOR, 0)
#include "hop_vector_points.h"
POINT(SOFTIRQ_ENTRY, softirq_entry, SOFTIRQ, 0)
POINT(SOFTIRQ_EXIT, softirq_exit, SOFTIRQ, 0)
POINT(NMI, nmi_handler, NMI, 2)

#undef POINT
