// SPDX-License-Identifier: GPL-2.0
/*
 * Hands system calls on to tracepoints of our own with preemption off: a BPF
 * program is skipped for a task that finds it running for a preempted one.
 */
#include "compat.h"
#include "forward.h"

#ifdef HOP_CALLS_PREEMPTIBLE

#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

/*
 * A listener keeps the module loaded, as with the events of own gates. It cannot
 * begin the forwarding as well: the tracepoints' lock is held here.
 */
static int hop_forward_hold(void)
{
	return try_module_get(THIS_MODULE) ? 0 : -ENODEV;
}

static void hop_forward_let_go(void)
{
	module_put(THIS_MODULE);
}

#define CREATE_TRACE_POINTS
#include "forward_events.h"

/* Protects the count and the order of beginning and ending. */
static DEFINE_MUTEX(hop_forward_lock);
static unsigned int hop_forward_users;

static notrace void hop_forward_enter(void *unused, struct pt_regs *regs,
				      long id)
{
	preempt_disable_notrace();
	trace_hop_sys_enter(id, current_stack_pointer);
	preempt_enable_notrace();
}

static notrace void hop_forward_exit(void *unused, struct pt_regs *regs,
				     long ret)
{
	preempt_disable_notrace();
	trace_hop_sys_exit(ret, current_stack_pointer);
	preempt_enable_notrace();
}

/**
 * struct hop_forward_row - a tracepoint
 * @name:  the kernel's, without its group
 * @probe: what hands it on
 * @tp:    it, once found
 */
struct hop_forward_row {
	const char *name;
	void *probe;
	struct tracepoint *tp;
};

static struct hop_forward_row hop_forwards[] = {
	{ "sys_enter", hop_forward_enter },
	{ "sys_exit", hop_forward_exit },
};

static void hop_forward_find(struct tracepoint *tp, void *unused)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(hop_forwards); i++)
		if (!strcmp(tp->name, hop_forwards[i].name))
			hop_forwards[i].tp = tp;
}

/* Of the first @nr. */
static void hop_forward_down(int nr)
{
	while (nr--)
		tracepoint_probe_unregister(hop_forwards[nr].tp,
					    hop_forwards[nr].probe, NULL);
	tracepoint_synchronize_unregister();
}

static int hop_forward_up(void)
{
	int err = 0;
	int i;

	for_each_kernel_tracepoint(hop_forward_find, NULL)
		;
	for (i = 0; i < ARRAY_SIZE(hop_forwards); i++) {
		if (!hop_forwards[i].tp)
			err = -ENOENT;
		else
			err = tracepoint_probe_register(hop_forwards[i].tp,
							hop_forwards[i].probe,
							NULL);
		if (err) {
			hop_forward_down(i);
			return err;
		}
	}
	return 0;
}

static int hop_forward_get(void)
{
	int err = hop_forward_users ? 0 : hop_forward_up();

	if (!err)
		hop_forward_users++;
	return err;
}

static void hop_forward_put(void)
{
	if (!--hop_forward_users)
		hop_forward_down(ARRAY_SIZE(hop_forwards));
}

int hop_forward_set(bool on, bool *mine)
{
	int err = 0;

	mutex_lock(&hop_forward_lock);
	if (on && !*mine)
		err = hop_forward_get();
	else if (!on && *mine)
		hop_forward_put();
	if (!err)
		*mine = on;
	mutex_unlock(&hop_forward_lock);
	return err;
}

#else

int hop_forward_set(bool on, bool *mine)
{
	return 0;
}

#endif
