// SPDX-License-Identifier: GPL-2.0
/*
 * The table of predictions. A trigger has one usual row for each kernel and each
 * set of conditions, and may have rare ones.
 */
#include "arch/arch.h"
#include "x86.h"

#define V(major, minor) HOP_VERSION_OF(major, minor)
#define ANY HOP_PTI_ANY
#define OVER HOP_IRET_OVER
#define STRAIGHT HOP_IRET_STRAIGHT
#define RT_OFF HOP_RT_OFF
#define RT_ON HOP_RT_ON
#define DIRECT HOP_IRQS_DIRECT
#define THREADED HOP_IRQS_THREADED

/* The first line that nothing is known of. */
#define NEXT (HOP_X86_NEWEST + 1)

#define SYSCALLS "syscall sigreturn"
#define TRAPS                                                              \
	"int80 int80-32 divide int3 ud2 gp pagefault segv align simd x87 " \
	"bound-32"
#define SIGNALLED "divide int3 ud2 gp segv align simd x87 bound-32"
#define CPU_IRQS "timer-user ipi-user"
#define IRQS_USER CPU_IRQS " device-irq"
#define IRQS_KERNEL "timer-kernel ipi-kernel"
#define DEBUG_USER "debug-tf icebp watchpoint-user"

#define RESCHEDULED \
	"exit_to_user_mode_loop rescheduled, a kernel thread ran (5.8)"
#define ANOTHER_FIRST                                                    \
	"schedule() picked another task first: the stopper, which goes " \
	"before all others (stop_sched_class), or any while real-time "  \
	"tasks are throttled (sched_rt_runtime_us)"
#define RT_THREADS                                                        \
	"PREEMPT_RT: kernel threads of the same real-time priority were " \
	"ready first (ktimers, rcuc, irq_work, all FIFO 1)"
#define WITHIN_CLONE                                                      \
	"the stopper ran where clone() may be rescheduled (cond_resched " \
	"or preemption), before the child was there"
#define ON_EMPTY_STACK                                                 \
	"no IRQ stack if user_mode(regs), as the task stack is empty " \
	"(irq_needs_irq_stack, 5.8; call_on_irqstack_cond, 5.12)"
#define IRQ_THREAD                                                      \
	"irq_default_primary_handler wakes the interrupt's thread, of " \
	"priority FIFO 50: PREEMPT_RT, or threadirqs (force_irqthreads)"
#define IRQ_THREAD_SOFTIRQ                                                  \
	"the interrupt's thread (threadirqs) serves it with softirqs off: " \
	"the keyboard's tasklet runs in irq_forced_thread_fn, when "        \
	"local_bh_enable calls do_softirq_own_stack"
#define IRET_STRAIGHT                                                         \
	"common_interrupt_return without PTI: IRET from the stack it is on, " \
	"no trampoline (6.8, c516213726fb)"
#define LATE_SOFTIRQ                                                         \
	"softirqs waited, for ksoftirqd or as an interrupt came while they " \
	"were off (fpregs_lock, 5.2): fpregs_unlock runs them, by "          \
	"do_softirq_own_stack"

const struct hop_prediction hop_x86_predictions[] = {
	{ SYSCALLS, V(5, 10), NEXT, ANY, "user > task > entry > user", false,
	  "entry_SYSCALL_64 loads RSP from cpu_current_top_of_stack; SYSRET "
	  "is made from the trampoline (4.15)" },
	{ "signal", V(5, 10), NEXT, OVER, "user > task > entry > user", false,
	  "entry_SYSCALL_64 as above; to a handler by IRET, over the "
	  "trampoline (4.15)" },
	{ "signal", V(6, 8), NEXT, STRAIGHT, "user > task > user", false,
	  IRET_STRAIGHT },
	{ "signal", V(5, 10), NEXT, OVER,
	  "user > task > task2 > task > entry > user", true, RESCHEDULED },
	{ "signal", V(6, 8), NEXT, STRAIGHT,
	  "user > task > task2 > task > user", true, RESCHEDULED },
	{ SYSCALLS, V(5, 10), NEXT, ANY,
	  "user > task > task2 > task > entry > user", true, RESCHEDULED },
	/* What delivers a signal saves the FPU's registers. */
	{ "sigreturn", V(5, 10), NEXT, ANY | RT_OFF,
	  "user > task > irq > task > entry > user", true, LATE_SOFTIRQ },
	{ "signal", V(5, 10), NEXT, OVER | RT_OFF,
	  "user > task > irq > task > entry > user", true, LATE_SOFTIRQ },
	{ "signal", V(6, 8), NEXT, STRAIGHT | RT_OFF,
	  "user > task > irq > task > user", true, LATE_SOFTIRQ },
	{ SIGNALLED, V(5, 10), NEXT, OVER | RT_OFF,
	  "user > entry > task > irq > task > entry > user", true,
	  LATE_SOFTIRQ },
	{ DEBUG_USER, V(5, 10), NEXT, OVER | RT_OFF,
	  "user > ist-db > task > irq > task > entry > user", true,
	  LATE_SOFTIRQ },
	{ "sysenter-32", V(5, 10), NEXT, ANY, "user > entry > task > user",
	  false,
	  "MSR_IA32_SYSENTER_ESP is sp0 (4.15); entry_SYSENTER_compat goes "
	  "on to the task stack, sysret32_from_system_call leaves straight "
	  "from it" },
	{ "syscall-32", V(5, 10), NEXT, ANY, "user > task > user", false,
	  "entry_SYSCALL_compat loads RSP from cpu_current_top_of_stack; "
	  "sysret32_from_system_call leaves straight from it" },
	{ TRAPS, V(5, 10), NEXT, OVER, "user > entry > task > entry > user",
	  false,
	  "the CPU pushes at sp0; error_entry calls sync_regs for the task "
	  "stack; swapgs_restore_regs_and_return_to_usermode copies the "
	  "frame back (4.15)" },
	{ TRAPS, V(5, 10), NEXT, OVER,
	  "user > entry > task > task2 > task > entry > user", true,
	  RESCHEDULED },
	{ DEBUG_USER, V(5, 10), NEXT, OVER,
	  "user > ist-db > task > entry > user", false,
	  "idtentry_mce_db: from user mode off the IST stack by sync_regs, "
	  "then noist_exc_debug (5.8)" },
	{ DEBUG_USER, V(5, 10), NEXT, OVER,
	  "user > ist-db > task > task2 > task > entry > user", true,
	  RESCHEDULED },
	{ "watchpoint-kernel", V(5, 10), NEXT, ANY, "task > ist-db > task",
	  false,
	  "idtentry_mce_db: from kernel mode exc_debug stays on the IST "
	  "stack, paranoid_exit (5.8)" },
	{ "espfix", V(6, 8), NEXT, STRAIGHT,
	  "user > entry > task > espfix > user", false,
	  "native_irq_return_ldt copies the frame from the task's stack (6.8) "
	  "to the espfix stack (3.16)" },
	{ "espfix", V(5, 10), NEXT, OVER,
	  "user > entry > task > entry > espfix > user", false,
	  "native_irq_return_ldt copies the frame from the trampoline to the "
	  "espfix stack (3.16, trampoline 4.15)" },
	{ "doublefault", V(6, 8), NEXT, STRAIGHT,
	  "espfix > ist-df > entry > task > user", false, IRET_STRAIGHT },
	{ "doublefault", V(5, 10), NEXT, OVER,
	  "espfix > ist-df > entry > task > entry > user", false,
	  "the IRET on the read-only espfix stack faults; exc_double_fault "
	  "puts the frame of a #GP at sp0 and goes there" },
	{ "pagefault-kernel", V(5, 10), NEXT, ANY, "task", false,
	  "asm_exc_page_fault: error_entry returns the frame where it is "
	  "(.Lerror_kernelspace)" },
	{ CPU_IRQS, V(5, 10), NEXT, OVER, "user > entry > task > entry > user",
	  false, ON_EMPTY_STACK },
	{ "device-irq", V(5, 10), NEXT, OVER | DIRECT,
	  "user > entry > task > entry > user", false, ON_EMPTY_STACK },
	{ "device-irq", V(5, 10), NEXT, OVER | RT_ON,
	  "user > entry > task > task2 > task > entry > user", false,
	  IRQ_THREAD },
	{ "device-irq", V(6, 8), NEXT, STRAIGHT | RT_ON,
	  "user > entry > task > task2 > task > user", false, IRQ_THREAD },
	{ "device-irq", V(5, 10), NEXT, OVER | RT_ON,
	  "user > entry > task > task2 > task3 > task > entry > user", true,
	  RESCHEDULED },
	{ "device-irq", V(6, 8), NEXT, STRAIGHT | RT_ON,
	  "user > entry > task > task2 > task3 > task > user", true,
	  RESCHEDULED },
	{ "device-irq", V(5, 10), NEXT, OVER | THREADED | RT_OFF,
	  "user > entry > task > task2 > irq > task2 > task > entry > user",
	  false, IRQ_THREAD_SOFTIRQ },
	{ "device-irq", V(6, 8), NEXT, STRAIGHT | THREADED | RT_OFF,
	  "user > entry > task > task2 > irq > task2 > task > user", false,
	  IRQ_THREAD_SOFTIRQ },
	{ "device-irq", V(5, 10), NEXT, OVER | THREADED | RT_OFF,
	  "user > entry > task > task2 > task > entry > user", true,
	  IRQ_THREAD },
	{ "device-irq", V(6, 8), NEXT, STRAIGHT | THREADED | RT_OFF,
	  "user > entry > task > task2 > task > user", true, IRQ_THREAD },
	{ CPU_IRQS, V(5, 10), NEXT, OVER,
	  "user > entry > task > task2 > task > entry > user", true,
	  RESCHEDULED },
	{ "device-irq", V(5, 10), NEXT, OVER | DIRECT,
	  "user > entry > task > task2 > task > entry > user", true,
	  RESCHEDULED },
	{ IRQS_USER, V(5, 10), V(5, 12), ANY | RT_OFF,
	  "user > entry > task > irq > task > entry > user", true,
	  "irq_exit_rcu back on the task stack: do_softirq_own_stack runs what "
	  "the interrupt left (up to 5.11)" },
	{ IRQS_USER, V(5, 10), V(5, 12), ANY | RT_OFF,
	  "user > entry > task > irq > task > task2 > task > entry > user",
	  true, "a softirq, then a kernel thread ran: both of the above" },
	{ IRQS_KERNEL, V(5, 10), V(5, 12), ANY, "task > irq > task", false,
	  "run_irq_on_irqstack_cond: asm_call_on_stack takes irq_count from "
	  "-1 to 0 and RSP to hardirq_stack_ptr (5.8)" },
	{ IRQS_KERNEL, V(5, 10), V(5, 12), ANY | RT_OFF,
	  "task > irq > task > irq > task", true,
	  "irq_exit_rcu back on the task stack: do_softirq_own_stack goes to "
	  "the IRQ stack once more (up to 5.11)" },
	{ IRQS_KERNEL, V(5, 12), NEXT, ANY, "task > irq > task", false,
	  "call_on_irqstack_cond: call_on_irqstack saves RSP at the IRQ "
	  "stack's top, irq_exit_rcu is called there (5.12)" },
	{ IRQS_KERNEL, V(5, 10), NEXT, ANY | RT_OFF, "irq", true,
	  "it came while a softirq ran on the IRQ stack: that is in use, so it "
	  "is served there (irqstack_active, 5.8; hardirq_stack_inuse, 5.12)" },
	{ "softirq-irq", V(5, 10), V(5, 12), ANY | DIRECT,
	  "user > entry > task > irq > task > entry > user", false,
	  "irq_exit_rcu, on the task's stack: do_softirq_own_stack goes to "
	  "the IRQ stack (up to 5.11)" },
	{ "softirq-irq", V(5, 12), NEXT, OVER | DIRECT,
	  "user > entry > task > entry > user", false,
	  "irq_exit_rcu runs __do_softirq where it is "
	  "(HAVE_IRQ_EXIT_ON_IRQ_STACK, 5.12): from user mode that is the "
	  "task stack" },
	{ "softirq-irq", V(5, 10), V(5, 12), ANY | DIRECT,
	  "user > entry > task > irq > task > task2 > task > entry > user",
	  true, RESCHEDULED },
	{ "softirq-irq", V(5, 12), NEXT, OVER | DIRECT,
	  "user > entry > task > task2 > task > entry > user", true,
	  RESCHEDULED },
	{ "softirq", V(5, 10), NEXT, ANY | RT_OFF,
	  "user > task > irq > task > entry > user", false,
	  "__local_bh_enable_ip, do_softirq: do_softirq_own_stack calls "
	  "__do_softirq on the IRQ stack (inline since 5.12)" },
	{ "softirq", V(5, 10), NEXT, ANY | RT_OFF,
	  "user > task > irq > task > task2 > task > entry > user", true,
	  RESCHEDULED },
	{ "softirq", V(5, 10), NEXT, ANY | RT_ON, "user > task > entry > user",
	  false,
	  "__local_bh_enable_ip calls __do_softirq on the stack of the task "
	  "that lets softirqs in: PREEMPT_RT has no do_softirq_own_stack" },
	{ "softirq", V(5, 10), NEXT, ANY | RT_ON,
	  "user > task > task2 > task > entry > user", true, RESCHEDULED },
	{ "nmi-user", V(5, 10), NEXT, OVER,
	  "user > ist-nmi > task > entry > user", false,
	  "asm_exc_nmi: from user mode to cpu_current_top_of_stack (4.2), "
	  "back over the trampoline (4.15)" },
	{ "nmi-kernel", V(5, 10), NEXT, ANY, "task > ist-nmi > task", false,
	  "asm_exc_nmi: first_nmi copies the frame and stays on the IST stack" },
	{ "mce", V(5, 10), NEXT, ANY, "task > ist-mce > task", false,
	  "idtentry_mce_db: from kernel mode exc_machine_check stays on the "
	  "IST stack (5.8)" },
	{ "switch", V(5, 10), NEXT, ANY, "user > task > task2 > entry > user2",
	  false,
	  "__switch_to_asm loads RSP from the next task's thread.sp; sp0 "
	  "stays" },
	{ "switch fork", V(5, 10), NEXT, OVER,
	  "user > task > task2 > task3 > entry > user3", true, ANOTHER_FIRST },
	{ "switch", V(6, 8), NEXT, STRAIGHT,
	  "user > task > task2 > task3 > entry > user3", true, ANOTHER_FIRST },
	{ "fork", V(6, 8), NEXT, STRAIGHT,
	  "user > task > task2 > task3 > user3", true, ANOTHER_FIRST },
	{ "switch fork", V(5, 10), NEXT, OVER,
	  "user > task > task2 > task3 > task2 > entry > user2", true,
	  RESCHEDULED },
	{ "switch", V(6, 8), NEXT, STRAIGHT,
	  "user > task > task2 > task3 > task2 > entry > user2", true,
	  RESCHEDULED },
	{ "fork", V(6, 8), NEXT, STRAIGHT,
	  "user > task > task2 > task3 > task2 > user2", true, RESCHEDULED },
	{ "fork", V(5, 10), NEXT, OVER,
	  "user > task > task2 > task > task3 > entry > user3", true,
	  WITHIN_CLONE },
	{ "fork", V(6, 8), NEXT, STRAIGHT,
	  "user > task > task2 > task > task3 > user3", true, WITHIN_CLONE },
	{ "fork", V(5, 10), NEXT, OVER, "user > task > task2 > entry > user2",
	  false,
	  "__switch_to_asm, then ret_from_fork on the child's own stack, out "
	  "by IRET" },
	/* A child begins with a copy of its parent's FPU registers. */
	{ "fork", V(5, 10), NEXT, OVER | RT_OFF,
	  "user > task > irq > task > task2 > entry > user2", true,
	  LATE_SOFTIRQ },
	{ "fork", V(6, 8), NEXT, STRAIGHT | RT_OFF,
	  "user > task > irq > task > task2 > user2", true, LATE_SOFTIRQ },
	{ "fork", V(5, 10), NEXT, OVER | RT_OFF,
	  "user > task > irq > task > task2 > task3 > entry > user3", true,
	  LATE_SOFTIRQ ", and then " ANOTHER_FIRST },
	{ "fork", V(6, 8), NEXT, STRAIGHT | RT_OFF,
	  "user > task > irq > task > task2 > task3 > user3", true,
	  LATE_SOFTIRQ ", and then " ANOTHER_FIRST },
	{ "switch fork", V(5, 10), NEXT, OVER | RT_ON,
	  "user > task > task2 > task3 > task4 > entry > user4", true,
	  RT_THREADS },
	{ "switch fork", V(5, 10), NEXT, OVER | RT_ON,
	  "user > task > task2 > task3 > task4 > task5 > entry > user5", true,
	  RT_THREADS },
	{ "switch fork", V(5, 10), NEXT, OVER | RT_ON,
	  "user > task > task2 > task3 > task4 > task3 > entry > user3", true,
	  RT_THREADS },
	{ "switch", V(6, 8), NEXT, STRAIGHT | RT_ON,
	  "user > task > task2 > task3 > task4 > entry > user4", true,
	  RT_THREADS },
	{ "switch", V(6, 8), NEXT, STRAIGHT | RT_ON,
	  "user > task > task2 > task3 > task4 > task5 > entry > user5", true,
	  RT_THREADS },
	{ "switch", V(6, 8), NEXT, STRAIGHT | RT_ON,
	  "user > task > task2 > task3 > task4 > task3 > entry > user3", true,
	  RT_THREADS },
	{ "fork", V(6, 8), NEXT, STRAIGHT | RT_ON,
	  "user > task > task2 > task3 > task4 > user4", true, RT_THREADS },
	{ "fork", V(6, 8), NEXT, STRAIGHT | RT_ON,
	  "user > task > task2 > task3 > task4 > task5 > user5", true,
	  RT_THREADS },
	{ "fork", V(6, 8), NEXT, STRAIGHT | RT_ON,
	  "user > task > task2 > task3 > task4 > task3 > user3", true,
	  RT_THREADS },
	{ "fork", V(5, 10), NEXT, OVER | RT_ON,
	  "user > task > task2 > task > task3 > task4 > entry > user4", true,
	  RT_THREADS },
	{ "fork", V(6, 8), NEXT, STRAIGHT | RT_ON,
	  "user > task > task2 > task > task3 > task4 > user4", true,
	  RT_THREADS },
	{ "own-user", V(5, 10), NEXT, ANY, "user > entry > own > entry > user",
	  false,
	  "stackhop's own gate: the stub goes on to the own stack and comes "
	  "back" },
	{ "own-kernel", V(5, 10), NEXT, ANY, "task > own > task", false,
	  "stackhop's own gate, without a switch by the CPU" },
	{ "own-ist-user", V(5, 10), NEXT, ANY, "user > own-ist > user", false,
	  "stackhop's own gate: the CPU takes the stack from the IST" },
	{ "own-ist-kernel", V(5, 10), NEXT, ANY, "task > own-ist > task", false,
	  "stackhop's own gate: the CPU takes the stack from the IST" },
	{ SIGNALLED, V(6, 8), NEXT, STRAIGHT | RT_OFF,
	  "user > entry > task > irq > task > user", true, LATE_SOFTIRQ },
	{ DEBUG_USER, V(6, 8), NEXT, STRAIGHT | RT_OFF,
	  "user > ist-db > task > irq > task > user", true, LATE_SOFTIRQ },
	{ TRAPS, V(6, 8), NEXT, STRAIGHT, "user > entry > task > user", false,
	  IRET_STRAIGHT },
	{ TRAPS, V(6, 8), NEXT, STRAIGHT,
	  "user > entry > task > task2 > task > user", true, RESCHEDULED },
	{ DEBUG_USER, V(6, 8), NEXT, STRAIGHT, "user > ist-db > task > user",
	  false, IRET_STRAIGHT },
	{ DEBUG_USER, V(6, 8), NEXT, STRAIGHT,
	  "user > ist-db > task > task2 > task > user", true, RESCHEDULED },
	{ CPU_IRQS, V(6, 8), NEXT, STRAIGHT, "user > entry > task > user",
	  false, IRET_STRAIGHT },
	{ "device-irq", V(6, 8), NEXT, STRAIGHT | DIRECT,
	  "user > entry > task > user", false, IRET_STRAIGHT },
	{ CPU_IRQS, V(6, 8), NEXT, STRAIGHT,
	  "user > entry > task > task2 > task > user", true, RESCHEDULED },
	{ "device-irq", V(6, 8), NEXT, STRAIGHT | DIRECT,
	  "user > entry > task > task2 > task > user", true, RESCHEDULED },
	{ "softirq-irq", V(6, 8), NEXT, STRAIGHT | DIRECT,
	  "user > entry > task > user", false, IRET_STRAIGHT },
	{ "softirq-irq", V(6, 8), NEXT, STRAIGHT | DIRECT,
	  "user > entry > task > task2 > task > user", true, RESCHEDULED },
	{ "nmi-user", V(6, 8), NEXT, STRAIGHT, "user > ist-nmi > task > user",
	  false, IRET_STRAIGHT },
	{ "fork", V(6, 8), NEXT, STRAIGHT, "user > task > task2 > user2", false,
	  IRET_STRAIGHT },
	{ 0 },
};
