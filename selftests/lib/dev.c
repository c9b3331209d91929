// SPDX-License-Identifier: GPL-2.0
/*
 * Calls on /dev/stackhop, one small wrapper each.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib.h"

int hop_device_open(void)
{
	int fd = open(HOP_DEVICE, O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int hop_device_call(int fd, unsigned long command, void *arg)
{
	return ioctl(fd, command, arg) < 0 ? -errno : 0;
}

int hop_info_get(int fd, struct hop_info *info)
{
	return hop_device_call(fd, HOP_IOC_INFO, info);
}

int hop_gates_arm(int fd, uint32_t gates)
{
	struct hop_arm arm = { .gates = gates };

	return hop_device_call(fd, HOP_IOC_ARM, &arm);
}

int hop_gates_disarm(int fd, uint32_t gates)
{
	struct hop_arm arm = { .gates = gates };

	return hop_device_call(fd, HOP_IOC_DISARM, &arm);
}

int hop_kernel_fire(int fd, uint32_t gate, uint32_t count)
{
	struct hop_fire fire = { .gate = gate, .count = count };
	int err = hop_device_call(fd, HOP_IOC_FIRE, &fire);

	if (!err && fire.done != count)
		return -EIO;
	return err;
}

int hop_read_tape(int fd, int cpu, struct hop_record *rec, uint32_t nr,
		  struct hop_read *state)
{
	struct hop_read rd = {
		.cpu = cpu,
		.nr = nr,
		.records = (uintptr_t)rec,
	};
	int err = hop_device_call(fd, HOP_IOC_READ, &rd);

	if (state)
		*state = rd;
	return err ? err : (int)rd.nr;
}

int hop_skip_tape(int fd, int cpu)
{
	struct hop_record rec[64];
	int got;

	do {
		got = hop_read_tape(fd, cpu, rec, 64, NULL);
	} while (got > 0);
	return got;
}

int hop_snapshot_get(int fd, int cpu, uint32_t context,
		     struct hop_snapshot *snap)
{
	memset(snap, 0, sizeof(*snap));
	snap->cpu = cpu;
	snap->context = context;
	return hop_device_call(fd, HOP_IOC_SNAPSHOT, snap);
}

int hop_task_size(void)
{
	int fd = hop_device_open(), err = fd;
	struct hop_snapshot snap;

	if (fd >= 0) {
		err = hop_snapshot_get(fd, sched_getcpu(), HOP_CONTEXT_TASK,
				       &snap);
		close(fd);
	}
	return err ?: (int)hop_snapshot_value(&snap, HOP_VALUE_STACK_SIZE);
}

int hop_stack_find(int fd, uint64_t addr, struct hop_find *find)
{
	memset(find, 0, sizeof(*find));
	find->addr = addr;
	return hop_device_call(fd, HOP_IOC_FIND, find);
}

int hop_stack_list(int fd, struct hop_stack **stacks)
{
	struct hop_stacks list = {};
	struct hop_info info;
	int err = hop_info_get(fd, &info);

	if (err)
		return err;
	*stacks = calloc(info.nr_stacks + 1, sizeof(**stacks));
	if (!*stacks)
		return -ENOMEM;
	list.nr = info.nr_stacks;
	list.stacks = (uintptr_t)*stacks;
	err = hop_device_call(fd, HOP_IOC_STACKS, &list);
	return err ? err : (int)list.nr;
}

const struct hop_stack *hop_stack_of(const struct hop_stack *stacks, int nr,
				     int cpu, int kind)
{
	int i;

	for (i = 0; i < nr; i++)
		if (stacks[i].cpu == (uint32_t)cpu && stacks[i].kind == kind)
			return &stacks[i];
	return NULL;
}
