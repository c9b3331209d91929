// SPDX-License-Identifier: GPL-2.0
/*
 * The calls of uapi/hop_depth.h: how deep each stack got.
 */
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "control.h"
#include "depth.h"

/* Records that go to the caller at a time: 14 KiB. */
#define HOP_DEPTH_BATCH 256

/* Copies what @batch has to the caller, from place @done on. */
static int hop_depth_put(u64 records, u32 done, const struct hop_depth *batch,
			 u32 nr)
{
	struct hop_depth __user *to = u64_to_user_ptr(records);

	return copy_to_user(to + done, batch, nr * sizeof(*to)) ? -EFAULT : 0;
}

static int hop_scan_out(struct hop_depth_scan *scan, u32 room,
			struct hop_depth *batch)
{
	int err = 0;
	u32 nr;

	while (!err && scan->nr < room && scan->cursor != HOP_DEPTH_END &&
	       !signal_pending(current)) {
		nr = min_t(u32, room - scan->nr, HOP_DEPTH_BATCH);
		nr = hop_depth_scan_next(&scan->cursor, scan->tgid, batch, nr);
		err = hop_depth_put(scan->records, scan->nr, batch, nr);
		scan->nr += nr;
	}
	return err;
}

static long hop_ioc_depth_scan(struct hop_file *hf, void *arg)
{
	struct hop_depth_scan *scan = arg;
	struct hop_depth *batch;
	u32 room = scan->nr;
	int err;

	if (!room)
		return -EINVAL;
	batch = kvmalloc_array(HOP_DEPTH_BATCH, sizeof(*batch), GFP_KERNEL);
	if (!batch)
		return -ENOMEM;
	scan->nr = 0;
	err = hop_scan_out(scan, room, batch);
	kvfree(batch);
	return err;
}

static long hop_ioc_depth_words(struct hop_file *hf, void *arg)
{
	struct hop_depth_words *words = arg;
	u64 *to;
	long err;

	words->nr = min(words->nr, hop_depth_words_max());
	if (!words->nr)
		return -EINVAL;
	to = kvmalloc_array(words->nr, sizeof(*to), GFP_KERNEL);
	if (!to)
		return -ENOMEM;
	err = hop_depth_words_read(words, to);
	if (!err && copy_to_user(u64_to_user_ptr(words->words), to,
				 words->nr * sizeof(*to)))
		err = -EFAULT;
	kvfree(to);
	return err;
}

static long hop_ioc_depth_reset(struct hop_file *hf, void *arg)
{
	struct hop_depth_reset *reset = arg;

	return reset->reserved ? -EINVAL : hop_depth_period_reset(reset);
}

static long hop_ioc_depth_listen(struct hop_file *hf, void *arg)
{
	const struct hop_depth_listen *how = arg;
	struct hop_listen *listen;

	if (how->reserved || !how->nr || how->nr > HOP_DEPTH_LISTEN_MAX)
		return -EINVAL;
	if (hf->listen)
		return 0;
	listen = hop_listen_begin(how->nr);
	if (IS_ERR(listen))
		return PTR_ERR(listen);
	hf->listen = listen;
	return 0;
}

static int hop_ended_out(struct hop_listen *listen,
			 struct hop_depth_ended *ended, u32 room,
			 struct hop_depth *batch)
{
	int err = 0;
	u32 nr;

	while (!err && ended->nr < room) {
		nr = min_t(u32, room - ended->nr, HOP_DEPTH_BATCH);
		nr = hop_listen_take(listen, batch, nr);
		if (!nr)
			break;
		err = hop_depth_put(ended->records, ended->nr, batch, nr);
		ended->nr += nr;
	}
	return err;
}

static long hop_ioc_depth_ended(struct hop_file *hf, void *arg)
{
	struct hop_depth_ended *ended = arg;
	struct hop_depth *batch;
	u32 room = ended->nr;
	int err;

	if (!room)
		return -EINVAL;
	ended->nr = 0;
	ended->seen = 0;
	ended->lost = 0;
	ended->exiting = 0;
	if (!hf->listen)
		return 0;
	batch = kvmalloc_array(HOP_DEPTH_BATCH, sizeof(*batch), GFP_KERNEL);
	if (!batch)
		return -ENOMEM;
	err = hop_ended_out(hf->listen, ended, room, batch);
	hop_listen_counts(hf->listen, ended);
	kvfree(batch);
	return err;
}

const struct hop_call hop_depth_calls[] = {
	{ HOP_IOC_DEPTH_SCAN, CAP_SYS_ADMIN, false, 0, hop_ioc_depth_scan },
	{ HOP_IOC_DEPTH_WORDS, CAP_SYSLOG, false, 0, hop_ioc_depth_words },
	{ HOP_IOC_DEPTH_RESET, CAP_SYS_ADMIN, false, -EINTR,
	  hop_ioc_depth_reset },
	{ HOP_IOC_DEPTH_LISTEN, CAP_SYS_ADMIN, true, 0, hop_ioc_depth_listen },
	{ HOP_IOC_DEPTH_ENDED, CAP_SYS_ADMIN, true, 0, hop_ioc_depth_ended },
	{},
};
