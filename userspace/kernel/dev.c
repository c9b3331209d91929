// SPDX-License-Identifier: GPL-2.0
/*
 * Wrappers of the ioctls; the uapi header says what they do.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "dev.h"
#include "need.h"

static const struct {
	int errnum;
	const char *advice;
} open_advice[] = {
	{ ENXIO, "the module is not loaded (insmod stackhop.ko)" },
	{ EACCES, "run as root" },
	{ ENODEV, "the module is not loaded (insmod stackhop.ko)" },
	{ EPERM, "CAP_SYS_ADMIN is needed, or this container may not use the device" },
}, call_advice[] = {
	{ EPERM, "CAP_SYSLOG is needed: run as root" },
	{ ENOTTY, "the module is of another version than this tool" },
	{ ENOENT, "this kernel lacks a tracepoint that it takes (CONFIG_TRACEPOINTS)" },
};

#define NR(array) (sizeof(array) / sizeof((array)[0]))

static const char *advice(int errnum, bool opening)
{
	size_t nr = opening ? NR(open_advice) : NR(call_advice);

	for (size_t i = 0; i < nr; i++) {
		if (opening && open_advice[i].errnum == errnum)
			return open_advice[i].advice;
		if (!opening && call_advice[i].errnum == errnum)
			return call_advice[i].advice;
	}
	return NULL;
}

static void complain(const char *what, int errnum, bool opening)
{
	const char *text = opening && errnum == ENOENT ?
				   hop_need_module() :
				   advice(errnum, opening);

	if (text)
		warnx("%s: %s: %s", what, strerror(errnum), text);
	else
		warnx("%s: %s", what, strerror(errnum));
}

static int call_quietly(int fd, unsigned long request, void *arg)
{
	return ioctl(fd, request, arg) < 0 ? -errno : 0;
}

int hop_dev_call(int fd, unsigned long request, void *arg, const char *what)
{
	int ret = call_quietly(fd, request, arg);

	if (ret)
		complain(what, -ret, false);
	return ret;
}

int hop_dev_open(struct hop_info *info)
{
	int fd = open(HOP_DEVICE, O_RDWR | O_CLOEXEC);

	if (fd < 0) {
		complain(HOP_DEVICE, errno, true);
		return -1;
	}
	if (hop_dev_call(fd, HOP_IOC_INFO, info, HOP_DEVICE))
		goto fail;
	if (info->abi != HOP_ABI) {
		warnx("the loaded module speaks ABI %u, this tool %u: use the tool that was built with it",
		      info->abi, HOP_ABI);
		goto fail;
	}
	return fd;
fail:
	close(fd);
	return -1;
}

/* One that was killed lets go as soon as its children have ended, too. */
#define CLAIM_TRIES 40
#define CLAIM_NAP_NS 50000000

bool hop_dev_claim(int fd)
{
	const struct timespec nap = { .tv_nsec = CLAIM_NAP_NS };

	for (int tries = 0; flock(fd, LOCK_EX | LOCK_NB); tries++) {
		if (errno != EWOULDBLOCK && errno != EINTR) {
			complain(HOP_DEVICE, errno, false);
			return false;
		}
		if (tries == CLAIM_TRIES) {
			warnx("%s is busy: another path, cost or gate runs, and each would take the other's records for its own",
			      HOP_DEVICE);
			return false;
		}
		nanosleep(&nap, NULL);
	}
	return true;
}

const char *hop_dev_why(const char *why, __u32 err)
{
	return why[0] ? why : strerror(err);
}

bool hop_dev_gates(const struct hop_info *info)
{
	if (info->features & HOP_FEAT_GATES)
		return true;
	warnx("own gates cannot be used here: %s",
	      hop_dev_why(info->gates_why, info->gates_errno));
	return false;
}

static const char *no_taps(const struct hop_info *info)
{
	if (info->taps_errno)
		return hop_dev_why(info->taps_why, info->taps_errno);
	if (info->features & HOP_FEAT_VIRT)
		return "KVM is loaded, which keeps copies of where system calls enter (rmmod it)";
	return NULL;
}

bool hop_dev_taps(const struct hop_info *info)
{
	const char *why = no_taps(info);

	if (why)
		warnx("no paths can be seen here, as the kernel's entries cannot be tapped: %s",
		      why);
	return !why;
}

int hop_dev_stacks(int fd, const struct hop_info *info,
		   struct hop_stacklist *list)
{
	struct hop_stacks arg = { .nr = info->nr_stacks };
	int ret;

	list->nr = 0;
	list->stack = calloc(arg.nr + 1, sizeof(*list->stack));
	if (!list->stack) {
		complain("list of stacks", ENOMEM, false);
		return -ENOMEM;
	}
	arg.stacks = (uintptr_t)list->stack;
	ret = hop_dev_call(fd, HOP_IOC_STACKS, &arg, "list of stacks");
	if (ret) {
		free(list->stack);
		list->stack = NULL;
		return ret;
	}
	list->nr = arg.nr;
	return 0;
}

int hop_dev_snapshot(int fd, unsigned int cpu, unsigned int context,
		     struct hop_snapshot *snap)
{
	int ret;

	memset(snap, 0, sizeof(*snap));
	snap->cpu = cpu;
	snap->context = context;
	ret = call_quietly(fd, HOP_IOC_SNAPSHOT, snap);
	snap->cpu = cpu;
	if (ret && ret != -ENXIO && ret != -EINVAL)
		complain("snapshot", -ret, false);
	return ret;
}

int hop_dev_arm(int fd, unsigned int gates)
{
	struct hop_arm arg = { .gates = gates };

	return hop_dev_call(fd, HOP_IOC_ARM, &arg, "cannot arm the own gates");
}

int hop_dev_disarm(int fd, unsigned int gates)
{
	struct hop_arm arg = { .gates = gates };

	return hop_dev_call(fd, HOP_IOC_DISARM, &arg,
			    "cannot disarm the own gates");
}

int hop_dev_fire(int fd, unsigned int gate, unsigned int count,
		 unsigned int *done)
{
	struct hop_fire arg = { .gate = gate, .count = count };
	int ret =
		hop_dev_call(fd, HOP_IOC_FIRE, &arg, "cannot fire an own gate");

	*done = arg.done;
	return ret;
}

int hop_dev_read(int fd, struct hop_read *read)
{
	return hop_dev_call(fd, HOP_IOC_READ, read, "cannot read the tape");
}

int hop_dev_find(int fd, struct hop_find *find)
{
	return hop_dev_call(fd, HOP_IOC_FIND, find, "cannot find a stack");
}

int hop_dev_tap(int fd, struct hop_tap *tap)
{
	return hop_dev_call(fd, HOP_IOC_TAP, tap,
			    "cannot tap the kernel's entries");
}

int hop_dev_inject(int fd, unsigned int cpu, unsigned int what)
{
	struct hop_inject arg = { .cpu = cpu, .what = what };

	return call_quietly(fd, HOP_IOC_INJECT, &arg);
}

int hop_dev_tapes(int fd, __u64 *heads, unsigned int nr)
{
	struct hop_tapes arg = { .nr = nr, .heads = (uintptr_t)heads };

	return hop_dev_call(fd, HOP_IOC_TAPES, &arg, "cannot find the tapes");
}
