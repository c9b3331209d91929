// SPDX-License-Identifier: GPL-2.0
/*
 * NMIs from every CPU to every CPU while every stock handler is tapped, own
 * gates are armed, and each CPU makes all the entries that user mode can.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/x86/x86.h"
#include "fire/x86/workers.h"

#define BURST 16
#define SPELL_MS 2000

/**
 * struct nmi_thread - one that sends NMIs from a CPU, or makes entries there
 * @job:	of all
 * @fd:		with the taps and the armed gates
 * @until:	when the spell with taps ends
 * @cpu:	where
 * @vectors:	of own gates
 */
struct nmi_thread {
	struct hop_job *job;
	int fd;
	uint64_t until;
	int cpu;
	const uint32_t *vectors;
};

/* All that the kernel has served: the row "NMI:" has a number for each CPU. */
static unsigned long served(void)
{
	static char text[1 << 16];
	unsigned long sum = 0;
	char *at, *end;

	if (hop_slurp("/proc/interrupts", text, sizeof(text)) < 0)
		return 0;
	at = strstr(text, "NMI:");
	if (!at)
		return 0;
	for (at += strlen("NMI:");; at = end) {
		unsigned long nr = strtoul(at, &end, 10);

		if (end == at)
			break;
		sum += nr;
	}
	return sum;
}

/* To a CPU that is off line: ENXIO. */
static void *send(void *arg)
{
	struct nmi_thread *t = arg;
	int nr = sysconf(_SC_NPROCESSORS_CONF), i, err;

	hop_pin(t->cpu);
	while (hop_now_ms() < t->until) {
		for (i = 0; i < BURST; i++) {
			struct hop_inject inject = { .cpu = i % nr,
						     .what = HOP_INJECT_NMI };

			err = hop_device_call(t->fd, HOP_IOC_INJECT, &inject);
			if (err && err != -ENXIO)
				hop_fault(t->job->tally, "INJECT gave %d", err);
		}
		hop_tally_add(t->job->tally, HOP_COUNT_CALLS, BURST);
		sched_yield();
	}
	return NULL;
}

static void *enter(void *arg)
{
	volatile char *page = mmap(NULL, HOP_PAGE, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct nmi_thread *t = arg;
	int gate;

	hop_pin(t->cpu);
	while (hop_now_ms() < t->until) {
		hop_int80(HOP_NR32_GETPID);
		*page = 1;
		madvise((void *)page, HOP_PAGE, MADV_DONTNEED);
		for (gate = 0; gate < HOP_GATE_NR; gate++) {
			hop_int_many(t->vectors[gate], BURST);
			hop_kernel_fire(t->fd, gate, BURST);
		}
		sched_yield();
	}
	munmap((void *)page, HOP_PAGE);
	return NULL;
}

static void storm(struct hop_job *job, int fd, const uint32_t *vectors)
{
	pthread_t threads[2 * HOP_MAX_CPUS];
	struct nmi_thread each[HOP_MAX_CPUS];
	int cpus[HOP_MAX_CPUS], nr = hop_online(cpus), i;
	unsigned long before = served();

	for (i = 0; i < nr; i++) {
		each[i] = (struct nmi_thread){
			.job = job,
			.fd = fd,
			.until = hop_now_ms() + SPELL_MS,
			.cpu = cpus[i],
			.vectors = vectors,
		};
		if (pthread_create(&threads[2 * i], NULL, send, &each[i]) ||
		    pthread_create(&threads[2 * i + 1], NULL, enter, &each[i]))
			abort();
	}
	for (i = 0; i < 2 * nr; i++)
		pthread_join(threads[i], NULL);
	hop_tally_add(job->tally, HOP_COUNT_NMIS, served() - before);
}

/* Nothing to do while somebody else has taps: they need one owner. */
static int tap_all(struct hop_job *job, int fd)
{
	struct hop_tap tap = { .calls = HOP_TAP_SYSCALL | HOP_TAP_SYSCALL32 |
					HOP_TAP_SYSENTER };
	int err;

	memset(tap.vectors, 0xff, sizeof(tap.vectors));
	do {
		err = hop_device_call(fd, HOP_IOC_TAP, &tap);
		hop_tally_add(job->tally, HOP_COUNT_CALLS, 1);
		if (err == -EBUSY)
			usleep(1000);
	} while (err == -EBUSY && !hop_job_over(job));
	return err;
}

void hop_nmis_work(struct hop_job *job)
{
	struct hop_info info;
	int fd, err;

	while (!hop_job_over(job)) {
		fd = hop_job_open(job);
		if (fd < 0)
			continue;
		err = hop_info_get(fd, &info);
		if (!err)
			err = hop_gates_arm(fd, HOP_BOTH);
		if (!err)
			err = tap_all(job, fd);
		if (!err)
			storm(job, fd, info.vector);
		else if (err != -EBUSY && err != -(int)info.gates_errno)
			hop_fault(job->tally, "no taps and gates: %d", err);
		close(fd);
	}
}
