/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Vectors with tracepoints of their own, whose first argument is the vector
 * (arch/x86/include/asm/trace/irq_vectors.h): VECTOR(VECTOR, tracepoint), with
 * _entry and _exit behind it. Who includes this defines VECTOR() before; it is
 * undefined after.
 */
VECTOR(LOCAL_TIMER, local_timer)
VECTOR(SPURIOUS_APIC, spurious_apic)
VECTOR(ERROR_APIC, error_apic)
VECTOR(PLATFORM_IPI, x86_platform_ipi)
VECTOR(IRQ_WORK, irq_work)
VECTOR(RESCHEDULE, reschedule)
VECTOR(CALL_FUNCTION, call_function)
VECTOR(CALL_FUNCTION_SINGLE, call_function_single)
VECTOR(THRESHOLD_APIC, threshold_apic)
VECTOR(DEFERRED_ERROR_APIC, deferred_error_apic)
VECTOR(THERMAL_APIC, thermal_apic)

#undef VECTOR
