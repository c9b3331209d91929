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
POINT(LOCAL_TIMER_ENTRY, local_timer_entry, VECTOR, 0)
POINT(LOCAL_TIMER_EXIT, local_timer_exit, VECTOR, 0)
POINT(SPURIOUS_APIC_ENTRY, spurious_apic_entry, VECTOR, 0)
POINT(SPURIOUS_APIC_EXIT, spurious_apic_exit, VECTOR, 0)
POINT(ERROR_APIC_ENTRY, error_apic_entry, VECTOR, 0)
POINT(ERROR_APIC_EXIT, error_apic_exit, VECTOR, 0)
POINT(PLATFORM_IPI_ENTRY, x86_platform_ipi_entry, VECTOR, 0)
POINT(PLATFORM_IPI_EXIT, x86_platform_ipi_exit, VECTOR, 0)
POINT(IRQ_WORK_ENTRY, irq_work_entry, VECTOR, 0)
POINT(IRQ_WORK_EXIT, irq_work_exit, VECTOR, 0)
POINT(RESCHEDULE_ENTRY, reschedule_entry, VECTOR, 0)
POINT(RESCHEDULE_EXIT, reschedule_exit, VECTOR, 0)
POINT(CALL_FUNCTION_ENTRY, call_function_entry, VECTOR, 0)
POINT(CALL_FUNCTION_EXIT, call_function_exit, VECTOR, 0)
POINT(CALL_FUNCTION_SINGLE_ENTRY, call_function_single_entry, VECTOR, 0)
POINT(CALL_FUNCTION_SINGLE_EXIT, call_function_single_exit, VECTOR, 0)
POINT(THRESHOLD_APIC_ENTRY, threshold_apic_entry, VECTOR, 0)
POINT(THRESHOLD_APIC_EXIT, threshold_apic_exit, VECTOR, 0)
POINT(DEFERRED_ERROR_APIC_ENTRY, deferred_error_apic_entry, VECTOR, 0)
POINT(DEFERRED_ERROR_APIC_EXIT, deferred_error_apic_exit, VECTOR, 0)
POINT(THERMAL_APIC_ENTRY, thermal_apic_entry, VECTOR, 0)
POINT(THERMAL_APIC_EXIT, thermal_apic_exit, VECTOR, 0)
POINT(SOFTIRQ_ENTRY, softirq_entry, SOFTIRQ, 0)
POINT(SOFTIRQ_EXIT, softirq_exit, SOFTIRQ, 0)
POINT(NMI, nmi_handler, NMI, 2)

#undef POINT
