// SPDX-License-Identifier: GPL-2.0
/*
 * Processes by pidfd, signals by signalfd: one poll() waits for all.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "command.h"
#include "exit.h"

static void signals_set(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
}

static bool byte_get(int gate)
{
	ssize_t got;
	char byte;

	do
		got = read(gate, &byte, 1);
	while (got < 0 && errno == EINTR);
	return got == 1;
}

static void byte_put(int gate)
{
	send(gate, "", 1, MSG_NOSIGNAL);
}

/* If the parent ends before it lets the child go, there is nothing to be run. */
static void child_run(char **argv, int gate)
{
	sigset_t set;

	if (!byte_get(gate))
		_exit(HOP_CANNOT);
	signals_set(&set);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	execvp(argv[0], argv);
	warn("cannot run %s", argv[0]);
	byte_put(gate);
	_exit(HOP_CANNOT);
}

/* What execvp() would find at @path: 0, or a negative errno. */
static int program_errno(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EACCES;
	return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) ? -errno : 0;
}

/* In the PATH: one that may not be run does not end the search. */
static int search_errno(const char *name)
{
	const char *path = getenv("PATH") ?: "/bin:/usr/bin", *next;
	int error = -ENOENT;

	for (; error && path; path = next) {
		size_t length = strcspn(path, ":");
		char file[PATH_MAX];
		int found;

		next = path[length] ? path + length + 1 : NULL;
		snprintf(file, sizeof(file), "%.*s%s%s", (int)length, path,
			 length ? "/" : "", name);
		found = program_errno(file);
		if (!found || found == -EACCES)
			error = found;
	}
	return error;
}

bool hop_command_there(char *const *argv)
{
	int error = strchr(argv[0], '/') ? program_errno(argv[0]) :
		    argv[0][0]		 ? search_errno(argv[0]) :
					   -ENOENT;

	if (error)
		warnx("cannot run %s: %s", argv[0], strerror(-error));
	return !error;
}

bool hop_command_hold(char **argv, struct hop_command *command)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
		warn("cannot make a pair of sockets");
		return false;
	}
	command->pid = fork();
	if (command->pid < 0) {
		warn("cannot start a child process");
		close(ends[0]);
		close(ends[1]);
		return false;
	}
	if (command->pid == 0) {
		close(ends[1]);
		child_run(argv, ends[0]);
	}
	close(ends[0]);
	command->gate = ends[1];
	return true;
}

void hop_command_go(const struct hop_command *command)
{
	byte_put(command->gate);
}

bool hop_command_ran(const struct hop_command *command)
{
	bool failed = byte_get(command->gate);

	close(command->gate);
	return !failed;
}

static int signals_open(void)
{
	sigset_t set;

	signals_set(&set);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static void signal_forward(int signals, pid_t pid)
{
	struct signalfd_siginfo info;

	if (read(signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
		kill(pid, info.ssi_signo);
}

bool hop_wait_open(struct hop_wait *wait, pid_t pid, bool forward)
{
	*wait = (struct hop_wait){
		.signals = signals_open(),
		.process = pid ? (int)syscall(SYS_pidfd_open, pid, 0) : -1,
		.pid = pid,
		.forward = forward,
	};
	if (wait->signals >= 0 && (!pid || wait->process >= 0))
		return true;
	warnx("process %d: %s", pid, strerror(errno));
	hop_wait_close(wait);
	return false;
}

bool hop_wait_next(const struct hop_wait *wait, long milliseconds)
{
	struct pollfd fds[] = {
		{ .fd = wait->signals, .events = POLLIN },
		{ .fd = wait->process, .events = POLLIN },
	};

	if (poll(fds, 2, milliseconds) <= 0)
		return false;
	if (fds[1].revents)
		return true;
	if (!wait->forward)
		return fds[0].revents;
	signal_forward(wait->signals, wait->pid);
	return false;
}

void hop_wait_close(struct hop_wait *wait)
{
	if (wait->signals >= 0)
		close(wait->signals);
	if (wait->process >= 0)
		close(wait->process);
}

bool hop_wait_is_over(void)
{
	sigset_t set;

	sigpending(&set);
	return sigismember(&set, SIGINT) || sigismember(&set, SIGTERM);
}
