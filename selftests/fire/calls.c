// SPDX-License-Identifier: GPL-2.0
/*
 * Every ioctl with anything: right and wrong commands, sizes and contents, in
 * memory that is there, is not, is read-only, ends in the middle, or is the
 * kernel's; by several threads that open, share and close many descriptors.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/arch.h"
#include "fire/worker.h"

#define THREADS 3
#define FILES 8
#define WORDS 32
#define FIRE_MOST 256

/**
 * struct caller - one thread that makes calls
 * @job:	of all threads
 * @dice:	its random numbers
 * @pages:	two that can be read and written, the last before a hole
 * @sealed:	one that can be read only
 */
struct caller {
	struct hop_job *job;
	uint64_t dice;
	char *pages;
	char *sealed;
};

/* Shared by all threads: one closes what another is about to use. */
static _Atomic int files[FILES];

/* What a call may give; EBADF: the descriptor went meanwhile. */
static const int known_errors[] = {
	0,	 -EBADF,  -EBUSY,  -EFAULT, -EINTR,	 -EINVAL,
	-ENOMEM, -ENOSPC, -ENOTTY, -ENXIO,  -EOPNOTSUPP, -ESRCH,
};

static bool is_known_error(int err)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known_errors); i++)
		if (err == known_errors[i])
			return true;
	return false;
}

static uintptr_t kernel_address(uint64_t *dice)
{
	return hop_kernel_addresses[hop_dice_below(dice,
						   hop_kernel_addresses_nr)];
}

/* Often small numbers, and addresses: those get past the first checks. */
static void fill(struct caller *c, void *at, size_t bytes)
{
	uint64_t words[WORDS];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		uint64_t pick = hop_dice(&c->dice);

		words[i] = pick & 1  ? pick >> 61 :
			   pick & 2  ? (uintptr_t)c->pages + 512 :
			   pick & 4  ? pick >> 59 << 32 :
			   pick & 8  ? kernel_address(&c->dice) :
			   pick & 16 ? 0 :
				       hop_dice(&c->dice);
	}
	memcpy(at, words, bytes < sizeof(words) ? bytes : sizeof(words));
}

/* A command that there is; one in eight is changed. */
static unsigned long pick_command(struct caller *c, int *index)
{
	unsigned long cmd;

	*index = hop_dice_below(&c->dice, hop_good_calls_nr);
	cmd = hop_good_calls[*index].cmd;
	switch (hop_dice_below(&c->dice, 32)) {
	case 0: /* another size */
		return cmd ^ (hop_dice(&c->dice) & 0x3fff) << 16;
	case 1: /* another direction */
		return cmd ^ (1ul << (30 + hop_dice_below(&c->dice, 2)));
	case 2: /* another number */
		return cmd ^ (hop_dice(&c->dice) & 0xff);
	case 3:
		return (uint32_t)hop_dice(&c->dice);
	}
	return cmd;
}

/* Half of the arguments are good, at a good place. */
static void *pick_argument(struct caller *c, unsigned long cmd, int index)
{
	char *end = c->pages + 2 * HOP_PAGE;
	size_t size = _IOC_SIZE(cmd);

	if (size > HOP_PAGE)
		size = HOP_PAGE;
	switch (hop_dice_below(&c->dice, 16)) {
	case 0:
		return NULL;
	case 1: /* a hole */
		return end;
	case 2: /* it begins in memory and ends in the hole */
		fill(c, end - size / 2, size / 2);
		return end - size / 2;
	case 3:
		return c->sealed;
	case 4:
		return (void *)kernel_address(&c->dice);
	case 5: /* it ends where memory ends, wherever that begins */
		fill(c, end - size, size);
		return end - size;
	case 6: /* not aligned, across two pages */
		fill(c, c->pages + HOP_PAGE - 3, size);
		return c->pages + HOP_PAGE - 3;
	}
	if (cmd == hop_good_calls[index].cmd && hop_dice(&c->dice) & 1)
		hop_good_arg(&hop_good_calls[index], c->pages);
	else
		fill(c, c->pages, WORDS * sizeof(uint64_t));
	return c->pages;
}

/* Up to a million passages would be a call of a minute. */
static void make_short(struct caller *c, unsigned long cmd)
{
	struct hop_fire *fire = (struct hop_fire *)c->pages;

	if (cmd == HOP_IOC_FIRE && fire->count > FIRE_MOST)
		fire->count %= FIRE_MOST;
}

static void make_call(struct caller *c, int fd)
{
	int index, err;
	unsigned long cmd = pick_command(c, &index);
	void *at = pick_argument(c, cmd, index);

	if (at == c->pages)
		make_short(c, cmd);
	err = hop_device_call(fd, cmd, at);
	hop_tally_add(c->job->tally, HOP_COUNT_CALLS, 1);
	if (!is_known_error(err))
		hop_fault(c->job->tally, "ioctl %#lx (%s) gave %d", cmd,
			  hop_good_calls[index].name, err);
}

/* A child that calls by a descriptor it shares, and is killed. */
static void make_calls_killed(struct caller *c, int fd)
{
	pid_t pid = fork();

	if (!pid) {
		while (!hop_job_over(c->job))
			make_call(c, fd);
		_exit(0);
	}
	if (pid < 0)
		return;
	usleep(hop_dice_below(&c->dice, 5000));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void change_file(struct caller *c, _Atomic int *file)
{
	int fd = hop_device_open();

	if (fd < 0 && !hop_open_may_fail(fd))
		hop_fault(c->job->tally, "open gave %d", fd);
	fd = atomic_exchange(file, fd);
	if (fd >= 0)
		close(fd);
}

static void close_all(void)
{
	int i, fd;

	for (i = 0; i < FILES; i++) {
		fd = atomic_exchange(&files[i], -1);
		if (fd >= 0)
			close(fd);
	}
}

static void make_anything(struct caller *c)
{
	_Atomic int *file = &files[hop_dice_below(&c->dice, FILES)];
	int fd = atomic_load(file);

	if (atomic_load(&c->job->tally->drain)) {
		close_all();
		usleep(1000);
	} else if (fd < 0 || !hop_dice_below(&c->dice, 64)) {
		change_file(c, file);
	} else if (!hop_dice_below(&c->dice, 512)) {
		make_calls_killed(c, fd);
	} else {
		make_call(c, fd);
	}
}

static bool caller_prepare(struct caller *c)
{
	const int prot = PROT_READ | PROT_WRITE;
	const int flags = MAP_PRIVATE | MAP_ANONYMOUS;

	c->pages = mmap(NULL, 3 * HOP_PAGE, prot, flags, -1, 0);
	c->sealed = mmap(NULL, HOP_PAGE, PROT_READ, flags, -1, 0);
	return c->pages != MAP_FAILED && c->sealed != MAP_FAILED &&
	       !munmap(c->pages + 2 * HOP_PAGE, HOP_PAGE);
}

static void *call(void *arg)
{
	struct caller *c = arg;

	if (!caller_prepare(c)) {
		hop_fault(c->job->tally, "no memory for a caller");
		return NULL;
	}
	while (!hop_job_over(c->job))
		make_anything(c);
	return NULL;
}

void hop_calls_work(struct hop_job *job)
{
	struct caller callers[THREADS];
	pthread_t threads[THREADS];
	int i;

	for (i = 0; i < FILES; i++)
		atomic_store(&files[i], -1);
	for (i = 0; i < THREADS; i++) {
		callers[i] = (struct caller){
			.job = job,
			.dice = hop_seed_of(job->seed, i),
		};
		if (pthread_create(&threads[i], NULL, call, &callers[i]))
			abort();
	}
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	close_all();
}
