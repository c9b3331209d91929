// SPDX-License-Identifier: GPL-2.0
/*
 * Attacks stackhop in rounds, with several workers at a time, and checks after
 * each that the machine is as it was. `make fire` runs it in guests.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fire/ground.h"
#include "fire/worker.h"

#define WORKERS_MOST 8
#define ROUND_SECONDS 10
/* A worker looks at the clock often; on a busy machine that may take a while. */
#define GRACE_MS 60000

static const struct hop_worker workers[] = {
	{ "calls", hop_calls_work, "every ioctl with anything" },
	{ "files", hop_files_work, "every debugfs file, read anyhow" },
	{ "cycles", hop_cycles_work, "loads and unloads the module" },
	{ "kills", hop_kills_work, "kills commands of the tool" },
	{ "hotplug", hop_hotplug_work, "takes CPUs off line and back" },
	{ "suspend", hop_suspend_work, "suspends to RAM with taps and gates" },
	{ "starve", hop_starve_work, "lets allocations fail; no other user" },
};

/* Of all, the port's come last; NULL behind them. */
static const struct hop_worker *worker_at(int i)
{
	int nr = ARRAY_SIZE(workers);

	if (i < nr)
		return &workers[i];
	return i < nr + hop_port_workers_nr ? &hop_port_workers[i - nr] : NULL;
}

static void usage(FILE *to)
{
	const struct hop_worker *worker;
	int i;

	fputs("usage: fire [-s SEED] [-t SECONDS] [-r SECONDS] ROUND...\n"
	      "Needs root, and that stackhop.ko is not loaded. Each ROUND is a list of\n"
	      "workers, joined by '+', that attack at the same time, for -r SECONDS\n"
	      "(10); rounds go in turn until -t SECONDS (60) are over. The last line is\n"
	      "what was done. Exit status: 0 without faults, 1 with, 2 usage.\n"
	      "Workers:\n",
	      to);
	for (i = 0; (worker = worker_at(i)); i++)
		fprintf(to, "  %-8s %s\n", worker->name, worker->what);
}

static const struct hop_worker *find_worker(const char *name)
{
	const struct hop_worker *worker;
	int i;

	for (i = 0; (worker = worker_at(i)); i++)
		if (!strcmp(worker->name, name))
			break;
	return worker;
}

/* The workers of a round; gives how many, 0: there is no such round. */
static int parse_round(const char *words, const struct hop_worker **list)
{
	char copy[256], *word;
	int nr = 0;

	snprintf(copy, sizeof(copy), "%s", words);
	for (word = strtok(copy, "+"); word; word = strtok(NULL, "+")) {
		if (nr == WORKERS_MOST)
			return 0;
		list[nr] = find_worker(word);
		if (!list[nr++])
			return 0;
	}
	return nr;
}

static pid_t start(const struct hop_worker *worker, struct hop_job *job)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	setsid();
	prctl(PR_SET_NAME, worker->name);
	worker->work(job);
	exit(0);
}

static void show_where(pid_t pid)
{
	char path[64], text[4096];

	snprintf(path, sizeof(path), "/proc/%d/stack", pid);
	if (hop_slurp(path, text, sizeof(text)) > 0)
		printf("%s", text);
}

/* false: it does not end in time. */
static bool await(pid_t pid, uint64_t until, int *status)
{
	pid_t got;

	do {
		got = waitpid(pid, status, WNOHANG);
		if (got)
			return got == pid;
		usleep(10000);
	} while (hop_now_ms() < until);
	return false;
}

static void finish(const struct hop_worker *worker, pid_t pid,
		   const struct hop_job *job)
{
	int status;

	if (!await(pid, job->until + GRACE_MS, &status)) {
		hop_fault(job->tally, "worker %s is stuck", worker->name);
		show_where(pid);
		kill(-pid, SIGKILL);
		if (!await(pid, hop_now_ms() + GRACE_MS, &status))
			hop_fault(job->tally, "and cannot be killed");
	} else if (status) {
		hop_fault(job->tally, "worker %s ended with status %#x",
			  worker->name, status);
	}
	kill(-pid, SIGKILL);
}

static void run_round(const char *words, struct hop_job *job, uint64_t seed)
{
	const struct hop_worker *list[WORKERS_MOST];
	pid_t pids[WORKERS_MOST];
	int nr = parse_round(words, list), i;

	atomic_store(&job->tally->drain, 0);
	if (!hop_is_loaded() && hop_load(""))
		hop_fault(job->tally, "cannot be loaded");
	for (i = 0; i < nr; i++) {
		job->seed = hop_seed_of(seed, i);
		pids[i] = start(list[i], job);
	}
	for (i = 0; i < nr; i++)
		finish(list[i], pids[i], job);
}

/* Rounds until @until; the machine is held against what it was after each. */
static void run(char **rounds, int nr, uint64_t seed, uint64_t until,
		unsigned int seconds, struct hop_job *job)
{
	static struct hop_ground ground;
	char title[300];
	int i, err = hop_ground_take(&ground);

	if (err)
		hop_fault(job->tally, "cannot read the machine's state: %d",
			  err);
	for (i = 0; !err && (i < nr || hop_now_ms() < until); i++) {
		job->until = hop_now_ms() + 1000 * seconds;
		run_round(rounds[i % nr], job, hop_seed_of(seed, i));
		hop_ground_check(&ground, job->tally);
		snprintf(title, sizeof(title), "round %d %s", i,
			 rounds[i % nr]);
		hop_tally_print(job->tally, title);
	}
}

int main(int argc, char **argv)
{
	const struct hop_worker *list[WORKERS_MOST];
	unsigned int seconds = ROUND_SECONDS, total = 60;
	uint64_t seed = time(NULL);
	struct hop_job job = {};
	int option, i;

	while ((option = getopt(argc, argv, "s:t:r:h")) != -1) {
		switch (option) {
		case 's':
			seed = strtoull(optarg, NULL, 0);
			break;
		case 't':
			total = atoi(optarg);
			break;
		case 'r':
			seconds = atoi(optarg);
			break;
		case 'h':
			usage(stdout);
			return 0;
		default:
			usage(stderr);
			return 2;
		}
	}
	for (i = optind; i < argc; i++)
		if (!parse_round(argv[i], list))
			break;
	if (i < argc || optind == argc || !seconds || hop_is_loaded()) {
		usage(stderr);
		return 2;
	}
	if (chdir("/usr/lib/stackhop/selftests"))
		printf("running in the current directory\n");
	job.tally = hop_tally_make(&job.memory);
	if (!job.tally)
		return 2;
	setlinebuf(stdout);
	printf("seed %ju\n", (uintmax_t)seed);
	run(argv + optind, argc - optind, seed, hop_now_ms() + 1000 * total,
	    seconds, &job);
	hop_tally_print(job.tally, "fire");
	return atomic_load(&job.tally->count[HOP_COUNT_FAULTS]) ? 1 : 0;
}
