// SPDX-License-Identifier: GPL-2.0
/*
 * A CPU's model specific registers.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/x86/x86.h"

int hop_rdmsr(int cpu, uint32_t msr, uint64_t *value)
{
	char path[32];
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "/dev/cpu/%d/msr", cpu);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT && !system("modprobe msr"))
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	got = pread(fd, value, sizeof(*value), msr);
	close(fd);
	return got == sizeof(*value) ? 0 : -EIO;
}
