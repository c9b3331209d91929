/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Differences between kernel versions: the only place that tests them.
 * Each difference names the commit or release that brought it.
 */
#ifndef HOP_COMPAT_H
#define HOP_COMPAT_H

#ifndef __ASSEMBLER__

#include <linux/delay.h>
#include <linux/irq_work.h>
#include <linux/sched.h>
#include <linux/tracepoint.h>
#include <linux/types.h>
#include <linux/version.h>

/*
 * A kernel without tracepoints declares what looks for them and uses them all
 * the same, and has none of it: no probe can be set there.
 */
#ifndef CONFIG_TRACEPOINTS
static inline void hop_no_tracepoints(void (*found)(struct tracepoint *,
						    void *))
{
}

#define for_each_kernel_tracepoint(found, data) hop_no_tracepoints(found)
#define tracepoint_probe_register(tp, probe, data) (-ENOENT)
#define tracepoint_probe_unregister(tp, probe, data) 0
#endif

/*
 * task_struct.state is .__state since 5.14 (commit 2f064a59a11f), which has
 * task_is_running() as well.
 */
static inline unsigned int hop_task_state(const struct task_struct *task)
{
#ifdef task_is_running
	return READ_ONCE(task->__state);
#else
	return READ_ONCE(task->state);
#endif
}

/*
 * Up to 5.11 taking a probe away wants memory, and fails without (befe6d946551):
 * then it is still called, so there is nothing to do but to try again.
 */
static inline void hop_probe_remove(struct tracepoint *tp, void *probe,
				    void *data)
{
	while (tracepoint_probe_unregister(tp, probe, data) == -ENOMEM)
		msleep(20);
}

/*
 * With PREEMPT_RT irq_work runs in a thread unless it is marked hard, which all
 * kernels know since 5.11; before that, without PREEMPT_RT, all of it is hard.
 */
static inline void hop_irq_work_init_hard(struct irq_work *work,
					  void (*func)(struct irq_work *))
{
#ifdef IRQ_WORK_INIT_HARD
	*work = IRQ_WORK_INIT_HARD(func);
#else
	init_irq_work(work, func);
#endif
}

/*
 * From 6.2 to 6.14 what is hot lay together in a struct (e57ef2ed97c1). No
 * macro tells: the version says whether the headers declare it; whether the
 * kernel has it, kallsyms.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0) && \
	LINUX_VERSION_CODE < KERNEL_VERSION(6, 15, 0)
#define HOP_HAVE_PCPU_HOT
#endif

/*
 * What probes of two tracepoints are called with. sched_switch tells the state
 * of who is switched from since 5.18 (fa2c3254d7cf), at the end since 5.19
 * (9c2136be0878); sched_process_exit whether the process ends, since 6.16.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 19, 0)
#define HOP_SWITCH_PROBE_ARGS                                 \
	void *unused, bool preempt, struct task_struct *prev, \
		struct task_struct *next, unsigned int prev_state
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(5, 18, 0)
#define HOP_SWITCH_PROBE_ARGS                                \
	void *unused, bool preempt, unsigned int prev_state, \
		struct task_struct *prev, struct task_struct *next
#else
#define HOP_SWITCH_PROBE_ARGS                                 \
	void *unused, bool preempt, struct task_struct *prev, \
		struct task_struct *next
#endif
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 16, 0)
#define HOP_EXIT_PROBE_ARGS \
	void *unused, struct task_struct *task, bool group_dead
#else
#define HOP_EXIT_PROBE_ARGS void *unused, struct task_struct *task
#endif

/*
 * Since 6.13 tracepoints of system calls may sleep, and leave preemption on
 * while they call their probes. The macro that declares such came with it.
 */
#ifdef DECLARE_TRACE_SYSCALL
#define HOP_CALLS_PREEMPTIBLE
#endif

#else /* __ASSEMBLER__ */

/* IBT (since 5.18) asks for ENDBR at targets of gates and indirect jumps. */
#ifndef ENDBR
#define ENDBR
#endif

#endif /* __ASSEMBLER__ */

#endif
