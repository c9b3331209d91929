// SPDX-License-Identifier: GPL-2.0
/*
 * Processes by pidfd, signals by signalfd: one poll() waits for all.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cmd.h"
#include "command.h"

static void signals_set(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
}

static void child_run(char **argv, int gate)
{
	sigset_t set;
	char byte;

	while (read(gate, &byte, 1) < 0 && errno == EINTR)
		;
	signals_set(&set);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	execvp(argv[0], argv);
	warn("cannot run %s", argv[0]);
	_exit(HOP_CANNOT);
}

bool hop_command_hold(char **argv, struct hop_command *command)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0) {
		warn("cannot make a pipe");
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

void hop_command_go(struct hop_command *command)
{
	close(command->gate);
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

bool hop_command_wait(pid_t pid, long milliseconds, bool forward)
{
	struct pollfd fds[] = {
		{ .fd = signals_open(), .events = POLLIN },
		{ .fd = pid ? (int)syscall(SYS_pidfd_open, pid, 0) : -1,
		  .events = POLLIN },
	};
	bool ok = fds[0].fd >= 0 && (!pid || fds[1].fd >= 0);
	int ready;

	if (!ok)
		warnx("process %d: %s", pid, strerror(errno));
	while (ok) {
		ready = poll(fds, 2, milliseconds);
		if (ready < 0 && errno == EINTR)
			continue;
		if (!forward || ready <= 0 || fds[1].revents)
			break;
		signal_forward(fds[0].fd, pid);
	}
	close(fds[0].fd);
	close(fds[1].fd);
	return ok;
}
