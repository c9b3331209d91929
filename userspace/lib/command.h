/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs a command that waits to be let go, and waits for processes and signals.
 */
#ifndef HOP_LIB_COMMAND_H
#define HOP_LIB_COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

/* struct hop_command - a child that has not called execve yet */
struct hop_command {
	pid_t pid;
	int gate; /* a byte lets the child go; one comes back on failure */
};

/**
 * hop_command_there() - is there a program that can be run by that name?
 *
 * For to say so before anything else is done; execve may still fail. False,
 * with a line, if not.
 */
bool hop_command_there(char *const *argv);

/* hop_command_hold() - make the child; false, with a line, on error */
bool hop_command_hold(char **argv, struct hop_command *command);

/* hop_command_go() - let it call execve */
void hop_command_go(const struct hop_command *command);

/*
 * hop_command_ran() - did execve succeed? To be called once, after go: waits
 * until that is known
 */
bool hop_command_ran(const struct hop_command *command);

/**
 * struct hop_wait - what is waited for
 * @signals:	signalfd of SIGINT and SIGTERM
 * @process:	pidfd, or -1
 * @pid:	the process, or 0
 * @forward:	hand signals on to it
 */
struct hop_wait {
	int signals;
	int process;
	pid_t pid;
	bool forward;
};

/**
 * hop_wait_open() - prepare to wait until @pid ends, or for a signal
 * @pid:	a process, or 0: none
 * @forward:	hand signals on to @pid and go on waiting
 *
 * The signals must be blocked. Returns false, with a line, if there is no such
 * process.
 */
bool hop_wait_open(struct hop_wait *wait, pid_t pid, bool forward);

/* hop_wait_next() - up to @milliseconds, -1: for ever; true when it is over */
bool hop_wait_next(const struct hop_wait *wait, long milliseconds);

void hop_wait_close(struct hop_wait *wait);

/* hop_wait_is_over() - has a signal come that is blocked and ends a wait? */
bool hop_wait_is_over(void);

#endif
