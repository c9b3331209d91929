// SPDX-License-Identifier: GPL-2.0
/*
 * The child shares one page with its parent, so that what it did is known even
 * if it is killed.
 */
#include <err.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fire.h"
#include "lib/lib.h"

static void child_run(unsigned int cpu, unsigned int vector, __u64 count,
		      struct hop_shot *shot)
{
	if (!hop_cpus_pin(cpu))
		_exit(HOP_CANNOT);
	hop_shot_fire(vector, shot, count);
	_exit(HOP_OK);
}

static bool child_wait(pid_t pid, int *signal)
{
	int status;

	if (waitpid(pid, &status, 0) < 0) {
		warn("cannot wait for the child");
		return false;
	}
	*signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	return *signal || WEXITSTATUS(status) == HOP_OK;
}

bool hop_fire_user(unsigned int cpu, unsigned int vector, __u64 count,
		   struct hop_shot *shot, int *signal)
{
	struct hop_shot *shared;
	pid_t parent = getpid(), pid;
	bool ok = false;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED) {
		warn("cannot share memory with the child");
		return false;
	}
	pid = fork();
	if (pid == 0) {
		hop_end_with_parent(parent);
		child_run(cpu, vector, count, shared);
	}
	if (pid < 0)
		warn("cannot start a child process");
	else
		ok = child_wait(pid, signal);
	memcpy(shot, shared, sizeof(*shot));
	munmap(shared, sizeof(*shared));
	return ok;
}
