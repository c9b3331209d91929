// SPDX-License-Identifier: GPL-2.0
/*
 * The calls of uapi/hop_measure.h: what a measurement of whole paths needs.
 */
#include <linux/capability.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "control.h"
#include "forward.h"
#include "inject.h"
#include "paint.h"
#include "tap.h"
#include "tape.h"

static long hop_ioc_tapes(struct hop_file *hf, void *arg)
{
	struct hop_tapes *tapes = arg;
	u64 __user *to = u64_to_user_ptr(tapes->heads);
	u32 room = tapes->nr, cpu;

	if (tapes->reserved)
		return -EINVAL;
	tapes->nr = nr_cpu_ids;
	if (room < tapes->nr)
		return -ENOSPC;
	for (cpu = 0; cpu < tapes->nr; cpu++)
		if (put_user(hop_tape_head_addr(cpu), &to[cpu]))
			return -EFAULT;
	return 0;
}

static long hop_ioc_paint(struct hop_file *hf, void *arg)
{
	return hop_stacks_paint(arg);
}

static long hop_ioc_residue(struct hop_file *hf, void *arg)
{
	struct hop_residue *residue = arg;
	u32 room = min(residue->nr, hop_paint_words_max());
	u64 *words;
	long err;

	if (residue->reserved || !room)
		return -EINVAL;
	words = kvcalloc(room, sizeof(*words), GFP_KERNEL);
	if (!words)
		return -ENOMEM;
	err = hop_paint_read(residue, words, room);
	if (!err && copy_to_user(u64_to_user_ptr(residue->words), words,
				 residue->nr * sizeof(*words)))
		err = -EFAULT;
	kvfree(words);
	return err;
}

static long hop_ioc_inject(struct hop_file *hf, void *arg)
{
	return hop_inject_send(arg);
}

static long hop_ioc_tap(struct hop_file *hf, void *arg)
{
	return hop_tap_set(arg, hf);
}

static long hop_ioc_forward(struct hop_file *hf, void *arg)
{
	struct hop_forward *forward = arg;
	long err;

	if (forward->on > 1 || forward->reserved)
		return -EINVAL;
	err = hop_forward_set(forward->on, &hf->forward);
	forward->on = hf->forward;
	return err;
}

const struct hop_call hop_measure_calls[] = {
	{ HOP_IOC_TAP, CAP_SYS_ADMIN, false, 0, hop_ioc_tap },
	{ HOP_IOC_TAPES, CAP_SYSLOG, false, -ENOSPC, hop_ioc_tapes },
	{ HOP_IOC_PAINT, CAP_SYS_ADMIN, false, 0, hop_ioc_paint },
	{ HOP_IOC_RESIDUE, CAP_SYSLOG, false, 0, hop_ioc_residue },
	{ HOP_IOC_INJECT, CAP_SYS_ADMIN, false, 0, hop_ioc_inject },
	{ HOP_IOC_FORWARD, CAP_SYS_ADMIN, true, 0, hop_ioc_forward },
	{},
};
