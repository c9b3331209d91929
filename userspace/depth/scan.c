// SPDX-License-Identifier: GPL-2.0
/*
 * Fills a depth report from the device.
 */
#include <err.h>
#include <stdint.h>
#include <stdlib.h>

#include "kernel/kernel.h"
#include "lib/lib.h"
#include "report.h"

/* Records asked for at a time. */
#define AT_A_TIME 2048

static bool scan_on(int fd, struct hop_depth_scan *scan,
		    struct hop_depth *records, struct hop_depth_report *r)
{
	__u64 begun = hop_clock_ns(CLOCK_MONOTONIC);

	scan->records = (uintptr_t)records;
	scan->nr = AT_A_TIME;
	if (hop_dev_call(fd, HOP_IOC_DEPTH_SCAN, scan, "cannot scan stacks"))
		return false;
	r->nanoseconds += hop_clock_ns(CLOCK_MONOTONIC) - begun;
	return hop_depth_add(r, records, scan->nr);
}

bool hop_depth_collect(int fd, unsigned int tgid, struct hop_depth_report *r)
{
	struct hop_depth *records = calloc(AT_A_TIME, sizeof(*records));
	struct hop_depth_scan scan = { .tgid = tgid };
	bool ok = records;

	if (!records)
		warn("stacks");
	while (ok && scan.cursor != HOP_DEPTH_END)
		ok = scan_on(fd, &scan, records, r);
	free(records);
	return ok;
}

bool hop_depth_drain(int fd, struct hop_depth_report *r)
{
	struct hop_depth *records = calloc(AT_A_TIME, sizeof(*records));
	struct hop_depth_ended ended = { .records = (uintptr_t)records };
	bool ok = records;

	if (!records)
		warn("stacks");
	do {
		ended.nr = AT_A_TIME;
		ok = ok && !hop_dev_call(fd, HOP_IOC_DEPTH_ENDED, &ended,
					 "cannot read tasks that ended");
		ok = ok && hop_depth_add(r, records, ended.nr);
	} while (ok && ended.nr == AT_A_TIME);
	r->ended = ended.seen;
	r->lost = ended.lost;
	r->exiting = ended.exiting;
	free(records);
	return ok;
}

/* A task can be waited for a little before it has left its stack. */
bool hop_depth_drain_all(int fd, struct hop_depth_report *r)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	const __u64 until = hop_clock_ns(CLOCK_MONOTONIC) + 1000000000ULL;

	for (;;) {
		if (!hop_depth_drain(fd, r))
			return false;
		if (!r->exiting || hop_clock_ns(CLOCK_MONOTONIC) > until)
			return true;
		nanosleep(&pause, NULL);
	}
}
