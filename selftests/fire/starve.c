// SPDX-License-Identifier: GPL-2.0
/*
 * Allocations that fail: for everything that can be asked of the module, its
 * close, load and unload included, the first, the second ... and all of them,
 * until one time none is left to fail. By kmod/stackhop_starve.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/arch.h"
#include "fire/worker.h"

#define PARAMETERS "/sys/module/stackhop_starve/parameters/"
#define ALL 1000000
/* More than anything makes: then something is wrong here. */
#define PASS_MOST 400

static int load_starve(void)
{
	return access(PARAMETERS "failed", F_OK) ?
		       hop_kmod_load("stackhop_starve") :
		       0;
}

static unsigned int failed(void)
{
	char text[32];

	if (hop_slurp(PARAMETERS "failed", text, sizeof(text)) <= 0)
		return 0;
	return strtoul(text, NULL, 0);
}

static void starve(int tgid, int pass, int fail)
{
	char line[64];

	snprintf(line, sizeof(line), "%d %d %d", tgid, pass, fail);
	hop_spit(PARAMETERS "victim", line);
}

/* What is tried; each gives 0 or an error that its caller must expect. */
static int try_open(void)
{
	int fd = hop_device_open();

	return fd < 0 ? fd : close(fd);
}

static int tap(int fd, uint64_t vectors, uint32_t stamps)
{
	struct hop_tap tap = { .calls = vectors ? HOP_TAP_CALLS : 0,
			       .stamps = stamps };
	int i;

	for (i = 0; i < 4; i++)
		tap.vectors[i] = vectors;
	return hop_device_call(fd, HOP_IOC_TAP, &tap);
}

/* Taps in, other taps, stamps, none, and at last left to close. */
static int try_taps(void)
{
	int fd = hop_device_open(), err;

	if (fd < 0)
		return fd;
	err = tap(fd, ~0ull, 0)		     ?:
		      tap(fd, 0x5555, 0xfff) ?:
		      tap(fd, 0, 0xfff)	     ?:
		      tap(fd, 0, 0)	     ?:
					       tap(fd, ~0ull, 0x3);
	close(fd);
	return err;
}

static int try_arm(void)
{
	int fd = hop_device_open(), err;

	if (fd < 0)
		return fd;
	err = hop_gates_arm(fd, HOP_BOTH)	    ?:
		      hop_gates_disarm(fd, HOP_OWN) ?:
						      hop_gates_arm(fd, HOP_OWN);
	close(fd);
	return err;
}

/* Every call once, and what is left is left to close. */
static int try_calls(void)
{
	static uint8_t at[1024];
	int fd = hop_device_open(), err = 0, one, i;

	if (fd < 0)
		return fd;
	for (i = 0; i < hop_good_calls_nr; i++) {
		one = hop_good_call_make(fd, &hop_good_calls[i], at);
		if (one == -ENOMEM)
			err = one;
	}
	close(fd);
	return err;
}

static int try_files(void)
{
	static char text[1 << 16];
	int err = hop_slurp("/sys/kernel/debug/stackhop/stacks", text,
			    sizeof(text));

	if (err >= 0)
		err = hop_slurp(
			"/sys/kernel/debug/stackhop/cpu0/" HOP_FILE_POINTERS,
			text, sizeof(text));
	return err < 0 ? err : 0;
}

/* A load that fails for want of memory leaves nothing; unload cannot fail. */
static int try_reload(void)
{
	int err = hop_unload();

	return err && err != -ENOENT ? err : hop_load("");
}

static const struct {
	const char *name;
	int (*try)(void);
} tries[] = {
	{ "open and close", try_open }, { "taps", try_taps },
	{ "gates", try_arm },		{ "calls", try_calls },
	{ "files", try_files },		{ "unload and load", try_reload },
};

/* Loaded without the memory for gates, it says so: load it again. */
static void load_whole(struct hop_job *job)
{
	struct hop_info info = {};
	int fd = hop_device_open();

	if (fd >= 0) {
		hop_info_get(fd, &info);
		close(fd);
		if (info.gates_errno != ENOMEM || hop_job_unload(job))
			return;
	}
	if (hop_load(""))
		hop_fault(job->tally, "cannot be loaded with all memory");
}

/* What follows must find all as it was: nothing is held, nothing is set. */
static void check(struct hop_job *job, const char *name, int pass, int err)
{
	int fd;

	if (err && err != -ENOMEM && err != -EIO && err != -EAGAIN &&
	    err != -EBUSY)
		hop_fault(job->tally, "%s with allocation %d failing: %d", name,
			  pass, err);
	load_whole(job);
	fd = hop_device_open();
	err = fd < 0 ? fd : tap(fd, 1, 0);
	if (err && err != -EOPNOTSUPP)
		hop_fault(job->tally,
			  "%s with allocation %d failing: then TAP gave %d",
			  name, pass, err);
	if (fd >= 0)
		close(fd);
}

/* True: an allocation was there to fail. */
static bool try_one(struct hop_job *job, size_t i, int pass, int fail)
{
	unsigned int before = failed(), nr;
	int err;

	starve(getpid(), pass, fail);
	err = tries[i].try();
	starve(0, 0, 0);
	nr = failed() - before;
	hop_tally_add(job->tally, HOP_COUNT_FAILED, nr);
	check(job, tries[i].name, pass, err);
	return nr;
}

/* Each has its turn in a new order, in case a round is too short for all. */
void hop_starve_work(struct hop_job *job)
{
	size_t i = hop_dice_below(&job->seed, ARRAY_SIZE(tries));
	int err = load_starve(), pass;

	/* What is loaded before it watches, it does not know. */
	err = err ?: hop_job_unload(job);
	err = err ?: hop_load("");
	if (err) {
		hop_fault(job->tally, "no stackhop_starve.ko: %d", err);
		return;
	}
	for (; !hop_job_over(job); i = (i + 1) % ARRAY_SIZE(tries)) {
		for (pass = 0; pass < PASS_MOST && !hop_job_over(job); pass++)
			if (!try_one(job, i, pass,
				     hop_dice(&job->seed) & 1 ? 1 : ALL))
				break;
	}
}
