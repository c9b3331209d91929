/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the workers that attack stackhop share: the time they have, their random
 * numbers, and the tally of what they did. The neutral ones run in 32-bit too.
 */
#ifndef HOP_FIRE_WORKER_H
#define HOP_FIRE_WORKER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* What is counted; hop_tally_words has the words. */
enum hop_count {
	HOP_COUNT_CALLS, /* ioctls */
	HOP_COUNT_READS, /* of debugfs files */
	HOP_COUNT_CYCLES, /* loads that were followed by an unload */
	HOP_COUNT_NMIS, /* served while there were taps and armed gates */
	HOP_COUNT_KILLS, /* of a command of the tool */
	HOP_COUNT_HOTPLUGS, /* a CPU off line and back */
	HOP_COUNT_SUSPENDS,
	HOP_COUNT_FAILED, /* allocations that were made to fail */
	HOP_COUNT_EXITS, /* of a KVM guest */
	HOP_COUNT_FAULTS,
	HOP_COUNT_NR
};

/**
 * struct hop_tally - what all workers did, in memory that they share
 * @count:	by enum hop_count
 * @drain:	somebody wants to unload the module: nobody keeps it open
 */
struct hop_tally {
	atomic_uint count[HOP_COUNT_NR];
	atomic_uint drain;
};

/**
 * struct hop_job - what one worker is to do
 * @tally:	where it counts
 * @until:	CLOCK_BOOTTIME in ms, which goes on in suspend: when it ends
 * @seed:	of its random numbers
 * @memory:	descriptor of the tally's memory, for programs that it runs
 */
struct hop_job {
	struct hop_tally *tally;
	uint64_t until;
	uint64_t seed;
	int memory;
};

/**
 * struct hop_worker - a way to attack
 * @name:	for the command line and the log
 * @work:	runs in a process of its own until the job's end
 * @what:	what it does, for the help
 */
struct hop_worker {
	const char *name;
	void (*work)(struct hop_job *job);
	const char *what;
};

/* ---- tally.c */

/* Makes one of zeros in *@memory; maps one that is there. NULL: no memory. */
struct hop_tally *hop_tally_make(int *memory);
struct hop_tally *hop_tally_map(int memory);

void hop_tally_add(struct hop_tally *tally, enum hop_count what,
		   unsigned int nr);

/* Prints all of it in one line that begins with @title. */
void hop_tally_print(const struct hop_tally *tally, const char *title);

/* Prints a fault and counts it. */
void hop_fault(struct hop_tally *tally, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

uint64_t hop_now_ms(void);
bool hop_job_over(const struct hop_job *job);

/* xorshift64* on @state, which is not 0; below @nr. */
uint64_t hop_dice(uint64_t *state);
unsigned int hop_dice_below(uint64_t *state, unsigned int nr);

/* A seed for part @nr of what has @seed. */
uint64_t hop_seed_of(uint64_t seed, unsigned int nr);

/* Is @err one that an open of the device may give while the module goes? */
bool hop_open_may_fail(int err);

/* Opens the device, however long it takes; negative errno: the job is over. */
int hop_job_open(const struct hop_job *job);

/* ---- cycles.c: unloads the module that others use; 0 or a negative errno */

int hop_job_unload(struct hop_job *job);

/* ---- one file each; power.c has hotplug and suspend */

void hop_calls_work(struct hop_job *job);
void hop_files_work(struct hop_job *job);
void hop_cycles_work(struct hop_job *job);
void hop_kills_work(struct hop_job *job);
void hop_hotplug_work(struct hop_job *job);
void hop_suspend_work(struct hop_job *job);
void hop_starve_work(struct hop_job *job);

/* ---- in the port's folder: what it adds */

extern const struct hop_worker hop_port_workers[];
extern const int hop_port_workers_nr;

#endif
