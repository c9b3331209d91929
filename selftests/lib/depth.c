// SPDX-License-Identifier: GPL-2.0
/*
 * Calls of uapi/hop_depth.h, one small wrapper each.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/depth.h"

/* So few that every scan goes on some times. */
#define AT_A_TIME 100

int hop_depth_all(int fd, uint32_t tgid, struct hop_depth **records)
{
	struct hop_depth_scan scan = { .tgid = tgid };
	int total = 0, err;

	*records = NULL;
	while (scan.cursor != HOP_DEPTH_END) {
		*records = realloc(*records,
				   (total + AT_A_TIME) * sizeof(**records));
		scan.records = (uintptr_t)(*records + total);
		scan.nr = AT_A_TIME;
		err = hop_device_call(fd, HOP_IOC_DEPTH_SCAN, &scan);
		if (err) {
			free(*records);
			return err;
		}
		total += scan.nr;
	}
	return total;
}

static int find(int fd, uint32_t tgid, const struct hop_depth *like,
		struct hop_depth *record)
{
	struct hop_depth *records;
	int nr = hop_depth_all(fd, tgid, &records), i, err = -ENOENT;

	if (nr < 0)
		return nr;
	for (i = 0; i < nr; i++) {
		if (records[i].pid != like->pid ||
		    records[i].cpu != like->cpu ||
		    records[i].kind != like->kind)
			continue;
		*record = records[i];
		err = 0;
	}
	free(records);
	return err;
}

int hop_depth_of(int fd, uint32_t pid, struct hop_depth *record)
{
	struct hop_depth like = { .pid = pid,
				  .cpu = ~0u,
				  .kind = HOP_KIND_TASK };

	return find(fd, 0, &like, record);
}

int hop_depth_of_cpu(int fd, int cpu, int kind, struct hop_depth *record)
{
	struct hop_depth like = { .cpu = cpu, .kind = kind };

	return find(fd, 0, &like, record);
}

int hop_depth_period_begin(int fd, struct hop_depth_reset *reset)
{
	struct hop_depth_reset mine = {};

	if (!reset)
		reset = &mine;
	return hop_device_call(fd, HOP_IOC_DEPTH_RESET, reset);
}

int hop_depth_ended_listen(int fd, uint32_t nr)
{
	struct hop_depth_listen listen = { .nr = nr };

	return hop_device_call(fd, HOP_IOC_DEPTH_LISTEN, &listen);
}

int hop_depth_ended_read(int fd, struct hop_depth *records, uint32_t nr,
			 struct hop_depth_ended *state)
{
	struct hop_depth_ended mine = {};
	int err;

	if (!state)
		state = &mine;
	state->records = (uintptr_t)records;
	state->nr = nr;
	err = hop_device_call(fd, HOP_IOC_DEPTH_ENDED, state);
	return err ? err : (int)state->nr;
}
