// SPDX-License-Identifier: GPL-2.0
/*
 * Every debugfs file, read at any offset, in any size, to any memory, by
 * several threads; and what cannot be done with such a file.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>

#include "lib/arch.h"
#include "fire/worker.h"

#define DIRECTORY "/sys/kernel/debug/stackhop"
#define THREADS 2
#define BYTES (4 * HOP_PAGE)
#define READS 8

/**
 * struct reader - one thread that reads
 * @job:	of all threads
 * @dice:	its random numbers
 * @room:	@BYTES of memory, then a hole
 */
struct reader {
	struct hop_job *job;
	uint64_t dice;
	char *room;
};

/* ENXIO: the CPU is off line; EIO: debugfs, of a file that is going. */
static const int known_errors[] = { 0,	    EBADF,  EFAULT, EINVAL,
				    EIO,    ENODEV, ENOENT, ENOMEM,
				    ENOTTY, ENXIO,  EINTR,  ESPIPE };

static void check(struct reader *r, const char *what, long got)
{
	size_t i;

	hop_tally_add(r->job->tally, HOP_COUNT_READS, 1);
	if (got >= 0)
		return;
	for (i = 0; i < ARRAY_SIZE(known_errors); i++)
		if (errno == known_errors[i])
			return;
	hop_fault(r->job->tally, "%s of a debugfs file: %m", what);
}

static void *pick_room(struct reader *r, size_t size)
{
	switch (hop_dice_below(&r->dice, 8)) {
	case 0:
		return NULL;
	case 1:
		return (void *)(uintptr_t)hop_kernel_addresses[1];
	case 2: /* it ends in the hole */
		return r->room + BYTES - size / 2;
	}
	return r->room + hop_dice_below(&r->dice, 8);
}

static void read_anyhow(struct reader *r, int fd)
{
	size_t size = hop_dice(&r->dice) >> (48 + hop_dice_below(&r->dice, 16));
	off_t offset = hop_dice(&r->dice) >> hop_dice_below(&r->dice, 64);
	struct iovec parts[2];

	if (size > BYTES - 8)
		size = BYTES - 8;
	switch (hop_dice_below(&r->dice, 8)) {
	case 0:
		return check(r, "pread",
			     pread(fd, pick_room(r, size), size, offset));
	case 1:
		return check(r, "lseek",
			     lseek(fd, offset, hop_dice_below(&r->dice, 5)));
	case 2:
		parts[0] = (struct iovec){ r->room, 1 };
		parts[1] = (struct iovec){ pick_room(r, size), size };
		return check(r, "readv", readv(fd, parts, 2));
	case 3:
		return check(r, "write", write(fd, r->room, 1));
	case 4:
		return check(r, "ioctl", ioctl(fd, HOP_IOC_INFO, r->room));
	}
	check(r, "read", read(fd, pick_room(r, size), size));
}

static int pick_file(struct reader *r)
{
	static const char *const names[] = { HOP_FILE_POINTERS, "irq", "gates",
					     "stacks" };
	char path[128];
	unsigned int nr = sysconf(_SC_NPROCESSORS_CONF);
	unsigned int cpu = hop_dice_below(&r->dice, nr + 1);

	if (cpu == nr)
		return open(DIRECTORY "/stacks", O_RDONLY | O_CLOEXEC);
	snprintf(path, sizeof(path), DIRECTORY "/cpu%u/%s", cpu,
		 names[hop_dice_below(&r->dice, ARRAY_SIZE(names))]);
	return open(path, O_RDONLY | O_CLOEXEC);
}

static void *read_files(void *arg)
{
	struct reader *r = arg;
	int fd, i;

	while (!hop_job_over(r->job)) {
		fd = pick_file(r);
		check(r, "open", fd);
		for (i = 0; i < READS && fd >= 0; i++)
			read_anyhow(r, fd);
		if (fd >= 0)
			close(fd);
		if (fd < 0 || atomic_load(&r->job->tally->drain))
			usleep(1000);
	}
	return NULL;
}

void hop_files_work(struct hop_job *job)
{
	struct reader readers[THREADS];
	pthread_t threads[THREADS];
	int i;

	for (i = 0; i < THREADS; i++) {
		readers[i] = (struct reader){
			.job = job,
			.dice = hop_seed_of(job->seed, i),
			.room = mmap(NULL, BYTES + HOP_PAGE,
				     PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
		};
		if (readers[i].room == MAP_FAILED ||
		    munmap(readers[i].room + BYTES, HOP_PAGE) ||
		    pthread_create(&threads[i], NULL, read_files, &readers[i]))
			abort();
	}
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}
