/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs a trigger once, in a child process on one CPU, with taps in place, and
 * hands back the evidence. Knows nothing of paths.
 */
#ifndef HOP_TRIGGER_RUN_H
#define HOP_TRIGGER_RUN_H

#include <sys/types.h>

#include "arch/arch.h"
#include "kernel/kernel.h"

/* hop_triggers_nr() - how many rows hop_port.triggers has */
size_t hop_triggers_nr(void);

/* hop_trigger_find() - by name; NULL if there is none */
const struct hop_trigger *hop_trigger_find(const char *name);

struct hop_probes;

/* struct hop_run_child - a child, and a socket to it; pid -1: none */
struct hop_run_child {
	pid_t pid;
	int link;
};

/**
 * struct hop_runner - what runs share
 * @fd:		/dev/stackhop; the caller's, must outlive the runner
 * @info:	of that device
 * @cpu:	CPU that the triggers run on
 * @other:	another CPU that is online and allowed, or ~0: none
 * @cpus, @nr_cpus: the CPUs that are
 * @stacks:	every per-CPU stack
 * the rest is the runner's own
 */
struct hop_runner {
	int fd;
	struct hop_info info;
	unsigned int cpu;
	unsigned int other;
	unsigned int *cpus;
	size_t nr_cpus;
	struct hop_stacklist stacks;
	const struct hop_trigger *ready;
	struct hop_run_child child;
	struct hop_probes *probes;
	struct hop_arena *arena;
	struct hop_record *tape;
	struct hop_stacklist tasks;
	struct hop_probe *seen;
	size_t nr_tape;
	size_t nr_seen;
};

/**
 * hop_runner_open() - load the probes and get ready
 * @fd:		from hop_dev_open(), with its @info
 * @cpu:	CPU to run on; it must be online
 * @verbose:	print what libbpf says
 *
 * Returns false, with a line on stderr, on error.
 */
bool hop_runner_open(struct hop_runner *runner, int fd,
		     const struct hop_info *info, unsigned int cpu,
		     bool verbose);

/**
 * hop_runner_prepare() - the same without probes: the machine is left alone
 *
 * For those who look at it by other means: hop_trigger_cannot() works,
 * hop_trigger_run() does not.
 */
bool hop_runner_prepare(struct hop_runner *runner, int fd,
			const struct hop_info *info, unsigned int cpu);

/*
 * hop_runner_reset() - the kernel as it was: no child, no taps, gates closed;
 * 0 or a negative errno
 */
int hop_runner_reset(struct hop_runner *runner);

/* hop_runner_close() - take taps and probes away */
void hop_runner_close(struct hop_runner *runner);

/**
 * hop_trigger_cannot() - why the trigger cannot run on this machine
 *
 * One line for people, without a full stop; NULL if it can. Always the same
 * answer for one runner: what cannot be told beforehand shows in the run.
 */
const char *hop_trigger_cannot(struct hop_runner *runner,
			       const struct hop_trigger *trigger);

/**
 * hop_trigger_run() - run it once
 * @run:	out: its arrays are the runner's, good until the next run
 *
 * Positions: @run->first <= rec.pos - 1 <= @run->end for all of @run->tape, and
 * rec.pos - 1 == @run->end for the last one, the closing SYSCALL.
 *
 * The taps stay in place until another trigger's turn, or hop_runner_close().
 *
 * Returns 0; -EAGAIN if nothing can be said of this run (the event did not come
 * in time, the window did not close, the tape overran): try again, not for
 * ever; another negative errno, with a line on stderr, if it cannot be run.
 */
int hop_trigger_run(struct hop_runner *runner,
		    const struct hop_trigger *trigger, struct hop_run *run);

/* hop_run_why() - the error of a run in words, for people */
const char *hop_run_why(int err);

#endif
