// SPDX-License-Identifier: GPL-2.0
/*
 * Preparations with helpers, sockets and long system calls.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "arch/arch.h"
#include "lib/lib.h"
#include "setup.h"

#define CHUNK (1 << 20)
#define CHUNKS_MAX 1024
#define CHUNK_LOOKS 16

/* What shows that both run at the same time, and how long to wait for that. */
#define STEP_BEATS 8
#define STEP_NS 300000
#define MEET_NS 2000000000LL

/* How long the helper is at it for one window, and how often it looks for one. */
#define BEAT_NS 3000000
#define POLL_NS 200000

/* Longer than a period of the slowest timer in use (100 Hz). */
#define LONG_NS 12000000

/*
 * What one chunk takes, at least; 0: it cannot be read. One look would not do: if
 * the host took its CPU away meanwhile, the calls would be too short for a tick.
 */
static uint64_t chunk_ns(int fd, const struct iovec *chunk)
{
	uint64_t least = 0;

	for (int i = 0; i < CHUNK_LOOKS; i++) {
		uint64_t took = hop_clock_ns(CLOCK_MONOTONIC);

		if (readv(fd, chunk, 1) != CHUNK)
			return 0;
		took = hop_clock_ns(CLOCK_MONOTONIC) - took;
		if (!least || took < least)
			least = took ?: 1;
	}
	return least;
}

/* readv() from /dev/zero: as long as one likes, with interrupts on. */
static int long_make(uint64_t args[3])
{
	int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	char *chunk = mmap(NULL, CHUNK, PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	struct iovec *parts = calloc(CHUNKS_MAX, sizeof(*parts));
	uint64_t took;

	if (fd < 0 || chunk == MAP_FAILED || !parts)
		return -errno;
	for (size_t i = 0; i < CHUNKS_MAX; i++)
		parts[i] = (struct iovec){ chunk, CHUNK };
	took = chunk_ns(fd, parts);
	if (!took)
		return -EIO;
	args[0] = fd;
	args[1] = (uintptr_t)parts;
	args[2] = LONG_NS / took + 1;
	if (args[2] > CHUNKS_MAX)
		args[2] = CHUNKS_MAX;
	return 0;
}

static int prepare_long(struct hop_run_context *context __attribute__((unused)))
{
	static uint64_t args[3];
	int err = args[1] ? 0 : long_make(args);

	memcpy(HOP_ARENA->args, args, sizeof(args));
	return err;
}

/*
 * On a CPU of nohz_full= there are no ticks while one task runs alone, and timers
 * of user mode are moved to other CPUs: but who has a timer of CPU time is given
 * ticks (TICK_DEP_BIT_POSIX_TIMER, 4.6). This one never ends.
 */
int hop_prepare_tick(struct hop_run_context *context __attribute__((unused)))
{
	const struct itimerval limit = { .it_value.tv_sec = 1000000 };

	return setitimer(ITIMER_VIRTUAL, &limit, NULL) ? -errno : 0;
}

int hop_prepare_long_tick(struct hop_run_context *context)
{
	int err = hop_prepare_tick(context);

	return err ? err : prepare_long(context);
}

/* A UDP socket that hears itself. */
static int udp_self(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) ||
	    getsockname(fd, (struct sockaddr *)&at, &size) ||
	    connect(fd, (struct sockaddr *)&at, size))
		return -errno;
	return fd;
}

int hop_prepare_udp(struct hop_run_context *context __attribute__((unused)))
{
	static int fd = -1;
	char byte = 0;

	if (fd < 0)
		fd = udp_self();
	if (fd < 0 || send(fd, &byte, 1, 0) != 1 || recv(fd, &byte, 1, 0) != 1)
		return -errno;
	HOP_ARENA->args[0] = fd;
	HOP_ARENA->args[1] = HOP_ARENA_ADDR + HOP_ARENA_BUFFER;
	HOP_ARENA->args[2] = 1;
	return 0;
}

/* One who waits for long must not keep a CPU from others. */
static void demote(void)
{
	struct sched_param param = { .sched_priority = 0 };

	sched_setscheduler(0, SCHED_OTHER, &param);
}

/*
 * Somebody waits for a datagram, for some ticks at a time: that is a timer of
 * the wheel, which the timer's interrupt leaves to a softirq.
 */
static void tick_waiter(int fd, int ticks)
{
	struct timeval limit = { .tv_usec = 1 };
	struct timespec tick;
	char byte;

	demote();
	clock_getres(CLOCK_MONOTONIC_COARSE, &tick);
	limit.tv_usec += (ticks - 1) * tick.tv_nsec / 1000;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	while (recv(fd, &byte, 1, 0) < 0 && errno == EAGAIN)
		;
	_exit(0);
}

/* Two, for which tick the window ends with is not known beforehand. */
int hop_prepare_softirq(struct hop_run_context *context)
{
	int err = hop_prepare_tick(context);

	while (!err && context->nr < HOP_HELPERS_MAX) {
		int ticks = context->nr + 1, fd = udp_self();
		pid_t pid;

		if (fd < 0)
			return fd;
		pid = hop_helper_fork(context);
		if (pid == 0)
			tick_waiter(fd, ticks);
		close(fd);
		if (pid < 0)
			return -errno;
	}
	return err;
}

int hop_prepare_nmi_self(struct hop_run_context *context)
{
	struct hop_inject *inject = hop_arena_at(HOP_ARENA_BUFFER);

	inject->cpu = context->cpu;
	inject->what = HOP_INJECT_NMI;
	HOP_ARENA->args[0] = context->fd;
	HOP_ARENA->args[1] = HOP_IOC_INJECT;
	HOP_ARENA->args[2] = (uintptr_t)inject;
	return 0;
}

static void started_futex(int what, uint32_t arg, const struct timespec *limit)
{
	syscall(SYS_futex, &HOP_ARENA->started, what, arg, limit, NULL, 0);
}

/* Sleeps until a window is about to open that was not there before. */
static uint64_t next_window(uint64_t last)
{
	const struct timespec poll = { .tv_nsec = POLL_NS };
	uint64_t started;

	while (!(started = HOP_ARENA->started) || started == last)
		started_futex(FUTEX_WAIT, started, &poll);
	return started;
}

/* From another CPU, as soon as the window is open, and each time anew. */
static void injector(const struct hop_run_context *context, unsigned int what)
{
	struct hop_inject inject = { .cpu = context->cpu, .what = what };

	if (!hop_cpus_pin(context->other))
		_exit(1);
	for (uint64_t now = next_window(0);; now = next_window(now)) {
		uint64_t until = hop_clock_ns(CLOCK_MONOTONIC) + BEAT_NS;

		while (!HOP_ARENA->open &&
		       hop_clock_ns(CLOCK_MONOTONIC) < until) {
			HOP_ARENA->beat++;
			hop_ticks_relax();
		}
		now = HOP_ARENA->started;
		if (HOP_ARENA->open && !HOP_ARENA->done)
			ioctl(context->fd, HOP_IOC_INJECT, &inject);
	}
}

static int prepare_injector(struct hop_run_context *context, unsigned int what)
{
	pid_t pid;

	if (context->nr)
		return 0;
	pid = hop_helper_fork(context);
	if (pid == 0)
		injector(context, what);
	context->injected = pid > 0;
	return pid < 0 ? -errno : 0;
}

/* Does the beat go on right now? Then its CPU runs, and so did this one. */
static bool in_step(void)
{
	uint64_t until = hop_clock_ns(CLOCK_MONOTONIC) + STEP_NS;
	uint64_t last = HOP_ARENA->beat;

	for (int beats = 0; beats < STEP_BEATS;) {
		uint64_t beat = HOP_ARENA->beat;

		beats += beat != last;
		last = beat;
		hop_ticks_relax();
		if (hop_clock_ns(CLOCK_MONOTONIC) >= until)
			return false;
	}
	return true;
}

/*
 * Where the host has no CPU to spare for one of the two, the timer's interrupt
 * would close each window before the interrupt comes. The less they have used of a
 * host's CPU the sooner they get one: both sleep between tries.
 */
void hop_child_sync(void)
{
	static uint64_t windows;
	uint64_t until = hop_clock_ns(CLOCK_MONOTONIC) + MEET_NS;

	for (;;) {
		HOP_ARENA->started = ++windows;
		started_futex(FUTEX_WAKE, 1, NULL);
		if (in_step() || hop_clock_ns(CLOCK_MONOTONIC) >= until)
			return;
		hop_child_nap();
	}
}

int hop_prepare_nmi(struct hop_run_context *context)
{
	return prepare_injector(context, HOP_INJECT_NMI);
}

int hop_prepare_ipi(struct hop_run_context *context)
{
	return prepare_injector(context, HOP_INJECT_IPI);
}

int hop_prepare_ipi_kernel(struct hop_run_context *context)
{
	int err = prepare_long(context);

	return err ? err : prepare_injector(context, HOP_INJECT_IPI);
}

/*
 * The other task yields, too, but not before the window is about to open: it
 * would leave nothing of this CPU to anybody else.
 */
static void partner(void)
{
	hop_arena_touch();
	while (!HOP_ARENA->started)
		nanosleep(&(struct timespec){ .tv_nsec = 100000 }, NULL);
	hop_snippet_partner();
}

int hop_prepare_partner(struct hop_run_context *context)
{
	pid_t pid;

	HOP_ARENA->leave = (uintptr_t)hop_snippet_linger;
	HOP_ARENA->back.ip = (uintptr_t)hop_snippet_partner_back;
	pid = hop_helper_fork(context);
	if (pid == 0)
		partner();
	return pid < 0 ? -errno : 0;
}

/* The parent waits till the child has ended, so nothing comes in between. */
int hop_prepare_clone(struct hop_run_context *context __attribute__((unused)))
{
	HOP_ARENA->leave = (uintptr_t)hop_snippet_linger;
	HOP_ARENA->args[0] = CLONE_VM | CLONE_VFORK | SIGCHLD;
	HOP_ARENA->args[1] = HOP_ARENA_ADDR + HOP_ARENA_PARTNER;
	return 0;
}
