// SPDX-License-Identifier: GPL-2.0
/*
 * The parent of timed runs: one child for each trigger.
 */
#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/kernel.h"
#include "run.h"
#include "trigger/trigger.h"

static size_t takes_size(size_t repeat)
{
	return sizeof(struct hop_takes) +
	       HOP_COST_NR * repeat * sizeof(struct hop_sample);
}

struct hop_takes *hop_takes_map(size_t repeat)
{
	struct hop_takes *takes = mmap(NULL, takes_size(repeat),
				       PROT_READ | PROT_WRITE,
				       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (takes == MAP_FAILED) {
		warn("no memory for %zu samples", repeat);
		return NULL;
	}
	takes->repeat = repeat;
	return takes;
}

void hop_takes_unmap(struct hop_takes *takes)
{
	if (takes)
		munmap(takes, takes_size(takes->repeat));
}

/* What it is all about was seen at least once. */
static bool taken(const struct hop_takes *takes,
		  const struct hop_trigger *trigger)
{
	return takes
		->nr[trigger->way->hidden ? HOP_COST_STAMPED : HOP_COST_BARE];
}

static int child_run(struct hop_runner *runner,
		     const struct hop_trigger *trigger, struct hop_takes *takes)
{
	pid_t pid;

	hop_arena_reset();
	takes->parent = getpid();
	takes->err = -ECHILD;
	takes->discarded = 0;
	memset(takes->nr, 0, sizeof(takes->nr));
	pid = fork();
	if (pid == 0)
		hop_cost_child(runner, trigger, takes);
	if (pid < 0 || waitpid(pid, NULL, 0) != pid)
		return -errno;
	if (taken(takes, trigger))
		return 0;
	return takes->err ? takes->err : -EAGAIN;
}

static int armed_run(struct hop_runner *runner,
		     const struct hop_trigger *trigger, struct hop_takes *takes)
{
	unsigned int gates = trigger->way->gates;
	int err = gates ? hop_dev_arm(runner->fd, gates) : 0;

	if (err)
		return err;
	err = child_run(runner, trigger, takes);
	if (gates)
		hop_dev_disarm(runner->fd, gates);
	return err;
}

int hop_cost_run(struct hop_runner *runner, const struct hop_trigger *trigger,
		 struct hop_takes *takes)
{
	unsigned int usual = runner->cpu;
	unsigned int needed = trigger->way->place ? trigger->way->place() : ~0U;
	int err;

	if (needed != ~0U)
		runner->cpu = needed;
	err = armed_run(runner, trigger, takes);
	runner->cpu = usual;
	if (err && err != -EAGAIN)
		warnx("%s: cannot be timed: %s", trigger->name, strerror(-err));
	return err;
}

void hop_takes_sum(struct hop_takes *takes, const struct hop_trigger *trigger,
		   struct hop_cost *cost)
{
	struct hop_samples phase[HOP_COST_NR];

	for (size_t i = 0; i < HOP_COST_NR; i++)
		phase[i] = (struct hop_samples){
			.sample = takes->sample + i * takes->repeat,
			.nr = takes->nr[i],
		};
	hop_cost_sum(phase, trigger->way->hidden, cost);
}
