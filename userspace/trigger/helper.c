// SPDX-License-Identifier: GPL-2.0
/*
 * Processes of the child of a run: they end with it.
 */
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/lib.h"
#include "setup.h"

pid_t hop_helper_fork(struct hop_run_context *context)
{
	pid_t parent = getpid();
	pid_t pid = context->nr < HOP_HELPERS_MAX ? fork() : -1;

	if (pid > 0)
		context->helper[context->nr++] = pid;
	else if (pid == 0)
		hop_end_with_parent(parent);
	return pid;
}

void hop_helpers_end(const struct hop_run_context *context)
{
	for (size_t i = 0; i < context->nr; i++) {
		kill(context->helper[i], SIGKILL);
		waitpid(context->helper[i], NULL, 0);
	}
}

void hop_child_nap(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
}
