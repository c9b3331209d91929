// SPDX-License-Identifier: GPL-2.0
/*
 * The parent of a run: taps and probes on, a child that does it, and what they
 * saw put together.
 */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/kernel.h"
#include "lib/lib.h"
#include "run_collect.h"
#include "setup.h"

#define SEEN_BYTES (HOP_PROBES_MAX * sizeof(struct hop_probe))

static size_t tape_bytes(const struct hop_runner *runner)
{
	return runner->info.tape_records * sizeof(*runner->tape);
}

/* Memory that fork() need not copy when it is written. */
static void *shared_map(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

static int child_start(struct hop_runner *runner,
		       const struct hop_trigger *trigger)
{
	struct hop_run_child *child = &runner->child;
	pid_t parent = getpid();
	int link[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, link))
		return -errno;
	child->pid = fork();
	if (child->pid == 0) {
		hop_end_with_parent(parent);
		close(link[0]);
		hop_child_main(runner, trigger, link[1]);
	}
	close(link[1]);
	child->link = link[0];
	if (child->pid > 0)
		return 0;
	close(link[0]);
	return -errno;
}

static void child_end(struct hop_run_child *child)
{
	if (child->pid < 0)
		return;
	HOP_ARENA->over = 1;
	close(child->link);
	waitpid(child->pid, NULL, 0);
	child->pid = -1;
}

/* Go on: to the next run, or into this one. */
static int child_tell(const struct hop_run_child *child)
{
	char byte = 0;

	return send(child->link, &byte, 1, MSG_NOSIGNAL) == 1 ? 0 : -EAGAIN;
}

/* What the child says next: 0 or a negative errno; -EAGAIN: it has died. */
static int child_says(const struct hop_run_child *child)
{
	signed char byte;

	return read(child->link, &byte, 1) == 1 ? byte : -EAGAIN;
}

static int taps_set(const struct hop_runner *runner, bool on)
{
	struct hop_tap tap = { 0 };

	if (on) {
		memset(tap.vectors, 0xff, sizeof(tap.vectors));
		tap.calls = ~0U;
	}
	return hop_dev_tap(runner->fd, &tap);
}

int hop_runner_reset(struct hop_runner *runner)
{
	const struct hop_trigger *trigger = runner->ready;
	int err;

	child_end(&runner->child);
	if (!trigger)
		return 0;
	runner->ready = NULL;
	err = taps_set(runner, false);
	if (trigger->setup->gates)
		hop_dev_disarm(runner->fd, trigger->setup->gates);
	return err;
}

/* What all runs of a trigger have in common stays between them. */
static int get_ready(struct hop_runner *runner,
		     const struct hop_trigger *trigger)
{
	int err;

	if (runner->ready == trigger)
		return 0;
	err = hop_runner_reset(runner);
	if (err)
		return err;
	runner->ready = trigger;
	/* Sharing the child's CPU: to wake each other they need no other one. */
	if (!hop_cpus_pin(runner->cpu))
		return -EINVAL;
	if (trigger->setup->gates)
		err = hop_dev_arm(runner->fd, trigger->setup->gates);
	if (!err)
		err = taps_set(runner, true);
	if (err)
		hop_runner_reset(runner);
	return err;
}

bool hop_runner_prepare(struct hop_runner *runner, int fd,
			const struct hop_info *info, unsigned int cpu)
{
	memset(runner, 0, sizeof(*runner));
	runner->fd = fd;
	runner->info = *info;
	runner->cpu = cpu;
	runner->other = ~0U;
	runner->child.pid = -1;
	runner->nr_cpus = hop_cpus_allowed(&runner->cpus);
	for (size_t i = 0; i < runner->nr_cpus; i++)
		if (runner->cpus[i] != cpu)
			runner->other = runner->cpus[i];
	if (!runner->nr_cpus || !hop_arena_map())
		return false;
	runner->arena = HOP_ARENA;
	return true;
}

static bool room_make(struct hop_runner *runner)
{
	runner->tape = shared_map(tape_bytes(runner));
	runner->seen = shared_map(SEEN_BYTES);
	runner->tasks.stack =
		calloc(HOP_TASKS_MAX, sizeof(*runner->tasks.stack));
	return runner->tape && runner->seen && runner->tasks.stack;
}

bool hop_runner_open(struct hop_runner *runner, int fd,
		     const struct hop_info *info, unsigned int cpu,
		     bool verbose)
{
	struct hop_snapshot snap;

	if (hop_runner_prepare(runner, fd, info, cpu) && room_make(runner) &&
	    !hop_dev_stacks(fd, info, &runner->stacks) &&
	    !hop_dev_snapshot(fd, cpu, HOP_CONTEXT_TASK, &snap))
		runner->probes = hop_probes_open(
			fd, info,
			hop_snapshot_value(&snap, HOP_VALUE_STACK_SIZE),
			verbose);
	if (runner->probes)
		return true;
	hop_runner_close(runner);
	return false;
}

void hop_runner_close(struct hop_runner *runner)
{
	hop_runner_reset(runner);
	hop_probes_close(runner->probes);
	if (runner->arena)
		hop_arena_unmap();
	free(runner->stacks.stack);
	free(runner->cpus);
	if (runner->tape)
		munmap(runner->tape, tape_bytes(runner));
	if (runner->seen)
		munmap(runner->seen, SEEN_BYTES);
	free(runner->tasks.stack);
	memset(runner, 0, sizeof(*runner));
}

static uint64_t irq_top(const struct hop_runner *runner)
{
	for (size_t i = 0; i < runner->stacks.nr; i++)
		if (runner->stacks.stack[i].cpu == runner->cpu &&
		    runner->stacks.stack[i].kind == HOP_KIND_IRQ)
			return runner->stacks.stack[i].top;
	return 0;
}

static int watched_run(struct hop_runner *runner, struct hop_run *run)
{
	int err = hop_collect_start(runner);

	if (err)
		return err;
	hop_probes_on(runner->probes, runner->cpu, irq_top(runner));
	err = child_tell(&runner->child);
	if (!err)
		err = child_says(&runner->child);
	runner->nr_seen =
		hop_probes_off(runner->probes, runner->seen, &run->lost);
	return err;
}

/* A child that is ready: the one of the last run, or a new one. */
static int child_get(struct hop_runner *runner,
		     const struct hop_trigger *trigger)
{
	int err = runner->child.pid < 0 ? child_start(runner, trigger) :
					  child_tell(&runner->child);

	if (!err)
		err = child_says(&runner->child);
	if (err && err != -EAGAIN)
		warnx("%s: cannot be prepared: %s", trigger->name,
		      strerror(-err));
	return err;
}

static int placed_run(struct hop_runner *runner,
		      const struct hop_trigger *trigger, struct hop_run *run)
{
	int err = get_ready(runner, trigger), gone;

	if (err)
		return err;
	hop_arena_reset();
	err = child_get(runner, trigger);
	if (!err)
		err = watched_run(runner, run);
	run->pid = runner->child.pid;
	gone = err;
	if (!err)
		err = hop_collect(runner, trigger, run);
	if (gone || trigger->setup->once)
		child_end(&runner->child);
	return err;
}

const char *hop_run_why(int err)
{
	return err == -EBUSY ?
		       "busy: another program has taps, or has changed a gate" :
		       strerror(-err);
}

int hop_trigger_run(struct hop_runner *runner,
		    const struct hop_trigger *trigger, struct hop_run *run)
{
	unsigned int usual = runner->cpu, needed;
	int err;

	memset(run, 0, sizeof(*run));
	if (!trigger->setup)
		return -EOPNOTSUPP;
	needed = trigger->setup->cpu ? trigger->setup->cpu() : ~0U;
	if (needed != ~0U)
		runner->cpu = needed;
	err = placed_run(runner, trigger, run);
	runner->cpu = usual;
	return err;
}
