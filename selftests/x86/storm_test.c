// SPDX-License-Identifier: GPL-2.0
/*
 * NMIs by the thousand on all CPUs while every stock handler is tapped and own
 * gates are run through: each entry that was made is on the tape, or counted.
 */
#include <kselftest_harness.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/x86/x86.h"
#include "lib/use.h"

#define VECTOR_NMI 2
#define VECTOR_INT80 128
#define STORM 10000 /* on each CPU */
#define TRIES 10 /* a CPU folds NMIs that come close together into one */
#define FOLDED 100 /* where NMIs nest, fewer than one in so many */
#define BATCH 16
#define RECORDS 4096
#define PASSAGE 3 /* records of one passage through an own gate */
#define CPU_ENTRY_AREA 0xfffffe0000000000ull /* asm/pgtable_64_types.h */
#define CPU_ENTRY_AREA_END 0xffffff0000000000ull

/* What one CPU's thread did, and what the tape has of it. */
struct target {
	int cpu;
	const struct hop_info *info;
	uint64_t int80;
	uint64_t passages;
	uint64_t seen_int80;
	uint64_t seen_passages;
	uint64_t seen_nmi;
	uint64_t nmi_in_user;
	uint64_t nmi_in_stubs;
	uint64_t before;
	uint64_t wrong;
	struct hop_read state;
};

static atomic_bool stop;

FIXTURE(storm)
{
	int fd;
	struct hop_info info;
	struct hop_state before;
	struct hop_state after;
	struct target targets[HOP_MAX_CPUS];
	int nr;
	char params[256];
};

/* A long tape: this is about NMIs, not about a reader that is slow. */
FIXTURE_SETUP(storm)
{
	int cpus[HOP_MAX_CPUS], i;
	char params[300];

	ASSERT_EQ(0, hop_params(self->params, sizeof(self->params)));
	snprintf(params, sizeof(params), "%s tape_records=65536", self->params);
	ASSERT_EQ(0, hop_unload());
	ASSERT_EQ(0, hop_load(params));
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	ASSERT_EQ(0, hop_state_take(&self->before));
	self->nr = hop_online(cpus);
	for (i = 0; i < self->nr; i++)
		self->targets[i] =
			(struct target){ .cpu = cpus[i], .info = &self->info };
}

FIXTURE_TEARDOWN(storm)
{
	close(self->fd);
	EXPECT_EQ(0, hop_state_take(&self->after));
	EXPECT_EQ(NULL, hop_state_diff(&self->before, &self->after));
	EXPECT_EQ(0, hop_unload());
	EXPECT_EQ(0, hop_load(self->params));
}

/* NMIs that the kernel has served on each CPU: the row "NMI:", a number each. */
static int nmis_served(struct target *targets, int nr, uint64_t *served)
{
	static char text[1 << 16];
	char *at;
	int i;

	if (hop_slurp("/proc/interrupts", text, sizeof(text)) < 0)
		return -1;
	at = strstr(text, "NMI:");
	if (!at)
		return -1;
	at += strlen("NMI:");
	for (i = 0; i < nr; i++)
		served[i] = strtoull(at, &at, 10) - targets[i].before;
	return 0;
}

static void fire_all(struct target *t, int fd)
{
	int gate;

	for (gate = 0; gate < HOP_GATE_NR; gate++) {
		hop_int_many(t->info->vector[gate], BATCH);
		t->wrong += !!hop_kernel_fire(fd, gate, BATCH);
		t->passages += 2 * BATCH;
	}
}

/* All that user mode can do to a CPU, as fast as it goes. */
static void *make_entries(void *arg)
{
	volatile char *page = mmap(NULL, HOP_PAGE, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct target *t = arg;
	int fd = hop_device_open();
	long pid = getpid();

	hop_pin(t->cpu);
	while (!atomic_load(&stop)) {
		t->wrong += hop_int80(HOP_NR32_GETPID) != pid;
		t->int80++;
		*page = 1;
		madvise((void *)page, HOP_PAGE, MADV_DONTNEED);
		fire_all(t, fd);
		sched_yield();
	}
	close(fd);
	return NULL;
}

static bool in_stubs(uint64_t ip)
{
	return ip >= CPU_ENTRY_AREA && ip < CPU_ENTRY_AREA_END;
}

static void record_count(struct target *t, const struct hop_record *rec)
{
	if (rec->point == HOP_POINT_TAP && rec->vector == VECTOR_NMI) {
		t->seen_nmi++;
		t->nmi_in_user += !!(rec->flags & HOP_REC_USER);
		t->nmi_in_stubs += in_stubs(rec->ip);
	}
	t->seen_int80 += rec->point == HOP_POINT_TAP &&
			 rec->vector == VECTOR_INT80;
	t->seen_passages += rec->point <= HOP_POINT_EXIT;
}

/* Up to a batch that is not full: each read is a syscall, and a record again. */
static void tape_count(struct target *t, int fd)
{
	static struct hop_record rec[RECORDS];
	int i, nr;

	do {
		nr = hop_read_tape(fd, t->cpu, rec, RECORDS, &t->state);
		for (i = 0; i < nr; i++)
			record_count(t, &rec[i]);
	} while (nr == RECORDS);
}

/* From each CPU in turn, to all of them; read before the tape runs over. */
static int storm_round(int fd, struct target *targets, int nr, int from)
{
	struct hop_inject inject = { .what = HOP_INJECT_NMI };
	int i, j, err = hop_pin(targets[from].cpu);

	for (i = 0; i < BATCH && !err; i++) {
		for (j = 0; j < nr && !err; j++) {
			inject.cpu = targets[j].cpu;
			err = hop_device_call(fd, HOP_IOC_INJECT, &inject);
		}
		usleep(1);
	}
	for (j = 0; j < nr; j++)
		tape_count(&targets[j], fd);
	return err;
}

static bool storm_enough(const struct target *targets, int nr)
{
	int i;

	for (i = 0; i < nr; i++)
		if (targets[i].seen_nmi < STORM)
			return false;
	return true;
}

static int tap_all(int fd)
{
	struct hop_tap tap = { .calls = HOP_TAP_SYSCALL | HOP_TAP_SYSCALL32 |
					HOP_TAP_SYSENTER };

	memset(tap.vectors, 0xff, sizeof(tap.vectors));
	return hop_device_call(fd, HOP_IOC_TAP, &tap);
}

/* Until each CPU has had enough. Returns how many were sent to each, or < 0. */
static int storm(int fd, struct target *targets, int nr)
{
	struct sched_param first = { .sched_priority = 1 };
	int round = 0, err = 0;

	sched_setscheduler(0, SCHED_FIFO, &first);
	while (!err && !storm_enough(targets, nr) &&
	       round * BATCH < TRIES * STORM) {
		err = storm_round(fd, targets, nr, round % nr);
		round++;
	}
	return err ? err : round * BATCH;
}

TEST_F(storm, every_entry_is_on_the_tape)
{
	uint64_t served[HOP_MAX_CPUS];
	pthread_t threads[HOP_MAX_CPUS];
	int i, sent;
	bool nest;

	NEED_GATES(&self->info);
	hop_use_load();
	nest = hop_use_nmis_nest();
	ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_BOTH));
	ASSERT_EQ(0, tap_all(self->fd));
	ASSERT_EQ(0, nmis_served(self->targets, self->nr, served));
	for (i = 0; i < self->nr; i++)
		self->targets[i].before = served[i];
	for (i = 0; i < self->nr; i++)
		ASSERT_IS(0, pthread_create(&threads[i], NULL, make_entries,
					    &self->targets[i]));
	sent = storm(self->fd, self->targets, self->nr);
	atomic_store(&stop, true);
	for (i = 0; i < self->nr; i++)
		pthread_join(threads[i], NULL);
	usleep(100000);
	ASSERT_LT(0, sent);
	ASSERT_EQ(0, nmis_served(self->targets, self->nr, served));
	for (i = 0; i < self->nr; i++) {
		struct target *t = &self->targets[i];

		tape_count(t, self->fd);
		TH_LOG("CPU %d: %d NMIs sent, %ju seen (%ju in user mode, %ju in taps and gates), %ju served; %ju passages",
		       t->cpu, sent, (uintmax_t)t->seen_nmi,
		       (uintmax_t)t->nmi_in_user, (uintmax_t)t->nmi_in_stubs,
		       (uintmax_t)served[i], (uintmax_t)t->passages);
		EXPECT_EQ(0, t->wrong);
		EXPECT_EQ(0, t->state.lost);
		EXPECT_EQ(0, t->state.torn);
		if (nest) {
			EXPECT_GT(t->seen_nmi / FOLDED,
				  t->seen_nmi - served[i]);
		} else {
			EXPECT_EQ(served[i], t->seen_nmi);
		}
		EXPECT_EQ(t->int80, t->seen_int80);
		EXPECT_EQ(PASSAGE * t->passages, t->seen_passages);
		EXPECT_LE(STORM, t->seen_nmi);
		EXPECT_LT(0, t->nmi_in_stubs);
		EXPECT_LT(0, t->nmi_in_user);
	}
}

TEST_HARNESS_MAIN
