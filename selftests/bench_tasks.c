// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a command while so many tasks sleep, and prints how many, the seconds it
 * took, its memory in KiB, its exit status, and in microseconds how long it and
 * all whom it waited for had a CPU. For `make bench`.
 * Usage: bench_tasks TASKS COMMAND [ARGUMENT]...
 */
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STACK_SIZE 16384 /* of user mode */

static void *sleep_on(void *unused)
{
	pause();
	return unused;
}

static void tasks_start(long nr)
{
	pthread_attr_t attr;
	pthread_t thread;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	for (long i = 0; i < nr; i++)
		if (pthread_create(&thread, &attr, sleep_on, NULL))
			err(1, "task %ld", i);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void command_run(char **argv, int gate)
{
	int null = open("/dev/null", O_WRONLY);
	char byte;

	dup2(null, STDOUT_FILENO);
	if (read(gate, &byte, 1) == 1)
		execvp(argv[0], argv);
	err(127, "%s", argv[0]);
}

/* Held at the gate: forked later, it would have had the tasks' memory once. */
static pid_t command_hold(char **argv, int *gate)
{
	int ends[2];
	pid_t pid;

	if (pipe(ends))
		err(1, "pipe");
	pid = fork();
	if (pid < 0)
		err(1, "%s", argv[0]);
	if (pid == 0)
		command_run(argv, ends[0]);
	*gate = ends[1];
	return pid;
}

static long microseconds(const struct timeval *t)
{
	return t->tv_sec * 1000000 + t->tv_usec;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	int status, gate;
	double from;
	pid_t pid;

	if (argc < 3)
		errx(2, "usage: bench_tasks TASKS COMMAND [ARGUMENT]...");
	pid = command_hold(argv + 2, &gate);
	tasks_start(atol(argv[1]));
	from = now();
	if (write(gate, "", 1) != 1 || wait4(pid, &status, 0, &usage) != pid)
		err(1, "%s", argv[2]);
	printf("%s %.3f %ld %d %ld\n", argv[1], now() - from, usage.ru_maxrss,
	       WIFEXITED(status) ? WEXITSTATUS(status) : -1,
	       microseconds(&usage.ru_utime) + microseconds(&usage.ru_stime));
	return 0;
}
