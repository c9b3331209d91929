// SPDX-License-Identifier: GPL-2.0
/*
 * The parent of a run: taps and probes on, one child, off again, and what they
 * saw put together.
 */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cpus.h"
#include "dev.h"
#include "probe.h"
#include "run_collect.h"
#include "way.h"

/* The child, and the pipes to it and from it. */
struct child {
	pid_t pid;
	int go;
	int done;
};

bool hop_runner_prepare(struct hop_runner *runner, int fd,
			const struct hop_info *info, unsigned int cpu)
{
	unsigned int *online;
	size_t nr = hop_cpus_online(&online);

	memset(runner, 0, sizeof(*runner));
	runner->fd = fd;
	runner->info = *info;
	runner->cpu = cpu;
	runner->other = ~0U;
	for (size_t i = 0; i < nr; i++)
		if (online[i] != cpu)
			runner->other = online[i];
	if (nr)
		free(online);
	if (!nr || !hop_scene_map())
		return false;
	runner->scene = HOP_SCENE;
	return true;
}

static bool room_make(struct hop_runner *runner)
{
	size_t nr = runner->info.tape_records;

	runner->tape = calloc(nr, sizeof(*runner->tape));
	runner->seen = calloc(HOP_PROBES_MAX, sizeof(*runner->seen));
	runner->tasks = calloc(HOP_TASKS_MAX, sizeof(*runner->tasks));
	return runner->tape && runner->seen && runner->tasks;
}

bool hop_runner_open(struct hop_runner *runner, int fd,
		     const struct hop_info *info, unsigned int cpu,
		     bool verbose)
{
	struct hop_snapshot snap;

	if (hop_runner_prepare(runner, fd, info, cpu) && room_make(runner) &&
	    !hop_dev_stacks(fd, info, &runner->stacks) &&
	    !hop_dev_snapshot(fd, cpu, HOP_CONTEXT_TASK, &snap))
		runner->probes = hop_probes_open(fd, info, snap.stack_size,
						 verbose);
	if (runner->probes)
		return true;
	hop_runner_close(runner);
	return false;
}

void hop_runner_close(struct hop_runner *runner)
{
	hop_probes_close(runner->probes);
	if (runner->scene)
		hop_scene_unmap();
	free(runner->stacks.stack);
	free(runner->tape);
	free(runner->seen);
	free(runner->tasks);
	memset(runner, 0, sizeof(*runner));
}

const char *hop_trigger_cannot(struct hop_runner *runner,
			       const struct hop_trigger *trigger)
{
	if (runner->info.gates_errno ||
	    !(runner->info.features & HOP_FEAT_GATES))
		return runner->info.gates_why[0] ?
			       runner->info.gates_why :
			       "no taps and no own gates here";
	if (!trigger->way)
		return trigger->missing;
	if ((trigger->needs & HOP_NEED_OTHER) && runner->other == ~0U)
		return "it takes a second CPU that is online";
	if ((trigger->needs & HOP_NEED_TRIAL) &&
	    !hop_way_trial(runner, trigger))
		return trigger->missing;
	return NULL;
}

static int child_start(const struct hop_runner *runner,
		       const struct hop_trigger *trigger, struct child *child)
{
	int go[2], done[2];

	if (pipe(go))
		return -errno;
	if (pipe(done)) {
		close(go[0]);
		close(go[1]);
		return -errno;
	}
	child->pid = fork();
	if (child->pid == 0) {
		close(go[1]);
		close(done[0]);
		hop_way_child(runner, trigger, go[0], done[1]);
	}
	close(go[0]);
	close(done[1]);
	child->go = go[1];
	child->done = done[0];
	return child->pid < 0 ? -errno : 0;
}

static void child_end(const struct child *child)
{
	HOP_SCENE->over = 1;
	close(child->go);
	close(child->done);
	if (child->pid > 0)
		waitpid(child->pid, NULL, 0);
}

/* What the child says next: 0 or a negative errno; -EAGAIN: it has died. */
static int child_says(const struct child *child)
{
	signed char byte;

	return read(child->done, &byte, 1) == 1 ? byte : -EAGAIN;
}

static int taps_set(const struct hop_runner *runner, bool on)
{
	struct hop_tap tap = { 0 };

	if (on) {
		memset(tap.vectors, 0xff, sizeof(tap.vectors));
		tap.syscalls = HOP_TAP_SYSCALL | HOP_TAP_SYSCALL32 |
			       HOP_TAP_SYSENTER;
	}
	return hop_dev_tap(runner->fd, &tap);
}

static int watched_run(struct hop_runner *runner, const struct child *child,
		       struct hop_run *run)
{
	char byte = 0;
	int err, off;

	err = hop_collect_start(runner);
	if (!err)
		err = taps_set(runner, true);
	if (err)
		return err;
	hop_probes_on(runner->probes, runner->cpu);
	err = write(child->go, &byte, 1) == 1 ? child_says(child) : -errno;
	runner->nr_seen =
		hop_probes_off(runner->probes, runner->seen, &run->lost);
	off = taps_set(runner, false);
	return err ? err : off;
}

static int armed_run(struct hop_runner *runner,
		     const struct hop_trigger *trigger,
		     const struct child *child, struct hop_run *run)
{
	unsigned int gates = trigger->way->gates;
	int err = gates ? hop_dev_arm(runner->fd, gates) : 0;

	if (err)
		return err;
	err = watched_run(runner, child, run);
	if (gates)
		hop_dev_disarm(runner->fd, gates);
	return err;
}

static int placed_run(struct hop_runner *runner,
		      const struct hop_trigger *trigger, struct hop_run *run)
{
	struct child child = { .pid = -1 };
	int err;

	hop_scene_reset();
	err = child_start(runner, trigger, &child);
	if (err) {
		warnx("%s: no child process: %s", trigger->name,
		      strerror(-err));
		return err;
	}
	err = child_says(&child);
	if (err && err != -EAGAIN)
		warnx("%s: cannot be prepared: %s", trigger->name,
		      strerror(-err));
	if (!err)
		err = armed_run(runner, trigger, &child, run);
	if (!err) {
		run->pid = child.pid;
		err = hop_collect(runner, trigger, run);
	}
	child_end(&child);
	return err;
}

int hop_trigger_run(struct hop_runner *runner,
		    const struct hop_trigger *trigger, struct hop_run *run)
{
	unsigned int usual = runner->cpu, needed;
	int err;

	memset(run, 0, sizeof(*run));
	if (!trigger->way)
		return -EOPNOTSUPP;
	needed = trigger->way->place ? trigger->way->place() : ~0U;
	if (needed != ~0U)
		runner->cpu = needed;
	err = placed_run(runner, trigger, run);
	runner->cpu = usual;
	return err;
}
