/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs the stackhop tool with its output in files.
 */
#ifndef HOP_LIB_TOOL_H
#define HOP_LIB_TOOL_H

#include <sys/types.h>

/**
 * struct hop_tool - a run of the tool
 * @pid:	the process
 * @out:	its standard output, a file of no name
 * @err:	its standard error
 */
struct hop_tool {
	pid_t pid;
	int out;
	int err;
};

/*
 * Starts the tool with @line split at blanks, in a process group of its own.
 * It is taken from the PATH, or from beside the selftests' directory.
 */
int hop_tool_start(struct hop_tool *tool, const char *line);

/* The same with its output going nowhere. */
int hop_tool_start_mute(struct hop_tool *tool, const char *line);

/* Waits until standard error says @text; -ECHILD if it has ended without, -ETIMEDOUT. */
int hop_tool_says(const struct hop_tool *tool, const char *text);

/* Waits for its end: exit status, or 128 + signal. */
int hop_tool_wait(struct hop_tool *tool);

/*
 * Runs @line by a shell to which the tool is known as hop_tool_start() finds it.
 * What it writes to standard output goes to @out, cut to @size. Exit status, or
 * -1 if a signal ended it.
 */
int hop_tool_shell(const char *line, char *out, size_t size);

/* What is in @fd, as text to be freed. */
char *hop_tool_text(int fd);

/* Closes the files. */
void hop_tool_close(struct hop_tool *tool);

/* Its memory: a line of /proc/PID/status, in KiB; -1: it has ended. */
long hop_tool_memory(const struct hop_tool *tool, const char *line);

#endif
