// SPDX-License-Identifier: GPL-2.0
/*
 * For the selftests only: listens to stackhop's tracepoints of the own gates and
 * notes with what RFLAGS it runs. stackhop must be loaded before, and stays.
 *
 * The parameter calls is how often it ran, with_ac how often with AC set.
 */
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/ptrace.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <asm/irqflags.h>
#include <asm/processor-flags.h>

#define HOP_LISTENER_POINTS 2

static const char *const hop_listener_names[HOP_LISTENER_POINTS] = {
	"gate_entry", "gate_exit"
};

static struct tracepoint *hop_listener_points[HOP_LISTENER_POINTS];
static unsigned int calls;
static unsigned int with_ac;

/* Gates hit on one CPU at a time in the test that looks. */
static void hop_listener_probe(void *data, unsigned int gate,
			       unsigned int vector, const struct pt_regs *regs,
			       unsigned long sp)
{
	if (native_save_fl() & X86_EFLAGS_AC)
		with_ac++;
	calls++;
}

static void hop_listener_find(struct tracepoint *point)
{
	size_t i;

	for (i = 0; i < HOP_LISTENER_POINTS; i++)
		if (!strcmp(point->name, hop_listener_names[i]))
			hop_listener_points[i] = point;
}

/* Called for each module that is there already, too. */
static int hop_listener_module(struct notifier_block *nb, unsigned long event,
			       void *data)
{
	struct module *mod = ((struct tp_module *)data)->mod;
	unsigned int i;

	if (event == MODULE_STATE_COMING && !strcmp(mod->name, "stackhop"))
		for (i = 0; i < mod->num_tracepoints; i++)
			hop_listener_find(tracepoint_ptr_deref(
				&mod->tracepoints_ptrs[i]));
	return NOTIFY_OK;
}

static struct notifier_block hop_listener_nb = {
	.notifier_call = hop_listener_module,
};

static void hop_listener_end(void)
{
	size_t i;

	for (i = 0; i < HOP_LISTENER_POINTS; i++)
		if (hop_listener_points[i])
			tracepoint_probe_unregister(hop_listener_points[i],
						    hop_listener_probe, NULL);
	tracepoint_synchronize_unregister();
}

static int __init hop_listener_init(void)
{
	int err = register_tracepoint_module_notifier(&hop_listener_nb);
	size_t i;

	if (err)
		return err;
	unregister_tracepoint_module_notifier(&hop_listener_nb);
	for (i = 0; i < HOP_LISTENER_POINTS; i++)
		if (!hop_listener_points[i])
			return -ENODEV;
	for (i = 0; i < HOP_LISTENER_POINTS && !err; i++)
		err = tracepoint_probe_register(hop_listener_points[i],
						hop_listener_probe, NULL);
	if (err)
		hop_listener_end();
	return err;
}

static void __exit hop_listener_exit(void)
{
	hop_listener_end();
}

module_param(calls, uint, 0400);
MODULE_PARM_DESC(calls, "how often it ran");
module_param(with_ac, uint, 0400);
MODULE_PARM_DESC(with_ac, "how often with AC set");

module_init(hop_listener_init);
module_exit(hop_listener_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("listens to stackhop's own gates, for its selftests");
