// SPDX-License-Identifier: GPL-2.0
/*
 * stackhop: which stack each kernel entry runs on, from evidence.
 * Module load and unload: the order of the parts, and that nobody uses them.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/security.h>

#include "control.h"
#include "debugfs.h"
#include "depth.h"
#include "gate.h"
#include "inject.h"
#include "ksyms.h"
#include "snapshot.h"
#include "stackmap.h"
#include "stamp.h"
#include "steps.h"
#include "tape.h"

/*
 * What this module does to the CPU's entries and the page tables is what
 * lockdown forbids to user space; a signature does not make it less so.
 */
static int hop_lockdown_check(void)
{
	int err = security_locked_down(LOCKDOWN_DEV_MEM);

	if (err)
		pr_err("refused: the kernel is locked down (see lockdown= and Secure Boot)\n");
	return err;
}

/* Whatever must not go away first comes first. The device is the last to
 * appear and the first to go: no caller sees a part that is not there.
 */
static const struct hop_step hop_main_steps[] = {
	{ "lockdown", hop_lockdown_check, NULL },
	{ "symbols", hop_ksyms_init, NULL },
	{ "layout", hop_snapshot_check, NULL },
	{ "tape", hop_tape_init, hop_tape_exit },
	{ "gates", hop_gate_init, hop_gate_exit },
	{ "stackmap", hop_stackmap_init, hop_stackmap_exit },
	{ "inject", hop_inject_init, hop_inject_exit },
	{ "stamps", hop_stamp_init, NULL },
	{ "listeners", hop_listen_init, hop_listen_exit },
	{ "debugfs", hop_debugfs_init, hop_debugfs_exit },
	{ "device", hop_control_init, hop_control_exit },
};

static int __init hop_module_init(void)
{
	int err = hop_steps_up(hop_main_steps, ARRAY_SIZE(hop_main_steps));

	if (!err)
		hop_gate_report();
	return err;
}

/*
 * `rmmod -f` passes over open files (CONFIG_MODULE_FORCE_UNLOAD) and no module
 * can refuse it, but unloading ends only when this has: code and tape stay for
 * as long as somebody uses them, and nobody new can. The last thing that a user
 * does with a module is to give back its reference.
 */
static void hop_users_wait(void)
{
	if (module_refcount(THIS_MODULE) > 0)
		pr_warn("in use: a forced unload waits for those who have it open\n");
	while (module_refcount(THIS_MODULE) > 0)
		schedule_timeout_idle(HZ / 10);
}

static void __exit hop_module_exit(void)
{
	hop_users_wait();
	hop_steps_down(hop_main_steps, ARRAY_SIZE(hop_main_steps));
}

module_init(hop_module_init);
module_exit(hop_module_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("shows which stack each kernel entry runs on");
MODULE_VERSION("0.1");
