// SPDX-License-Identifier: GPL-2.0
/*
 * The number of a pid namespace's inode tells whether it is the initial one.
 */
#include <err.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "process.h"

#define OWN_NAMESPACES "/proc/self/ns"
#define OWN_NAMESPACE OWN_NAMESPACES "/pid"

/* Of the initial one: PROC_PID_INIT_INO of include/linux/proc_ns.h. */
#define INITIAL 0xeffffffcUL

bool hop_process_initial(void)
{
	struct stat st;

	if (stat(OWN_NAMESPACE, &st)) {
		/* A kernel without pid namespaces has one for all. */
		if (errno == ENOENT && !access(OWN_NAMESPACES, F_OK))
			return true;
		warn("cannot tell whose pids these are: " OWN_NAMESPACE);
		return false;
	}
	if (st.st_ino == INITIAL)
		return true;
	warnx("in a pid namespace: pids here are not the kernel's; run it in the initial one (nsenter -t 1 -p there)");
	return false;
}

bool hop_process_check(pid_t pid)
{
	int fd = syscall(SYS_pidfd_open, pid, 0), error = errno;

	if (fd >= 0) {
		close(fd);
		return hop_process_initial();
	}
	if (error == ESRCH)
		warnx("there is no process %d", pid);
	else if (error == EINVAL || error == ENOENT)
		warnx("%d is a thread, not a process", pid);
	else
		warnx("process %d: %s", pid, strerror(error));
	return false;
}
