// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a command with every CPU loaded: a task that computes, one that makes
 * system calls and faults, one that sends datagrams, timers that interrupt them.
 * Usage: make_load COMMAND [ARGUMENT]... Its exit status is the command's.
 */
#include <arpa/inet.h>
#include <err.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/lib.h"

#define TIMER_NS 700000 /* no divisor or multiple of the kernel's tick */
#define TIMER_US 1300
#define CANNOT 126

static void tick(int signal)
{
	(void)signal;
}

static void compute(void)
{
	struct itimerval timer = { .it_interval.tv_usec = TIMER_US,
				   .it_value.tv_usec = TIMER_US };
	volatile uint64_t sum = 0;

	signal(SIGALRM, tick);
	setitimer(ITIMER_REAL, &timer, NULL);
	for (;;)
		sum += hop_random();
}

static void enter(void)
{
	volatile char *page = mmap(NULL, HOP_PAGE, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (;;) {
		syscall(SYS_getppid);
		*page = 1;
		madvise((void *)page, HOP_PAGE, MADV_DONTNEED);
	}
}

/* A datagram at each tick of a timer: softirqs, and a task that comes and goes. */
static void send_datagrams(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	struct itimerspec timer = { .it_interval.tv_nsec = TIMER_NS,
				    .it_value.tv_nsec = TIMER_NS };
	int ticks = timerfd_create(CLOCK_MONOTONIC, 0);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	socklen_t size = sizeof(at);
	uint64_t nr;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) ||
	    getsockname(fd, (struct sockaddr *)&at, &size) ||
	    timerfd_settime(ticks, 0, &timer, NULL))
		err(CANNOT, "datagrams");
	while (read(ticks, &nr, sizeof(nr)) == sizeof(nr)) {
		sendto(fd, &nr, sizeof(nr), 0, (struct sockaddr *)&at, size);
		recv(fd, &nr, sizeof(nr), MSG_DONTWAIT);
	}
}

static void load_start(int cpu, void (*load)(void))
{
	if (fork())
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	hop_pin(cpu);
	load();
	_exit(CANNOT);
}

int main(int argc, char **argv)
{
	static void (*const loads[])(void) = { compute, enter, send_datagrams };
	int cpus[HOP_MAX_CPUS], nr = hop_online(cpus), status = 0;
	pid_t pid;

	if (argc < 2 || nr < 1)
		return CANNOT;
	for (int i = 0; i < nr; i++)
		for (size_t j = 0; j < ARRAY_SIZE(loads); j++)
			load_start(cpus[i], loads[j]);
	pid = fork();
	if (!pid) {
		execvp(argv[1], argv + 1);
		err(CANNOT, "%s", argv[1]);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		err(CANNOT, "wait");
	return WIFEXITED(status) ? WEXITSTATUS(status) : CANNOT;
}
