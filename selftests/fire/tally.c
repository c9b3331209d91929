// SPDX-License-Identifier: GPL-2.0
/*
 * What workers did and what they found; their clock and their random numbers.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "lib.h"
#include "fire/worker.h"

static const char *const hop_tally_words[HOP_COUNT_NR] = {
	[HOP_COUNT_CALLS] = "calls",
	[HOP_COUNT_READS] = "reads",
	[HOP_COUNT_CYCLES] = "cycles",
	[HOP_COUNT_NMIS] = "NMIs",
	[HOP_COUNT_KILLS] = "kills",
	[HOP_COUNT_HOTPLUGS] = "hotplugs",
	[HOP_COUNT_SUSPENDS] = "suspends",
	[HOP_COUNT_FAILED] = "failed allocations",
	[HOP_COUNT_EXITS] = "KVM exits",
	[HOP_COUNT_FAULTS] = "faults",
};

struct hop_tally *hop_tally_map(int memory)
{
	void *at = mmap(NULL, sizeof(struct hop_tally), PROT_READ | PROT_WRITE,
			MAP_SHARED, memory, 0);

	return at == MAP_FAILED ? NULL : at;
}

struct hop_tally *hop_tally_make(int *memory)
{
	*memory = memfd_create("tally", 0);
	if (*memory < 0 || ftruncate(*memory, sizeof(struct hop_tally)))
		return NULL;
	return hop_tally_map(*memory);
}

void hop_tally_add(struct hop_tally *tally, enum hop_count what,
		   unsigned int nr)
{
	atomic_fetch_add(&tally->count[what], nr);
}

void hop_tally_print(const struct hop_tally *tally, const char *title)
{
	char line[512];
	int i, len = snprintf(line, sizeof(line), "%s:", title);

	for (i = 0; i < HOP_COUNT_NR; i++)
		len += snprintf(line + len, sizeof(line) - len, "%s %u %s",
				i ? "," : "", atomic_load(&tally->count[i]),
				hop_tally_words[i]);
	puts(line);
	fflush(stdout);
}

/* In one write: several workers may have something to say. */
void hop_fault(struct hop_tally *tally, const char *format, ...)
{
	char line[512];
	va_list args;
	int len;

	va_start(args, format);
	len = snprintf(line, sizeof(line), "FAULT: ");
	vsnprintf(line + len, sizeof(line) - len, format, args);
	va_end(args);
	dprintf(STDOUT_FILENO, "%s\n", line);
	hop_tally_add(tally, HOP_COUNT_FAULTS, 1);
}

uint64_t hop_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000ull + now.tv_nsec / 1000000;
}

bool hop_job_over(const struct hop_job *job)
{
	return hop_now_ms() >= job->until;
}

uint64_t hop_dice(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dull;
}

unsigned int hop_dice_below(uint64_t *state, unsigned int nr)
{
	return (hop_dice(state) >> 32) % nr;
}

uint64_t hop_seed_of(uint64_t seed, unsigned int nr)
{
	uint64_t state = (seed + nr) * 0x9e3779b97f4a7c15ull | 1;

	return hop_dice(&state) | 1;
}

/* The node is there before the module can be held, and after. */
bool hop_open_may_fail(int err)
{
	return err == -ENOENT || err == -ENODEV || err == -ENXIO;
}

int hop_job_open(const struct hop_job *job)
{
	int fd;

	while (!hop_job_over(job)) {
		fd = hop_device_open();
		if (fd >= 0 || !hop_open_may_fail(fd))
			return fd;
		usleep(1000);
	}
	return -ETIME;
}
