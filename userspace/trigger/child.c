// SPDX-License-Identifier: GPL-2.0
/*
 * The child of a run: gets everything ready, tells its parent, runs the trigger
 * when told to, and stays until the parent has looked at its stacks.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "arch/arch.h"
#include "lib/lib.h"
#include "setup.h"

#define SA_RESTORER 0x04000000

/* What rt_sigaction takes: glibc would put its own restorer in. */
struct kernel_sigaction {
	uint64_t handler;
	uint64_t flags;
	uint64_t restorer;
	uint64_t mask;
};

/* Seconds after which a run is given up. */
#define PATIENCE 5

struct hop_run_context hop_run_context_of(const struct hop_runner *runner,
					  const struct hop_trigger *trigger)
{
	return (struct hop_run_context){ .fd = runner->fd,
					 .info = &runner->info,
					 .cpu = runner->cpu,
					 .other = runner->other,
					 .trigger = trigger };
}

/* Not being able to is no error: then a run is disturbed more often. */
int hop_child_go_first(void)
{
	struct sched_param param = { .sched_priority = 1 };

	return sched_setscheduler(0, SCHED_FIFO, &param) ? -errno : 0;
}

/* A handler never returns through the restorer, but the kernel wants one. */
int hop_child_handle(int number, uint64_t handler)
{
	struct kernel_sigaction action = {
		.handler = handler,
		.flags = SA_RESTORER | SA_NODEFER | SA_ONSTACK | SA_SIGINFO,
		.restorer = (uintptr_t)hop_snippet_return,
	};

	return syscall(SYS_rt_sigaction, number, &action, NULL,
		       sizeof(action.mask));
}

static int handlers_set(const struct hop_setup *setup)
{
	uint64_t own =
		HOP_ARENA_ADDR + HOP_ARENA_CODE + setup->snippet->handler;

	if (setup->signal &&
	    hop_child_handle(setup->signal, (uintptr_t)hop_snippet_caught))
		return -errno;
	if (setup->raise && hop_child_handle(setup->raise, own))
		return -errno;
	return 0;
}

/* Soon after boot, on a CPU without RDRAND, there are no random numbers yet. */
static uint64_t any_number(void)
{
	uint32_t number;

	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) == sizeof(number))
		return number;
	return hop_ticks_now();
}

static void arena_set(const struct hop_run_context *context, int done)
{
	const struct hop_setup *setup = context->trigger->setup;
	struct hop_arena *arena = HOP_ARENA;

	arena->fd = context->fd;
	arena->done_fd = done;
	arena->close = (uintptr_t)hop_snippet_close;
	arena->return_to = (uintptr_t)hop_snippet_return;
	arena->leave = (uintptr_t)hop_snippet_return;
	arena->enter = HOP_ARENA_ADDR + HOP_ARENA_CODE;
	arena->enter_mode = setup->snippet->mode;
	arena->nr = setup->nr;
	arena->args[0] = hop_mark_of(any_number());
	arena->back.ip = HOP_ARENA_ADDR + HOP_ARENA_CODE + setup->snippet->back;
	memcpy(hop_arena_at(HOP_ARENA_CODE), setup->snippet->code,
	       setup->snippet->size);
}

int hop_child_prepare(struct hop_run_context *context, int done)
{
	const struct hop_setup *setup = context->trigger->setup;
	int err;

	if (!hop_cpus_pin(context->cpu))
		return -EINVAL;
	hop_child_go_first();
	arena_set(context, done);
	err = handlers_set(setup);
	if (err)
		return err;
	hop_arena_touch();
	return hop_child_setup(context);
}

static bool say(int link, signed char byte)
{
	return write(link, &byte, 1) == 1;
}

static bool await(int link)
{
	char byte;

	return read(link, &byte, 1) == 1;
}

/* System calls only: a trigger may have taken the vDSO away. */
static bool run_once(struct hop_run_context *context, int link)
{
	signed char failed = hop_child_prepare(context, link);

	if (!say(link, failed) || failed || !await(link))
		return false;
	if (context->injected) {
		hop_child_sync();
	} else {
		HOP_ARENA->started = 1;
		if (context->nr)
			hop_child_nap();
		hop_snippet_settle();
	}
	hop_snippet_run();
	return say(link, 0);
}

void hop_child_main(const struct hop_runner *runner,
		    const struct hop_trigger *trigger, int link)
{
	struct hop_run_context context = hop_run_context_of(runner, trigger);

	do {
		alarm(PATIENCE);
		if (!run_once(&context, link))
			break;
		alarm(0);
	} while (await(link));
	hop_helpers_end(&context);
	_exit(HOP_OK);
}

/* Any fault is caught: one that nobody catches is news for the system's log. */
static bool trial_right(struct hop_run_context *context)
{
	static const int faults[] = { SIGILL, SIGFPE, SIGSEGV, SIGBUS,
				      SIGTRAP };
	const struct hop_setup *setup = context->trigger->setup;
	const struct hop_back *back = &HOP_ARENA->back;
	bool caught;

	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++)
		if (hop_child_handle(faults[i], (uintptr_t)hop_snippet_caught))
			return false;
	if (hop_child_prepare(context, -1))
		return false;
	HOP_ARENA->started = 1;
	if (context->nr)
		hop_child_nap();
	hop_snippet_run();
	caught = back->ip == (uintptr_t)hop_snippet_caught;
	if (setup->end == HOP_END_CAUGHT)
		return caught && back->arg == (uint64_t)setup->signal;
	return !caught;
}

static void trial(const struct hop_runner *runner,
		  const struct hop_trigger *trigger)
{
	struct hop_run_context context = hop_run_context_of(runner, trigger);
	bool right;

	alarm(PATIENCE);
	right = trial_right(&context);
	hop_helpers_end(&context);
	_exit(right ? HOP_OK : HOP_CANNOT);
}

bool hop_trigger_trial(const struct hop_runner *runner,
		       const struct hop_trigger *trigger)
{
	int status = 0;
	pid_t parent = getpid(), pid;

	hop_arena_reset();
	pid = fork();
	if (pid == 0) {
		hop_end_with_parent(parent);
		trial(runner, trigger);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}
