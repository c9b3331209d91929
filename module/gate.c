// SPDX-License-Identifier: GPL-2.0
/*
 * Who may fire own gates, and when: claim, arm, disarm, restore. How a gate is
 * made is the architecture's business.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bits.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "arch/arch.h"
#include "gate.h"

#define HOP_GATES_ALL (BIT(HOP_GATE_NR) - 1)
#define HOP_FIRE_MAX 1000000

static bool gates = true;
module_param(gates, bool, 0400);
MODULE_PARM_DESC(gates, "install own gates (default yes)");

static int hop_gates_err;
static const char *hop_gates_why = "";

/* Protects the counts and the order of opening and closing. */
static DEFINE_MUTEX(hop_gate_lock);
static unsigned int hop_gate_users[HOP_GATE_NR];

int hop_gate_errno(void)
{
	return hop_gates_err;
}

const char *hop_gate_why(void)
{
	return hop_gates_why;
}

unsigned int hop_gate_vector(enum hop_gate gate)
{
	return hop_gates_err ? 0 : hop_arch_gate_vector(gate);
}

u32 hop_gate_armed(void)
{
	u32 armed = 0;
	int i;

	for (i = 0; i < HOP_GATE_NR && !hop_gates_err; i++)
		if (hop_arch_gate_is_open(i))
			armed |= BIT(i);
	return armed;
}

int hop_gate_init(void)
{
	if (!gates) {
		hop_gates_err = -EOPNOTSUPP;
		hop_gates_why = "switched off by the parameter gates=0";
		return 0;
	}
	hop_gates_err = hop_arch_gates_up(&hop_gates_why);
	return hop_gates_err == -EINVAL ? -EINVAL : 0;
}

void hop_gate_exit(void)
{
	if (!hop_gates_err)
		hop_arch_gates_down();
}

void hop_gate_report(void)
{
	if (hop_gates_err)
		pr_info("no own gates: %s (%d)\n", hop_gates_why,
			hop_gates_err);
	else
		pr_info("own gates: vector %u (own), %u (own-ist), closed until armed\n",
			hop_gate_vector(HOP_GATE_OWN),
			hop_gate_vector(HOP_GATE_IST));
}

static int hop_gate_get(enum hop_gate gate)
{
	int err = 0;

	if (!hop_gate_users[gate])
		err = hop_arch_gate_open(gate, true);
	if (!err)
		hop_gate_users[gate]++;
	return err;
}

static int hop_gate_put(enum hop_gate gate)
{
	if (--hop_gate_users[gate])
		return 0;
	return hop_arch_gate_open(gate, false);
}

static int hop_gate_mask_check(u32 mask)
{
	if (!mask || mask & ~HOP_GATES_ALL)
		return -EINVAL;
	return hop_gates_err;
}

int hop_gate_arm(u32 mask, u32 *mine)
{
	int i, err = hop_gate_mask_check(mask);

	if (err)
		return err;
	mutex_lock(&hop_gate_lock);
	for (i = 0; i < HOP_GATE_NR && !err; i++) {
		if (!(mask & ~*mine & BIT(i)))
			continue;
		err = hop_gate_get(i);
		if (!err)
			*mine |= BIT(i);
	}
	mutex_unlock(&hop_gate_lock);
	return err;
}

int hop_gate_disarm(u32 mask, u32 *mine)
{
	int i, err = hop_gate_mask_check(mask);

	if (err)
		return err;
	mutex_lock(&hop_gate_lock);
	for (i = 0; i < HOP_GATE_NR; i++) {
		if (!(mask & *mine & BIT(i)))
			continue;
		*mine &= ~BIT(i);
		err = hop_gate_put(i) ?: err;
	}
	mutex_unlock(&hop_gate_lock);
	return err;
}

int hop_gate_fire(u32 gate, u32 count, u32 *done)
{
	*done = 0;
	if (gate >= HOP_GATE_NR || !count || count > HOP_FIRE_MAX)
		return -EINVAL;
	if (hop_gates_err)
		return hop_gates_err;
	while (*done < count) {
		if (signal_pending(current))
			return -EINTR;
		hop_arch_gate_fire(gate);
		++*done;
		cond_resched();
	}
	return 0;
}
