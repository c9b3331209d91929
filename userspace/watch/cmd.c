// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop watch`: which stacks a live system's entries run on, how deep.
 */
#include <argp.h>
#include <err.h>
#include <signal.h>
#include <stdlib.h>

#include "kernel/kernel.h"
#include "lib/lib.h"
#include "names.h"
#include "run.h"
#include "watch.h"

/* Options without a letter. */
enum { EVENTS = 256, CATCH, STAMPS, BUFFER, PER_CPU, PROCESSES };

/* So many processes are watched at the same time unless told otherwise. */
#define PROCESSES_ROOM (1 << 16)

/* A small ring has so many events unless told otherwise. */
#define ROOM 1024

struct options {
	struct hop_watch_job job;
	char **command;
	unsigned int room;
	bool events;
	bool all;
};

static const struct argp_option option_table[] = {
	{ "pid", 'p', "PID", 0,
	  "watch this process, all of its threads, and what it starts from now on, until it ends (initial pid namespace)",
	  0 },
	{ "all", 'a', NULL, 0,
	  "watch the whole machine: the default without COMMAND and -p", 0 },
	{ "time", 't', "SECONDS", 0, "end after that time", 0 },
	{ "interval", 'i', "SECONDS", 0,
	  "show what came since, again and again", 0 },
	{ "entry", 'e', "NAMES", 0,
	  "look from these tracepoints or groups only, with commas in between",
	  0 },
	{ "events", EVENTS, NULL, 0,
	  "print single events; what is summed up goes to standard error", 0 },
	{ "stamps", STAMPS, NULL, 0,
	  "with the time of each (106 instructions more for a system call)",
	  0 },
	{ "buffer", BUFFER, "EVENTS", 0,
	  "room for so many in a small ring (default 1024; system calls, page faults and context switches have 8 times that)",
	  0 },
	{ "catch", CATCH, "BYTES", 0,
	  "report at once the trace of whatever is deeper, on any stack", 0 },
	{ "processes", PROCESSES, "NUMBER", 0,
	  "of COMMAND or PID, room for so many at the same time (default 65536)",
	  0 },
	{ "per-cpu", PER_CPU, NULL, 0, "rows of each CPU, too", 0 },
	{ "histogram", 'H', NULL, 0,
	  "show how deep, in steps of 256 bytes, or of 512 where a task's stack has 32 KiB",
	  0 },
	{ "json", 'j', NULL, 0,
	  "print one JSON object; with -i, --events and --catch one a line",
	  0 },
	{ "verbose", 'v', NULL, 0,
	  "the deepest trace of each entry, not of each stack only; and what libbpf says",
	  0 },
	{ 0 },
};

static void options_check(struct options *o, struct argp_state *state)
{
	struct hop_watch_job *job = &o->job;

	if (o->command && (job->plan.tgid || o->all || job->milliseconds >= 0))
		argp_error(state, "a COMMAND goes with none of -t, -p and -a");
	if (job->plan.tgid && o->all)
		argp_error(state, "-p does not go with -a");
	if (o->events && job->interval)
		argp_error(state, "--events does not go with -i");
	if (job->plan.processes && !o->command && !job->plan.tgid)
		argp_error(state, "--processes goes with a COMMAND or -p");
	if (!job->plan.processes)
		job->plan.processes = PROCESSES_ROOM;
	if (!o->events && (o->room || job->plan.stamped))
		argp_error(state, "--buffer and --stamps go with --events");
	if (o->events)
		job->plan.room = o->room ?: ROOM;
	job->words = o->command;
}

static long seconds(struct argp_state *state, int key, const char *arg)
{
	long milliseconds = hop_args_seconds(arg);

	if (!milliseconds)
		argp_error(state, "-%c takes a time in seconds, up to 1000000",
			   key);
	return milliseconds;
}

static unsigned int room_of(struct argp_state *state, const char *arg)
{
	unsigned long room = 0;

	if (!hop_args_number(arg, 16, HOP_WATCH_ROOM_MAX, &room) ||
	    room & (room - 1))
		argp_error(state, "--buffer takes a power of 2 from 16 to %d",
			   HOP_WATCH_ROOM_MAX);
	return room;
}

static unsigned int processes_of(struct argp_state *state, const char *arg)
{
	unsigned long number = 0;

	if (!hop_args_number(arg, 1, 1 << 22, &number))
		argp_error(state, "--processes takes a number up to %d",
			   1 << 22);
	return number;
}

static __u64 bytes_of(struct argp_state *state, const char *arg)
{
	unsigned long bytes = 0;

	if (!hop_args_number(arg, 1, 1 << 20, &bytes))
		argp_error(state, "--catch takes a number of bytes");
	return bytes;
}

static error_t view_parse(int key, struct options *o)
{
	switch (key) {
	case 'H':
		o->job.style.histogram = true;
		return 0;
	case PER_CPU:
		o->job.style.per_cpu = true;
		return 0;
	case 'j':
		o->job.json = true;
		return 0;
	case 'v':
		o->job.style.traces = true;
		o->job.plan.verbose = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t events_parse(int key, char *arg, struct argp_state *state,
			    struct options *o)
{
	switch (key) {
	case EVENTS:
		o->events = true;
		return 0;
	case STAMPS:
		o->job.plan.stamped = true;
		return 0;
	case BUFFER:
		o->room = room_of(state, arg);
		return 0;
	case PROCESSES:
		o->job.plan.processes = processes_of(state, arg);
		return 0;
	case CATCH:
		o->job.plan.catch = bytes_of(state, arg);
		return 0;
	default:
		return view_parse(key, o);
	}
}

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case 't':
		o->job.milliseconds = seconds(state, key, arg);
		return 0;
	case 'i':
		o->job.interval = seconds(state, key, arg);
		return 0;
	case 'p':
		o->job.plan.tgid = hop_args_option(state, key, arg, 1, 1 << 22);
		return 0;
	case 'a':
		o->all = true;
		return 0;
	case 'e':
		o->job.plan.points = hop_watch_parse(arg);
		if (!o->job.plan.points)
			argp_error(state, "-e: no such entry in `%s'", arg);
		return 0;
	case ARGP_KEY_ARGS:
		o->command = state->argv + state->next;
		return 0;
	case ARGP_KEY_END:
		options_check(o, state);
		return 0;
	default:
		return events_parse(key, arg, state, o);
	}
}

/* Is there what is to be watched? */
static bool target_check(const struct options *o)
{
	pid_t pid = o->job.plan.tgid;

	if (o->command)
		return hop_command_there(o->command) && hop_process_initial();
	return !pid || hop_process_check(pid);
}

static int watch(struct options *o)
{
	struct hop_watch_job *job = &o->job;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	if (o->command && !hop_command_hold(o->command, &job->command))
		return HOP_CANNOT;
	if (o->command) {
		job->plan.tgid = job->command.pid;
		job->plan.from_exec = true;
	}
	return hop_watch_run(job);
}

/* Lists what -e takes. */
static char *help_filter(int key, const char *text, void *input)
{
	char *list;
	size_t size;
	FILE *f;

	(void)input;
	if (key != ARGP_KEY_HELP_EXTRA)
		return (char *)text;
	f = open_memstream(&list, &size);
	if (!f)
		return (char *)text;
	fputs("Entries, by group:\n", f);
	for (unsigned int group = 0; group < HOP_WATCH_GROUP_NR; group++) {
		fprintf(f, "  %-8s", hop_watch_groups[group]);
		for (unsigned int i = 0; i < HOP_WATCH_NR; i++)
			if (hop_watch_group_of(i) == group)
				fprintf(f, " %s", hop_watch_names[i]);
		fputc('\n', f);
	}
	fclose(f);
	return list;
}

int hop_cmd_watch(int argc, char **argv)
{
	static const struct argp argp = {
		.options = option_table,
		.parser = option_parse,
		.args_doc = "[-- COMMAND...]",
		.doc = "Counts, in the kernel, what runs on which kind of stack and how deep, and keeps the trace of what went deepest, until COMMAND ends, the time is up, or Ctrl-C. Of COMMAND, its own process and all that it starts are watched, from the end of its execve on; interrupts that hit them count as theirs. Depths are bytes from the top of a stack, known at these entries only: `stackhop depth' knows the deepest word ever written. An entry that goes to another stack is counted there; how deep the stack was that it came from is told apart. Linux moves the stack of each system call by up to 1 KiB at random (randomize_kstack_offset), which is in them. Exit status 1 if a stack was not known or something was lost.",
		.help_filter = help_filter,
	};
	struct options o = { .job = { .milliseconds = -1,
				      .plan.points = HOP_WATCH_ALL } };
	struct hop_kstacks stacks;
	int ret;

	if (argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &o))
		return HOP_USAGE;
	if (!target_check(&o) || !hop_need_names() ||
	    !hop_kstacks_find(&stacks))
		return HOP_CANNOT;
	o.job.plan.stacks = stacks.list;
	o.job.plan.task_stack_size = stacks.task_size;
	o.job.plan.nr_cpus = stacks.nr_cpus;
	o.job.plan.traceless = hop_bpf_ring_sleeps();
	if (o.job.plan.traceless && o.job.plan.catch) {
		warnx("--catch: " HOP_WATCH_TRACELESS);
		free(stacks.list.stack);
		return HOP_CANNOT;
	}
	ret = watch(&o);
	free(stacks.list.stack);
	return ret;
}
