// SPDX-License-Identifier: GPL-2.0
/*
 * A signal when the parent dies, and limits in case that is not enough: who runs
 * before all others may leave its parent no time to die.
 */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "exit.h"
#include "lifetime.h"

/* Microseconds that a child may run as SCHED_FIFO without ever sleeping. */
#define RT_TIME 10000000

void hop_end_with_parent(pid_t parent)
{
	static const struct rlimit core, rt = { RT_TIME, RT_TIME };
	sigset_t set;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(HOP_OK);
	signal(SIGALRM, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	setrlimit(RLIMIT_RTTIME, &rt);
	setrlimit(RLIMIT_CORE, &core);
}
