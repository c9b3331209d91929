// SPDX-License-Identifier: GPL-2.0
/*
 * Children that say how they ended: which signal, why, and at which address.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/arch.h"

static const int hop_faults[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP };

static struct hop_child_end *hop_child_report;

void *hop_shared(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

static void hop_caught(int signal, siginfo_t *info, void *context)
{
	hop_child_report->signal = signal;
	hop_child_report->code = info->si_code;
	hop_child_report->addr = (uintptr_t)info->si_addr;
	hop_child_note(hop_child_report, context);
	_exit(0);
}

/*
 * A stack of its own: the stack pointer may be what the test has spoilt. And
 * not deferred. x86: Linux lets a handler keep the program's SS while that is a
 * valid one (force_valid_ss() in arch/x86/kernel/signal_64.c), so a segment
 * that goes bad now and then raises the same signal in the handler.
 */
static void hop_catch(void)
{
	static char alt[64 * 1024];
	stack_t ss = { .ss_sp = alt, .ss_size = sizeof(alt) };
	struct sigaction sa = {
		.sa_sigaction = hop_caught,
		.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER,
	};
	size_t i;

	sigaltstack(&ss, NULL);
	for (i = 0; i < ARRAY_SIZE(hop_faults); i++)
		sigaction(hop_faults[i], &sa, NULL);
}

int hop_child(int (*fn)(void *arg), void *arg, struct hop_child_end *end)
{
	struct hop_child_end *shared = hop_shared(sizeof(*shared));
	int status;
	pid_t pid;

	if (!shared)
		return -ENOMEM;
	pid = fork();
	if (!pid) {
		hop_child_report = shared;
		hop_catch();
		_exit(fn(arg));
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -errno;
	*end = *shared;
	munmap(shared, sizeof(*shared));
	end->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	end->killed = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	return 0;
}
