/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs a command that waits to be let go, and waits for processes and signals.
 */
#ifndef HOP_COMMAND_H
#define HOP_COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

/* struct hop_command - a child that has not called execve yet */
struct hop_command {
	pid_t pid;
	int gate; /* closing it lets the child go */
};

/* hop_command_hold() - make the child; false, with a line, on error */
bool hop_command_hold(char **argv, struct hop_command *command);

/* hop_command_go() - let it call execve */
void hop_command_go(struct hop_command *command);

/**
 * hop_command_wait() - until @pid ends, SIGINT or SIGTERM, or the time is up
 * @pid:	a process, or 0: none
 * @milliseconds: or -1: for ever
 * @forward:	hand signals on to @pid and go on waiting
 *
 * The signals must be blocked. Returns false, with a line, if there is no such
 * process.
 */
bool hop_command_wait(pid_t pid, long milliseconds, bool forward);

#endif
