// SPDX-License-Identifier: GPL-2.0
/*
 * The loop of `stackhop watch`: sweeps up what the programs leave, shows it now
 * and then, and sums up at the end.
 */
#include <err.h>
#include <signal.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/lib.h"
#include "names.h"
#include "reader.h"
#include "run.h"

/* Traces are few. */
#define SWEEP_TRACES_MS 100

/**
 * struct run - the state of a run
 * @job:	what to do
 * @watch:	the programs
 * @result:	what is shown
 * @best:	the deepest samples
 * @before:	the counters at the last interval's end
 * @pause:	how long to sleep between sweeps, in ms
 * @reader:	of single events, or NULL
 * @begun:	when it began, in ms
 * @shown:	when the last interval ended, in ms
 */
struct run {
	const struct hop_watch_job *job;
	struct hop_watch *watch;
	struct hop_watch_result result;
	struct hop_watch_best *best;
	struct hop_watch_cpu *before;
	struct hop_watch_reader *reader;
	long pause;
	long begun;
	long shown;
};

static long now_ms(void)
{
	return hop_clock_ns(CLOCK_MONOTONIC) / 1000000;
}

static void object_line(struct json_object *o)
{
	puts(json_object_to_json_string_ext(
		o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(o);
}

static void object_named(const char *name, struct json_object *o)
{
	struct json_object *line = json_object_new_object();

	json_object_object_add(line, name, o);
	object_line(line);
}

static void sample_take(void *to, const struct hop_watch_sample *s)
{
	struct run *r = to;
	__u64 catch = r->job->plan.catch;

	if (s->point >= HOP_WATCH_NR)
		return;
	hop_watch_best_take(r->best, s);
	if (!catch || !hop_watch_deeper(s, catch))
		return;
	if (r->job->json)
		object_named("caught", hop_watch_sample_json(s));
	else
		hop_watch_print_sample(stdout, "caught", s);
	fflush(stdout);
}

static void sweep(struct run *r, bool all)
{
	hop_watch_samples(r->watch, sample_take, r);
	if (r->reader)
		r->pause = hop_watch_reader_sweep(r->reader, all);
}

static void interval_print(const struct run *r)
{
	struct hop_watch_style style = r->job->style;

	style.rates = true;
	if (r->job->json) {
		object_named("interval", hop_watch_rows_json(&r->result));
	} else {
		hop_watch_print_rows(stdout, &r->result, &style);
		puts("");
	}
	fflush(stdout);
}

static void interval_show(struct run *r)
{
	struct hop_watch_cpu *now = hop_watch_copy(r->watch);

	if (!now)
		return;
	r->result.seconds = (now_ms() - r->shown) / 1000.0;
	r->shown = now_ms();
	if (hop_watch_rows_make(now, r->before, r->watch->nr_cpus,
				&r->result.rows)) {
		interval_print(r);
		free(r->result.rows.row);
	}
	free(r->before);
	r->before = now;
}

/* How long the next sleep may be. */
static long pause_ms(const struct run *r)
{
	const struct hop_watch_job *job = r->job;
	long now = now_ms(), next = r->pause;
	long due = r->shown + job->interval - now;
	long end = r->begun + job->milliseconds - now;

	if (job->interval && due < next)
		next = due;
	if (job->milliseconds >= 0 && end < next)
		next = end;
	return next > 0 ? next : 0;
}

static void loop(struct run *r, const struct hop_wait *wait)
{
	const struct hop_watch_job *job = r->job;

	while (!hop_wait_next(wait, pause_ms(r))) {
		sweep(r, false);
		if (job->interval && now_ms() >= r->shown + job->interval)
			interval_show(r);
		if (job->milliseconds >= 0 &&
		    now_ms() >= r->begun + job->milliseconds)
			break;
		if (hop_out_failed() ||
		    (r->reader && hop_watch_reader_errno(r->reader)))
			break;
	}
}

static void losses_take(struct run *r)
{
	struct hop_watch_result *result = &r->result;

	result->traces_lost = hop_watch_samples_lost(r->watch);
	result->processes_lost = hop_watch_processes_lost(r->watch);
	if (r->reader)
		result->loss = *hop_watch_reader_loss(r->reader);
	for (unsigned int point = 0; point < HOP_WATCH_NR; point++) {
		if (result->present & 1ULL << point)
			result->missed[point] =
				hop_watch_missed(r->watch, point);
		for (size_t cpu = 0; r->reader && cpu < r->watch->nr_cpus;
		     cpu++) {
			const struct hop_watch_ring *ring =
				&hop_watch_rings_of(r->watch, cpu)->ring[point];

			result->seen[point] += ring->tail;
			result->lost[point] += ring->lost;
		}
	}
}

/* Two ways to count, by the same programs: the counters and the rings. */
static bool events_agree(const struct hop_watch_result *result)
{
	bool ok = true;

	for (unsigned int point = 0; result->events && point < HOP_WATCH_NR;
	     point++) {
		__u64 made = hop_watch_rows_count(&result->rows, point);

		if (made == result->seen[point] + result->lost[point])
			continue;
		warnx("%s: %llu events counted, but %llu shown and %llu lost",
		      hop_watch_names[point], made, result->seen[point],
		      result->lost[point]);
		ok = false;
	}
	return ok;
}

static void summary_show(const struct run *r)
{
	const struct hop_watch_job *job = r->job;
	/* Single events are for programs that read them, line by line. */
	FILE *f = r->reader ? stderr : stdout;

	if (job->json && (job->interval || job->plan.catch || r->reader))
		object_named("summary", hop_watch_json(&r->result));
	else if (job->json)
		hop_json_print(hop_watch_json(&r->result));
	else
		hop_watch_print(f, &r->result, &job->style);
}

static void command_tell(const struct hop_watch_job *job, int status)
{
	if (status > 0 && WIFEXITED(status))
		warnx("%s: exit status %d", job->words[0], WEXITSTATUS(status));
	else if (status > 0)
		warnx("%s: killed by signal %d", job->words[0],
		      WTERMSIG(status));
}

static int finish(struct run *r)
{
	struct hop_watch_result *result = &r->result;
	struct hop_watch_cpu *now;
	bool ok;

	/* What is lost until now has its reason in this turn. */
	sweep(r, false);
	hop_watch_detach(r->watch);
	result->seconds = (now_ms() - r->begun) / 1000.0;
	sweep(r, true);
	losses_take(r);
	now = hop_watch_copy(r->watch);
	if (!now ||
	    !hop_watch_rows_make(now, NULL, r->watch->nr_cpus, &result->rows)) {
		warnx("no memory");
		return HOP_CANNOT;
	}
	for (size_t i = 0; i < r->watch->nr_cpus * HOP_WATCH_NR; i++)
		result->hits[i % HOP_WATCH_NR] +=
			now[i / HOP_WATCH_NR].point[i % HOP_WATCH_NR].hits;
	free(now);
	ok = events_agree(result);
	summary_show(r);
	command_tell(r->job, result->status);
	ok = ok && !hop_watch_lost_sum(result) &&
	     !hop_watch_rows_unknown(&result->rows);
	if (!ok && r->job->json)
		hop_watch_losses_print(stderr, result);
	free(result->rows.row);
	if (r->reader && hop_watch_reader_errno(r->reader)) {
		warnx("cannot write: %s",
		      strerror(hop_watch_reader_errno(r->reader)));
		return HOP_CANNOT;
	}
	return ok ? HOP_OK : HOP_FAILED;
}

/* All of its pages from the beginning: what is seen later takes no more. */
static struct hop_watch_best *best_new(void)
{
	struct hop_watch_best *best =
		aligned_alloc(alignof(*best), sizeof(*best));

	if (best)
		memset(best, 0, sizeof(*best));
	return best;
}

static bool run_prepare(struct run *r)
{
	const struct hop_watch_job *job = r->job;

	r->best = best_new();
	r->before = hop_watch_copy(r->watch);
	r->pause = SWEEP_TRACES_MS;
	if (job->plan.room)
		r->reader = hop_watch_reader_new(r->watch, job->plan.room,
						 STDOUT_FILENO, job->json,
						 job->plan.stamped);
	if (!r->best || !r->before || (job->plan.room && !r->reader)) {
		warnx("no memory");
		return false;
	}
	r->result.best = r->best;
	r->result.stacks = job->plan.stacks;
	r->result.present = r->watch->present;
	r->result.absent = job->plan.points & ~r->watch->present;
	r->result.events = r->reader;
	r->result.traceless = job->plan.traceless;
	r->result.tgid = job->plan.tgid;
	r->result.status = -1;
	return true;
}

static int run(struct run *r)
{
	const struct hop_watch_job *job = r->job;
	const struct hop_command *command = &job->command;
	struct hop_wait wait;
	int ret = HOP_CANNOT;

	if (!run_prepare(r) ||
	    !hop_wait_open(&wait, job->plan.tgid, command->pid))
		return HOP_CANNOT;
	r->begun = now_ms();
	r->shown = r->begun;
	/* The first pause is as short as the next ones. */
	sweep(r, false);
	hop_watch_begin(r->watch);
	if (command->pid)
		hop_command_go(command);
	else
		warnx("watching%s",
		      job->milliseconds < 0 ? "; Ctrl-C ends it" : "");
	loop(r, &wait);
	if (command->pid)
		waitpid(command->pid, &r->result.status, 0);
	hop_wait_close(&wait);
	if (hop_watch_begun(r->watch))
		ret = finish(r);
	return ret;
}

int hop_watch_run(struct hop_watch_job *job)
{
	struct run r = { .job = job, .watch = hop_watch_open(&job->plan) };
	int ret = r.watch ? run(&r) : HOP_CANNOT;

	if (job->command.pid && !r.begun) {
		kill(job->command.pid, SIGKILL);
		waitpid(job->command.pid, NULL, 0);
	}
	hop_watch_close(r.watch);
	hop_watch_reader_free(r.reader);
	free(r.before);
	free(r.best);
	return ret;
}
