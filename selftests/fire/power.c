// SPDX-License-Identifier: GPL-2.0
/*
 * CPUs that go off line and come back, and suspend to RAM, while there are taps
 * and armed gates.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/arch.h"
#include "fire/worker.h"

#define PAUSE_MOST_US 20000

/* Others may suspend, so a CPU that cannot be taken now is no fault. */
void hop_hotplug_work(struct hop_job *job)
{
	int nr = sysconf(_SC_NPROCESSORS_CONF);
	uint64_t dice = job->seed;

	while (nr > 1 && !hop_job_over(job)) {
		int cpu = 1 + hop_dice_below(&dice, nr - 1);
		int err = hop_set_online(cpu, false);

		usleep(hop_dice_below(&dice, PAUSE_MOST_US));
		if (!err && !hop_set_online(cpu, true))
			hop_tally_add(job->tally, HOP_COUNT_HOTPLUGS, 1);
		usleep(hop_dice_below(&dice, PAUSE_MOST_US));
	}
}

/* With taps and gates of its own, if nobody else has them. */
static void suspend(struct hop_job *job)
{
	struct hop_tap tap = { .calls = HOP_TAP_CALLS };
	int fd = hop_job_open(job), err;

	if (fd < 0)
		return;
	memset(tap.vectors, 0xff, sizeof(tap.vectors));
	hop_gates_arm(fd, HOP_BOTH);
	hop_device_call(fd, HOP_IOC_TAP, &tap);
	err = hop_suspend();
	if (!err)
		hop_tally_add(job->tally, HOP_COUNT_SUSPENDS, 1);
	else if (err != -EBUSY && err != -EINTR)
		hop_fault(job->tally, "suspend: %d", err);
	close(fd);
}

/* A guest whose firmware cannot do it has none, and the count says so. */
void hop_suspend_work(struct hop_job *job)
{
	while (hop_can_suspend() && !hop_job_over(job))
		suspend(job);
}
