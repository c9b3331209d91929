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

static size_t timing_size(size_t repeat)
{
	return sizeof(struct hop_timing) +
	       HOP_COST_NR * repeat * sizeof(struct hop_sample);
}

struct hop_timing *hop_timing_map(size_t repeat)
{
	struct hop_timing *timing = mmap(NULL, timing_size(repeat),
					 PROT_READ | PROT_WRITE,
					 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (timing == MAP_FAILED) {
		warn("no memory for %zu samples", repeat);
		return NULL;
	}
	timing->repeat = repeat;
	return timing;
}

void hop_timing_unmap(struct hop_timing *timing)
{
	if (timing)
		munmap(timing, timing_size(timing->repeat));
}

/* What it is all about was seen at least once. */
static bool taken(const struct hop_timing *timing,
		  const struct hop_trigger *trigger)
{
	return timing
		->nr[trigger->setup->hidden ? HOP_COST_STAMPED : HOP_COST_BARE];
}

static int child_run(struct hop_runner *runner,
		     const struct hop_trigger *trigger,
		     struct hop_timing *timing)
{
	pid_t pid;

	hop_arena_reset();
	timing->parent = getpid();
	timing->err = -ECHILD;
	timing->discarded = 0;
	memset(timing->nr, 0, sizeof(timing->nr));
	pid = fork();
	if (pid == 0)
		hop_cost_child(runner, trigger, timing);
	if (pid < 0 || waitpid(pid, NULL, 0) != pid)
		return -errno;
	if (taken(timing, trigger))
		return 0;
	return timing->err ? timing->err : -EAGAIN;
}

static int armed_run(struct hop_runner *runner,
		     const struct hop_trigger *trigger,
		     struct hop_timing *timing)
{
	unsigned int gates = trigger->setup->gates;
	int err = gates ? hop_dev_arm(runner->fd, gates) : 0;

	if (err)
		return err;
	err = child_run(runner, trigger, timing);
	if (gates)
		hop_dev_disarm(runner->fd, gates);
	return err;
}

int hop_cost_run(struct hop_runner *runner, const struct hop_trigger *trigger,
		 struct hop_timing *timing)
{
	unsigned int usual = runner->cpu;
	unsigned int needed = trigger->setup->cpu ? trigger->setup->cpu() : ~0U;
	int err;

	if (needed != ~0U)
		runner->cpu = needed;
	err = armed_run(runner, trigger, timing);
	runner->cpu = usual;
	if (err && err != -EAGAIN)
		warnx("%s: cannot be timed: %s", trigger->name, strerror(-err));
	return err;
}

bool hop_timing_sum(struct hop_timing *timing,
		    const struct hop_trigger *trigger, struct hop_cost *cost)
{
	int64_t *room = calloc(timing->repeat + 1, sizeof(*room));
	struct hop_samples phase[HOP_COST_NR];

	if (!room)
		return false;
	for (size_t i = 0; i < HOP_COST_NR; i++)
		phase[i] = (struct hop_samples){
			.sample = timing->sample + i * timing->repeat,
			.nr = timing->nr[i],
			.room = room,
		};
	hop_cost_sum(phase, trigger->setup->hidden, cost);
	free(room);
	return true;
}
