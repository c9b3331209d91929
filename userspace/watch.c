// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop watch`: counts the stacks that system calls begin and end on.
 */
#include <argp.h>
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "args.h"
#include "cmd.h"
#include "command.h"
#include "dev.h"
#include "watch.h"

struct options {
	long milliseconds; /* -1: for ever */
	pid_t pid;
	char **command;
	bool json;
	bool verbose;
};

static const struct argp_option option_table[] = {
	{ "time", 't', "SECONDS", 0, "end after that time", 0 },
	{ "pid", 'p', "PID", 0,
	  "count this process only, until it ends (initial pid namespace)", 0 },
	{ "json", 'j', NULL, 0, "print one JSON object", 0 },
	{ "verbose", 'v', NULL, 0, "print what libbpf says", 0 },
	{ 0 },
};

static void options_check(const struct options *o, struct argp_state *state)
{
	if (o->command && (o->pid || o->milliseconds >= 0))
		argp_error(state, "a COMMAND goes with neither -t nor -p");
}

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;
	unsigned long number;

	switch (key) {
	case 't':
		o->milliseconds = hop_args_seconds(arg);
		if (!o->milliseconds)
			argp_error(state,
				   "-t takes a time in seconds, up to 1000000");
		return 0;
	case 'p':
		if (!hop_args_number(arg, 1, 1 << 22, &number))
			argp_error(state, "-p takes the number of a process");
		o->pid = number;
		return 0;
	case 'j':
		o->json = true;
		return 0;
	case 'v':
		o->verbose = true;
		return 0;
	case ARGP_KEY_ARGS:
		o->command = state->argv + state->next;
		return 0;
	case ARGP_KEY_END:
		options_check(o, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* The size is the same for all tasks: any CPU's snapshot tells. */
static __u64 task_stack_size(int fd, const struct hop_info *info)
{
	struct hop_snapshot snap;

	for (unsigned int cpu = 0; cpu < info->nr_cpus; cpu++)
		if (!hop_dev_snapshot(fd, cpu, HOP_CONTEXT_TASK, &snap))
			return snap.stack_size;
	return 0;
}

static int counts_show(const struct hop_watch_counts *counts,
		       const struct options *o, pid_t tgid, int status)
{
	if (o->json)
		hop_watch_json(counts, tgid, status);
	else
		hop_watch_print(counts);
	if (status > 0 && WIFEXITED(status))
		warnx("%s: exit status %d", o->command[0], WEXITSTATUS(status));
	else if (status > 0)
		warnx("%s: killed by signal %d", o->command[0],
		      WTERMSIG(status));
	for (unsigned int point = 0; point < HOP_WATCH_NR; point++)
		if (hop_watch_total(counts, point, HOP_KIND_UNKNOWN))
			return HOP_FAILED;
	return HOP_OK;
}

/* Returns the wait status of the command, or -1. */
static int command_reap(const struct hop_command *command)
{
	int status = -1;

	if (command->pid)
		waitpid(command->pid, &status, 0);
	return status;
}

static int watch(const struct hop_watch_plan *plan, const struct options *o,
		 struct hop_command *command)
{
	struct watch_bpf *bpf = hop_watch_start(plan);
	struct hop_watch_counts counts;
	int ret = HOP_CANNOT;
	bool ok, begun;
	int status;

	if (!bpf) {
		if (command->pid)
			kill(command->pid, SIGKILL);
		command_reap(command);
		return HOP_CANNOT;
	}
	if (command->pid)
		hop_command_go(command);
	else
		warnx("watching%s",
		      o->milliseconds < 0 ? "; Ctrl-C ends it" : "");
	ok = hop_command_wait(plan->tgid, o->milliseconds, command->pid);
	begun = hop_watch_counting(bpf);
	status = command_reap(command);
	if (!hop_watch_stop(bpf, &counts))
		return HOP_CANNOT;
	if (ok && begun)
		ret = counts_show(&counts, o, plan->tgid, status);
	free(counts.count);
	return ret;
}

static int watch_run(int fd, const struct hop_info *info,
		     const struct options *o)
{
	struct hop_stacklist stacks = { 0 };
	struct hop_command command = { 0 };
	struct hop_watch_plan plan = {
		.tgid = o->pid,
		.from_exec = o->command,
		.task_stack_size = task_stack_size(fd, info),
		.stacks = &stacks,
		.nr_cpus = info->nr_cpus,
		.verbose = o->verbose,
	};
	sigset_t set;
	int ret;

	if (o->pid && kill(o->pid, 0) < 0 && errno == ESRCH) {
		warnx("there is no process %d", o->pid);
		return HOP_CANNOT;
	}
	if (hop_dev_stacks(fd, info, &stacks))
		return HOP_CANNOT;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	if (o->command && !hop_command_hold(o->command, &command)) {
		free(stacks.stack);
		return HOP_CANNOT;
	}
	if (command.pid)
		plan.tgid = command.pid;
	ret = watch(&plan, o, &command);
	free(stacks.stack);
	return ret;
}

int hop_cmd_watch(int argc, char **argv)
{
	static const struct argp argp = {
		.options = option_table,
		.parser = option_parse,
		.args_doc = "[-- COMMAND...]",
		.doc = "Counts, by CPU, the stacks that system calls begin (sys_enter) and end (sys_exit) on, until COMMAND ends, the time is up, or Ctrl-C. Of COMMAND, its own process is counted, from the end of its execve to its exit_group. Exit status 1 if a stack was not known.",
	};
	struct options options = { .milliseconds = -1 };
	struct hop_info info;
	int ret;
	int fd;

	if (argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &options))
		return HOP_USAGE;
	fd = hop_dev_open(&info);
	if (fd < 0)
		return HOP_CANNOT;
	ret = watch_run(fd, &info, &options);
	close(fd);
	return ret;
}
