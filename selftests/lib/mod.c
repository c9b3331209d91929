// SPDX-License-Identifier: GPL-2.0
/*
 * Loading and unloading stackhop.ko by the system calls themselves, which give
 * the errno; and what it says in the kernel's log.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lib.h"

#define HOP_PARAMS "/sys/module/stackhop/parameters"

const char *hop_module_path(void)
{
	static char path[256];
	const char *named = getenv("STACKHOP_KO");
	struct utsname uts;

	if (named)
		return named;
	if (!access("/lib/stackhop/stackhop.ko", R_OK))
		return "/lib/stackhop/stackhop.ko";
	uname(&uts);
	snprintf(path, sizeof(path), "../module/%s/stackhop.ko", uts.release);
	return access(path, R_OK) ? NULL : path;
}

int hop_load(const char *params)
{
	const char *path = hop_module_path();
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	int err = 0;

	if (fd < 0)
		return -ENOENT;
	if (syscall(SYS_finit_module, fd, params, 0))
		err = -errno;
	close(fd);
	return err;
}

int hop_kmod_load(const char *name)
{
	struct utsname uts;
	char path[256];
	int fd, err;

	uname(&uts);
	snprintf(path, sizeof(path), "%s-%s.ko", name, uts.release);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	err = fd < 0 || syscall(SYS_finit_module, fd, "", 0) ? -errno : 0;
	if (fd >= 0)
		close(fd);
	return err;
}

int hop_kmod_unload(const char *name)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? -errno : 0;
}

int hop_kmod_number(const char *name, const char *parameter)
{
	char path[128], value[32];

	snprintf(path, sizeof(path), "/sys/module/%s/parameters/%s", name,
		 parameter);
	return hop_slurp(path, value, sizeof(value)) > 0 ? atoi(value) : -1;
}

int hop_unload(void)
{
	return syscall(SYS_delete_module, "stackhop", O_NONBLOCK) ? -errno : 0;
}

int hop_references(void)
{
	char text[16];

	if (hop_slurp("/sys/module/stackhop/refcnt", text, sizeof(text)) <= 0)
		return -1;
	return strtol(text, NULL, 10);
}

bool hop_is_loaded(void)
{
	return !access("/sys/module/stackhop/initstate", F_OK);
}

int hop_params(char *text, size_t size)
{
	static const char *const names[] = { "vector", "ist_vector",
					     "tape_records", "gates" };
	char path[128], value[64];
	size_t i, len = 0;

	text[0] = '\0';
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), HOP_PARAMS "/%s", names[i]);
		if (hop_slurp(path, value, sizeof(value)) < 0)
			return -ENOENT;
		value[strcspn(value, "\n")] = '\0';
		len += snprintf(text + len, size - len, "%s=%s ", names[i],
				value);
	}
	return 0;
}

int hop_log_open(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		lseek(fd, 0, SEEK_END);
	return fd < 0 ? -errno : fd;
}

/* Each read gives one record: priority,number,time,flags;text */
int hop_log_read(int fd, char *line, size_t size)
{
	static const char ours[] = "stackhop: ";
	char record[2048];
	ssize_t got;
	int nr = 0;

	line[0] = '\0';
	while ((got = read(fd, record, sizeof(record) - 1)) > 0) {
		char *text;

		record[got] = '\0';
		text = strchr(record, ';');
		if (!text || strncmp(text + 1, ours, sizeof(ours) - 1))
			continue;
		text[1 + strcspn(text + 1, "\n")] = '\0';
		snprintf(line, size, "%s", text + 1);
		nr++;
	}
	return nr;
}
