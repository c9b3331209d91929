// SPDX-License-Identifier: GPL-2.0
/*
 * Both gates hammered from user and kernel mode on all CPUs at once, under a
 * timer and other entries. Every passage must be on the tape, once and whole.
 */
#include <kselftest_harness.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>

#include "lib/x86/x86.h"

#define RECORDS 3
#define BATCH 512
#define SECONDS 3
#define TICK_NS 250000

/* One of these for each CPU, used by all threads that are pinned to it. */
struct anvil {
	int cpu;
	int fd;
	const struct hop_info *info;
	uint64_t fired[HOP_GATE_NR][2]; /* by gate; from kernel, from user */
	uint64_t read;
	uint64_t wrong;
	struct hop_read start;
	struct hop_read state;
};

static atomic_bool stop;
static atomic_ulong ticks;

FIXTURE(hammer)
{
	int fd;
	struct hop_info info;
	struct anvil anvils[HOP_MAX_CPUS];
	int nr;
};

FIXTURE_SETUP(hammer)
{
	int cpus[HOP_MAX_CPUS], i;
	struct hop_record rec;

	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	self->nr = hop_online(cpus);
	ASSERT_LT(0, self->nr);
	for (i = 0; i < self->nr; i++) {
		struct anvil *anvil = &self->anvils[i];

		anvil->cpu = cpus[i];
		anvil->info = &self->info;
		anvil->fd = hop_device_open();
		ASSERT_LE(0, anvil->fd);
		ASSERT_EQ(0, hop_read_tape(anvil->fd, anvil->cpu, &rec, 1,
					   &anvil->start));
	}
	if (self->info.features & HOP_FEAT_GATES) {
		ASSERT_EQ(0, hop_gates_arm(self->fd, HOP_BOTH));
	}
}

FIXTURE_TEARDOWN(hammer)
{
	int i;

	for (i = 0; i < self->nr; i++)
		close(self->anvils[i].fd);
	close(self->fd);
}

static void count_tick(int signal)
{
	(void)signal;
	atomic_fetch_add(&ticks, 1);
}

static void *fire_from_user(void *arg)
{
	struct anvil *anvil = arg;
	unsigned int gate = 0;

	hop_pin(anvil->cpu);
	while (!atomic_load(&stop)) {
		hop_int_many(anvil->info->vector[gate], BATCH);
		anvil->fired[gate][1] += BATCH;
		gate ^= 1;
	}
	return NULL;
}

/*
 * The timer's signals interrupt calls, also while they wait for the file: done
 * must be right in any case. It is not cleared here on purpose.
 */
static void *fire_from_kernel(void *arg)
{
	struct anvil *anvil = arg;
	struct hop_fire fire = { .count = BATCH };

	hop_pin(anvil->cpu);
	while (!atomic_load(&stop)) {
		hop_device_call(anvil->fd, HOP_IOC_FIRE, &fire);
		anvil->fired[fire.gate][0] += fire.done;
		fire.gate ^= 1;
	}
	return NULL;
}

/* Syscalls and page faults on the same CPU. */
static void *make_other_entries(void *arg)
{
	struct anvil *anvil = arg;
	char *page = mmap(NULL, HOP_PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	hop_pin(anvil->cpu);
	while (!atomic_load(&stop)) {
		syscall(SYS_getppid);
		*(volatile char *)page = 1;
		madvise(page, HOP_PAGE, MADV_DONTNEED);
	}
	return NULL;
}

/*
 * A passage has interrupts off: no other comes between its records. Where the
 * reader lost some, @expect starts anew with the next ENTRY.
 */
static bool is_wrong(const struct anvil *anvil, const struct hop_record *rec,
		     const struct hop_record *last)
{
	bool own = rec->vector == anvil->info->vector[HOP_GATE_OWN];
	bool ist = rec->vector == anvil->info->vector[HOP_GATE_IST];
	bool user = rec->flags & HOP_REC_USER;

	if (rec->cpu != (uint32_t)anvil->cpu || !(own || ist) ||
	    rec->flags & HOP_REC_NESTED || user != ((rec->x86.cs & 3) == 3))
		return true;
	if (rec->pos <= last->pos)
		return true;
	if (rec->pos != last->pos + 1)
		return false;
	if (rec->point == HOP_POINT_ENTRY)
		return last->pos && last->point != HOP_POINT_EXIT;
	return rec->point != last->point + 1 || rec->vector != last->vector ||
	       rec->ip != last->ip || rec->frame_sp != last->frame_sp ||
	       rec->x86.rflags != last->x86.rflags ||
	       rec->x86.ss != last->x86.ss;
}

static void drain(struct anvil *anvil, struct hop_record *rec,
		  struct hop_record *last)
{
	int i, got;

	do {
		got = hop_read_tape(anvil->fd, anvil->cpu, rec, BATCH,
				    &anvil->state);
		for (i = 0; i < got; i++) {
			anvil->wrong += is_wrong(anvil, &rec[i], last);
			*last = rec[i];
		}
		anvil->read += got > 0 ? got : 0;
	} while (got == BATCH);
}

/* Reads from a CPU that is not the one it reads of, if there is another. */
static void *read_tape(void *arg)
{
	static __thread struct hop_record rec[BATCH];
	struct anvil *anvil = arg;
	struct hop_record last = { .pos = anvil->start.head,
				   .point = HOP_POINT_EXIT };

	while (!atomic_load(&stop)) {
		drain(anvil, rec, &last);
		usleep(1000);
	}
	return NULL;
}

static void *(*const jobs[])(void *) = { fire_from_user, fire_from_kernel,
					 make_other_entries, read_tape };

static int start_timer(timer_t *timer)
{
	struct itimerspec every = {
		.it_value.tv_nsec = TICK_NS,
		.it_interval.tv_nsec = TICK_NS,
	};

	signal(SIGALRM, count_tick);
	return timer_create(CLOCK_MONOTONIC, NULL, timer) ?:
		       timer_settime(*timer, 0, &every, NULL);
}

static void strike(struct __test_metadata *_metadata, struct anvil *anvils,
		   int nr)
{
	pthread_t threads[HOP_MAX_CPUS][ARRAY_SIZE(jobs)];
	time_t end = time(NULL) + SECONDS;
	timer_t timer;
	size_t i, j;

	ASSERT_EQ(0, start_timer(&timer));
	for (i = 0; i < (size_t)nr; i++)
		for (j = 0; j < ARRAY_SIZE(jobs); j++)
			ASSERT_IS(0, pthread_create(&threads[i][j], NULL,
						    jobs[j], &anvils[i]));
	while (time(NULL) < end)
		usleep(50000);
	atomic_store(&stop, true);
	for (i = 0; i < (size_t)nr; i++)
		for (j = 0; j < ARRAY_SIZE(jobs); j++)
			pthread_join(threads[i][j], NULL);
	timer_delete(timer);
}

static void check_anvil(struct __test_metadata *_metadata, struct anvil *anvil)
{
	static struct hop_record rec[BATCH];
	struct hop_record last = {};
	uint64_t fired = 0, made;
	int gate;

	/* What the reader left; the order across the gap was its business. */
	drain(anvil, rec, &last);
	made = anvil->state.head - anvil->start.head;
	for (gate = 0; gate < HOP_GATE_NR; gate++) {
		EXPECT_LT(0, anvil->fired[gate][0]);
		EXPECT_LT(0, anvil->fired[gate][1]);
		fired += anvil->fired[gate][0] + anvil->fired[gate][1];
	}
	TH_LOG("cpu %d: %ju passages, %ju read, %ju lost, %ju torn", anvil->cpu,
	       (uintmax_t)fired, (uintmax_t)anvil->read,
	       (uintmax_t)anvil->state.lost, (uintmax_t)anvil->state.torn);
	EXPECT_EQ(fired * RECORDS, made);
	EXPECT_EQ(made, anvil->read + anvil->state.lost + anvil->state.torn);
	EXPECT_EQ(0, anvil->wrong);
	EXPECT_LT(0, anvil->read);
}

TEST_F(hammer, every_passage_is_on_the_tape)
{
	int i;

	NEED_GATES(&self->info);
	strike(_metadata, self->anvils, self->nr);
	for (i = 0; i < self->nr; i++)
		check_anvil(_metadata, &self->anvils[i]);
	EXPECT_LT(0, atomic_load(&ticks));
}

/* A reader that comes too late is told exactly how much it missed. */
TEST_F(hammer, loss_is_counted)
{
	struct anvil *anvil = &self->anvils[0];
	uint32_t room = self->info.tape_records;
	uint32_t count = room; /* three times what the tape holds */
	struct hop_record *rec = calloc(room + 1, sizeof(*rec));
	int got;

	NEED_GATES(&self->info);
	ASSERT_NE(NULL, rec);
	ASSERT_EQ(0, hop_pin(anvil->cpu));
	ASSERT_EQ(0, hop_kernel_fire(anvil->fd, HOP_GATE_OWN, count));
	got = hop_read_tape(anvil->fd, anvil->cpu, rec, room + 1,
			    &anvil->state);
	EXPECT_EQ((int)room, got);
	EXPECT_EQ(anvil->start.head + count * RECORDS, anvil->state.head);
	EXPECT_EQ(count * RECORDS - room, anvil->state.lost);
	EXPECT_EQ(0, anvil->state.torn);
	EXPECT_EQ(anvil->state.head, rec[room - 1].pos);
	EXPECT_EQ(anvil->state.head - room + 1, rec[0].pos);
	free(rec);
}

TEST_HARNESS_MAIN
