/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Differences between kernel versions: the only place that tests them.
 * Each difference names the commit or release that brought it.
 */
#ifndef HOP_COMPAT_H
#define HOP_COMPAT_H

#ifndef __ASSEMBLY__

#include <linux/sched.h>
#include <linux/types.h>

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
 * With IBT (CONFIG_X86_KERNEL_IBT, since 5.18) a function begins with ENDBR
 * and a kprobe on its symbol sits behind it. How many bytes behind?
 */
static inline unsigned long hop_kprobe_skew(const void *addr)
{
#ifdef CONFIG_X86_KERNEL_IBT
	const u32 endbr64 = 0xfa1e0ff3; /* SDM vol. 2, ENDBR64 */

	if (*(const u32 *)(addr - sizeof(endbr64)) == endbr64)
		return sizeof(endbr64);
#endif
	return 0;
}

#else /* __ASSEMBLY__ */

/* IBT (since 5.18) asks for ENDBR at targets of gates and indirect jumps. */
#ifndef ENDBR
#define ENDBR
#endif

#endif /* __ASSEMBLY__ */

#endif
