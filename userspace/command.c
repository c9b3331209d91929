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

void hop_command_go(const struct hop_command *command)
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

bool hop_wait(const struct hop_wait *wait, long milliseconds)
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
