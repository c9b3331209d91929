// SPDX-License-Identifier: GPL-2.0
/*
 * For the selftests only: at each #MF from user mode a softirq waits to be run,
 * as one does that was left to ksoftirqd. The handler saves the FPU's registers
 * with softirqs off (fpregs_lock), and so runs it before it makes a signal.
 */
#include <linux/interrupt.h>
#include <linux/kprobes.h>
#include <linux/module.h>

static void hop_pending_run(struct tasklet_struct *tasklet)
{
}

static DECLARE_TASKLET(hop_pending, hop_pending_run);

static int hop_pending_leave(struct kprobe *kprobe, struct pt_regs *regs)
{
	tasklet_schedule(&hop_pending);
	return 0;
}

/* The second is its name up to 5.15. */
static struct kprobe hop_pending_saves[] = {
	{ .symbol_name = "fpu_sync_fpstate", .pre_handler = hop_pending_leave },
	{ .symbol_name = "fpu__save", .pre_handler = hop_pending_leave },
};

static struct kprobe *hop_pending_set;

static int __init hop_pending_init(void)
{
	int err = -ENOENT;
	size_t i;

	for (i = 0; err && i < ARRAY_SIZE(hop_pending_saves); i++) {
		hop_pending_set = &hop_pending_saves[i];
		err = register_kprobe(hop_pending_set);
	}
	return err;
}

static void __exit hop_pending_exit(void)
{
	unregister_kprobe(hop_pending_set);
	tasklet_kill(&hop_pending);
}

module_init(hop_pending_init);
module_exit(hop_pending_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a softirq that waits, for the selftests of stackhop");
