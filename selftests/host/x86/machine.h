/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A machine as `stackhop status` reads it, for tests that spoil some of it.
 */
#ifndef HOP_UNIT_MACHINE_H
#define HOP_UNIT_MACHINE_H

#include "kernel/kernel.h"

#define TEST_CPUS 2
#define STACKS_PER_CPU 9
#define TASK 0xff5135ce00090000
#define TASK2 0xff5135ce00190000
#define IDT 0xfffffe0000000000
#define LSTAR 0xffffffff82a00080

extern struct hop_stack stacks[TEST_CPUS * STACKS_PER_CPU];
extern struct hop_cpu cpus[TEST_CPUS];
extern struct hop_machine m;

/* machine_set() - everything as it should be; 0: a setup of cmocka */
int machine_set(void **state);

/* at() - a value of a snapshot, which has it from now on */
__u64 *at(struct hop_snapshot *snap, __u32 id);

#endif
