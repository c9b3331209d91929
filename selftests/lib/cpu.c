// SPDX-License-Identifier: GPL-2.0
/*
 * CPUs: which there are, running on one, suspending them; and the small text
 * files by which the kernel tells such things.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib.h"

#define WAKE_ALARM "/sys/class/rtc/rtc0/wakealarm"

int hop_slurp(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t have = 0;
	ssize_t got = 1;

	if (fd < 0)
		return -errno;
	while (got > 0 && have < size - 1) {
		got = read(fd, text + have, size - 1 - have);
		if (got > 0)
			have += got;
	}
	close(fd);
	text[have] = '\0';
	return got < 0 ? -EIO : (int)have;
}

int hop_spit(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	int len, err = 0;

	if (fd < 0)
		return -errno;
	len = snprintf(NULL, 0, "%s", text);
	if (write(fd, text, len) != len)
		err = errno ? -errno : -EIO;
	if (close(fd) && !err)
		err = -errno;
	return err;
}

uint64_t hop_value_of(const char *text, const char *name)
{
	size_t len = strlen(name);

	while (text) {
		if (!strncmp(text, name, len) && text[len] == ' ')
			return strtoull(text + len + 1, NULL, 0);
		text = strchr(text, '\n');
		text += text ? 1 : 0;
	}
	return -1;
}

int hop_times(const char *text, const char *what)
{
	int nr = 0;

	while ((text = strstr(text, what))) {
		text += strlen(what);
		nr++;
	}
	return nr;
}

/* The list looks like 0-3,5. */
int hop_online(int cpus[HOP_MAX_CPUS])
{
	char text[256], *at = text;
	int first, last, used, nr = 0;
	int got =
		hop_slurp("/sys/devices/system/cpu/online", text, sizeof(text));

	if (got < 0)
		return got;
	while (sscanf(at, "%d%n", &first, &used) == 1) {
		at += used;
		last = first;
		if (sscanf(at, "-%d%n", &last, &used) == 1)
			at += used;
		while (first <= last && nr < HOP_MAX_CPUS)
			cpus[nr++] = first++;
		at += *at == ',';
	}
	return nr;
}

int hop_pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set) ? -errno : 0;
}

int hop_alone(int cpu)
{
	const struct sched_param param = { .sched_priority = 1 };
	int err = hop_pin(cpu);

	if (!err && sched_setscheduler(0, SCHED_FIFO, &param))
		err = -errno;
	if (!err && mlockall(MCL_CURRENT))
		err = -errno;
	return err;
}

int hop_set_online(int cpu, bool online)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/online",
		 cpu);
	return hop_spit(path, online ? "1" : "0");
}

bool hop_can_suspend(void)
{
	char text[64];

	return hop_slurp("/sys/power/mem_sleep", text, sizeof(text)) > 0 &&
	       strstr(text, "deep") && !access(WAKE_ALARM, W_OK);
}

int hop_suspend(void)
{
	int err;

	hop_spit(WAKE_ALARM, "0");
	err = hop_spit(WAKE_ALARM, "+2");
	if (!err)
		err = hop_spit("/sys/power/mem_sleep", "deep");
	return err ? err : hop_spit("/sys/power/state", "mem");
}
