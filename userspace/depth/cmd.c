// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop depth`: options, and when to scan.
 */
#include <argp.h>
#include <err.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "depth.h"
#include "kernel/kernel.h"
#include "lib/lib.h"
#include "report.h"

/* Tasks that end are read so often, and this many are kept until then. */
#define DRAIN_MS 50
#define LISTEN_RECORDS 16384
#define MAX_TOP 1000000
#define MAX_PID (1 << 22)
#define ALL_KINDS (~0U)
#define MAX_LIMITS 16

enum format { TABLE, JSON, METRICS };

struct options {
	enum format format;
	unsigned long top;
	unsigned long pid;
	struct hop_depth_limit limit[MAX_LIMITS];
	size_t limits;
	unsigned long blame;
	unsigned long milliseconds; /* between scans; 0: one scan */
	unsigned int kinds;
	bool reset;
	char **command;
};

static const struct argp_option option_table[] = {
	{ "top", 't', "N", 0, "only the N that are most used", 0 },
	{ "pid", 'p', "PID", 0,
	  "only the tasks of this process (initial pid namespace)", 0 },
	{ "kind", 'k', "KIND", 0,
	  "only stacks of this kind: task, irq, entry, ist-nmi... (can be repeated)",
	  0 },
	{ "blame", 'b', "N", 0,
	  "for the first N, the likely calls that went so deep: return addresses that were left over",
	  0 },
	{ "reset", 'r', NULL, 0,
	  "paint what is not in use: a new period begins, with COMMAND or -i before the first scan, else after it",
	  0 },
	{ "interval", 'i', "SECONDS", 0, "scan again and again, until Ctrl-C",
	  0 },
	{ "fail-below", 'f', "[KIND:]LIMIT", 0,
	  "exit status 1 if a stack (of this kind) has less headroom than LIMIT, bytes or, as 10%, percent of its size (can be repeated)",
	  0 },
	{ "json", 'j', NULL, 0, "print JSON (with -i, one object a line)", 0 },
	{ "openmetrics", 'm', NULL, 0,
	  "print metrics for Prometheus (a file for node_exporter)", 0 },
	{ 0 },
};

static void kind_add(struct options *o, const char *name,
		     struct argp_state *state)
{
	unsigned int kind = hop_depth_kind(name, strlen(name));

	if (!kind)
		argp_error(state, "no kind of stack `%s'", name);
	if (o->kinds == ALL_KINDS)
		o->kinds = 0;
	o->kinds |= kind;
}

static void limit_add(struct options *o, const char *text,
		      struct argp_state *state)
{
	const char *wrong;

	if (o->limits == MAX_LIMITS)
		argp_error(state, "more than %d limits", MAX_LIMITS);
	wrong = hop_depth_limit_read(text, &o->limit[o->limits++]);
	if (wrong)
		argp_error(state, "--fail-below %s: %s", text, wrong);
}

static void format_set(struct options *o, enum format wanted,
		       struct argp_state *state)
{
	if (o->format != TABLE && o->format != wanted)
		argp_error(state,
			   "--json and --openmetrics exclude each other");
	o->format = wanted;
}

static void interval_set(struct options *o, const char *arg,
			 struct argp_state *state)
{
	o->milliseconds = hop_args_seconds(arg);
	if (!o->milliseconds)
		argp_error(state, "-i takes a time in seconds, up to 1000000");
}

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case 't':
		o->top = hop_args_option(state, key, arg, 1, MAX_TOP);
		return 0;
	case 'p':
		o->pid = hop_args_option(state, key, arg, 1, MAX_PID);
		return 0;
	case 'k':
		kind_add(o, arg, state);
		return 0;
	case 'b':
		o->blame = hop_args_option(state, key, arg, 0, MAX_TOP);
		return 0;
	case 'r':
		o->reset = true;
		return 0;
	case 'i':
		interval_set(o, arg, state);
		return 0;
	case 'f':
		limit_add(o, arg, state);
		return 0;
	case 'j':
		format_set(o, JSON, state);
		return 0;
	case 'm':
		format_set(o, METRICS, state);
		return 0;
	case ARGP_KEY_ARGS:
		o->command = state->argv + state->next;
		return 0;
	case ARGP_KEY_END:
		if (o->command && (o->milliseconds || o->pid))
			argp_error(state,
				   "a COMMAND goes with neither -i nor -p");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static bool period_begin(int fd, const struct options *o)
{
	struct hop_depth_reset reset = { .tgid = o->pid };

	if (hop_dev_call(fd, HOP_IOC_DEPTH_RESET, &reset,
			 "cannot begin a new period"))
		return false;
	warnx("a new period begins: %u stacks painted, %u in use",
	      reset.painted, reset.kept);
	return true;
}

static void report_show(const struct hop_depth_report *r,
			const struct options *o)
{
	switch (o->format) {
	case TABLE:
		hop_depth_table(r, stdout);
		break;
	case JSON:
		hop_depth_json_print(r, o->milliseconds);
		break;
	case METRICS:
		hop_depth_metrics(r, stdout);
		break;
	}
	fflush(stdout);
}

/* Says so for each limit that is not kept. */
static int limits_check(const struct hop_depth_report *r,
			const struct options *o)
{
	int ret = HOP_OK;

	for (size_t i = 0; i < o->limits; i++) {
		size_t below = hop_depth_below(r, &o->limit[i]);

		if (!below)
			continue;
		warnx("%zu %s less headroom than --fail-below %s", below,
		      below == 1 ? "stack has" : "stacks have",
		      o->limit[i].text);
		ret = HOP_FAILED;
	}
	return ret;
}

/* Scans, adds to what is in @r already, and shows it. */
static int report(int fd, const struct options *o, struct hop_depth_report *r)
{
	size_t all;

	if (!hop_depth_collect(fd, o->pid, r))
		return HOP_CANNOT;
	if (o->pid && !r->nr && !o->milliseconds) {
		warnx("process %lu has ended", o->pid);
		return HOP_CANNOT;
	}
	hop_depth_keep_kinds(r, o->kinds);
	hop_depth_sort(r);
	all = r->nr;
	hop_depth_cut(r, o->top);
	if (o->blame && !hop_depth_blame(fd, r, o->blame)) {
		warnx("no memory");
		return HOP_CANNOT;
	}
	report_show(r, o);
	if (hop_out_failed())
		return HOP_CANNOT;
	r->nr = all;
	return limits_check(r, o);
}

/* Reads what ends until @pid, if not 0, has ended or the time is up. */
static bool wait_and_drain(int fd, pid_t pid, unsigned long milliseconds,
			   struct hop_depth_report *r, int *status)
{
	unsigned long left = milliseconds;
	struct hop_wait wait;
	bool over = false, ok = hop_wait_open(&wait, pid, pid);

	if (!ok)
		return false;
	while (ok && !over) {
		long slice = pid || left > DRAIN_MS ? DRAIN_MS : (long)left;

		over = hop_wait_next(&wait, slice);
		ok = hop_depth_drain(fd, r);
		left -= slice;
		over |= !pid && !left;
	}
	hop_wait_close(&wait);
	return ok && (!pid || waitpid(pid, status, 0) == pid);
}

static int run_command(int fd, const struct options *o,
		       struct hop_depth_report *r)
{
	struct hop_command command;
	int status = 0, ret;

	if (!hop_command_hold(o->command, &command))
		return HOP_CANNOT;
	hop_command_go(&command);
	if (!wait_and_drain(fd, command.pid, 0, r, &status) ||
	    !hop_depth_drain_all(fd, r))
		return HOP_CANNOT;
	if (!hop_command_ran(&command))
		return HOP_CANNOT;
	ret = report(fd, o, r);
	if (WIFEXITED(status) && WEXITSTATUS(status))
		warnx("%s: exit status %d", o->command[0], WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		warnx("%s: killed by signal %d", o->command[0],
		      WTERMSIG(status));
	return ret;
}

/* One report for each interval, and one at once. The worst verdict counts. */
static int run_again(int fd, const struct options *o,
		     struct hop_depth_report *r)
{
	int worst = HOP_OK, ret = HOP_OK;

	while (ret != HOP_CANNOT) {
		ret = report(fd, o, r);
		if (ret > worst)
			worst = ret;
		hop_depth_free(r);
		r->listened = true;
		if (hop_wait_is_over())
			break;
		if (!wait_and_drain(fd, 0, o->milliseconds, r, NULL))
			return HOP_CANNOT;
	}
	return worst;
}

static int run_watching(int fd, const struct options *o,
			struct hop_depth_report *r)
{
	struct hop_depth_listen listen = { .nr = LISTEN_RECORDS };
	sigset_t set;

	if (hop_dev_call(fd, HOP_IOC_DEPTH_LISTEN, &listen,
			 "cannot note tasks that end"))
		return HOP_CANNOT;
	r->listened = true;
	if (o->reset && !period_begin(fd, o))
		return HOP_CANNOT;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return o->command ? run_command(fd, o, r) : run_again(fd, o, r);
}

static int run_once(int fd, const struct options *o, struct hop_depth_report *r)
{
	int ret = report(fd, o, r);

	if (o->reset && ret != HOP_CANNOT && !period_begin(fd, o))
		return HOP_CANNOT;
	return ret;
}

int hop_cmd_depth(int argc, char **argv)
{
	static const struct argp argp = {
		.options = option_table,
		.parser = option_parse,
		.args_doc = "[-- COMMAND...]",
		.doc = "Shows how deep each stack got: bytes from its top to the deepest word ever written, found by scanning; nothing is attached to any event. With COMMAND, runs it first; with COMMAND or -i, tasks that end meanwhile are shown as well. NOW is where a task sleeps (?: it runs), USED the share of SIZE, SINCE what DEEPEST counts from. A stack that was neither zeroed nor painted before its use is not known before a --reset, and under no limit; nor is stackhop's own task, which comes last.",
	};
	struct options options = { .top = MAX_TOP, .kinds = ALL_KINDS };
	struct hop_depth_report r = { 0 };
	struct hop_info info;
	int fd, ret;

	if (argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &options))
		return HOP_USAGE;
	if ((options.command && !hop_command_there(options.command)) ||
	    (options.pid && !hop_process_check(options.pid)) ||
	    (options.blame && !hop_need_names()))
		return HOP_CANNOT;
	fd = hop_dev_open(&info);
	if (fd < 0)
		return HOP_CANNOT;
	if (options.command || options.milliseconds)
		ret = run_watching(fd, &options, &r);
	else
		ret = run_once(fd, &options, &r);
	hop_depth_free(&r);
	close(fd);
	return ret;
}
