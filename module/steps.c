// SPDX-License-Identifier: GPL-2.0
/*
 * Runs tables of set-up steps, and can make any one of them fail on purpose:
 * the selftests prove with it that every error path restores the machine.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/module.h>
#include <linux/printk.h>

#include "steps.h"

static uint fail_step;
module_param(fail_step, uint, 0400);
MODULE_PARM_DESC(fail_step,
		 "for tests: fail set-up after this many steps (0: never)");

/* Steps that have been set up since load, over all tables. */
static unsigned int hop_steps_done;

static int hop_step_up(const struct hop_step *step)
{
	int err = step->up();

	if (err)
		return err;
	if (++hop_steps_done != fail_step)
		return 0;
	pr_info("step %u (%s) fails on purpose: fail_step\n", fail_step,
		step->name);
	if (step->down)
		step->down();
	return -ENOMEM;
}

int hop_steps_up(const struct hop_step *steps, int nr)
{
	int i, err;

	for (i = 0; i < nr; i++) {
		err = hop_step_up(&steps[i]);
		if (err) {
			hop_steps_down(steps, i);
			return err;
		}
	}
	return 0;
}

void hop_steps_down(const struct hop_step *steps, int nr)
{
	while (nr--)
		if (steps[nr].down)
			steps[nr].down();
}
