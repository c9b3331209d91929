/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /dev/stackhop, call by call. Every function here prints one line on stderr
 * that says what failed and what to do, unless it says otherwise.
 */
#ifndef HOP_KERNEL_DEV_H
#define HOP_KERNEL_DEV_H

#include "machine.h"

/* hop_dev_open() - opens the device and checks its ABI; -1 on error */
int hop_dev_open(struct hop_info *info);

/*
 * hop_dev_why() - why there are none: the words of struct hop_info, those of the
 * error if it has no words
 */
const char *hop_dev_why(const char *why, __u32 err);

/**
 * hop_dev_gates() - are there own gates? Says why if not
 */
bool hop_dev_gates(const struct hop_info *info);

/* hop_dev_taps() - can all of the kernel's entries be tapped? Says why if not */
bool hop_dev_taps(const struct hop_info *info);

/**
 * hop_dev_claim() - be the only one that measures, until @fd is closed
 *
 * For commands that read records as theirs: two at once would take each other's
 * for wrong. Waits some seconds for the other one to end; then says that it is
 * busy and returns false. A lock among these commands (flock(2) on the device):
 * the module does not know of it.
 */
bool hop_dev_claim(int fd);

/* The following return 0, or the negative errno of the call. */

/* hop_dev_call() - ioctl(); @what begins the line on stderr if it fails */
int hop_dev_call(int fd, unsigned long request, void *arg, const char *what);

/* hop_dev_stacks() - reads the list of stacks; free(list->stack) is yours */
int hop_dev_stacks(int fd, const struct hop_info *info,
		   struct hop_stacklist *list);

/* hop_dev_snapshot() - -ENXIO (offline) and -EINVAL (no such CPU): silent */
int hop_dev_snapshot(int fd, unsigned int cpu, unsigned int context,
		     struct hop_snapshot *snap);

/* hop_dev_arm(), hop_dev_disarm() - @gates is a mask of 1 << enum hop_gate */
int hop_dev_arm(int fd, unsigned int gates);
int hop_dev_disarm(int fd, unsigned int gates);

/* hop_dev_fire() - *@done is set even after an error */
int hop_dev_fire(int fd, unsigned int gate, unsigned int count,
		 unsigned int *done);

/* hop_dev_read() - @read->cpu, nr and records are set by the caller */
int hop_dev_read(int fd, struct hop_read *read);

/* hop_dev_find() - @find->addr is set by the caller */
int hop_dev_find(int fd, struct hop_find *find);

/* hop_dev_tap() - in: what is to be tapped; out: what is */
int hop_dev_tap(int fd, struct hop_tap *tap);

/* hop_dev_inject() - enum hop_inject_what; says nothing: 0 or a negative errno */
int hop_dev_inject(int fd, unsigned int cpu, unsigned int what);

/* hop_dev_tapes() - room at @heads for @nr, which is hop_info.nr_cpus */
int hop_dev_tapes(int fd, __u64 *heads, unsigned int nr);

#endif
