/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Makes the evidence of runs as a 6.1 guest gave it, record by record.
 */
#ifndef HOP_TEST_TAPE_H
#define HOP_TEST_TAPE_H

#include "unit.h"

#include "path/assemble.h"

#define SP0 0xfffffe0000003000
#define IRQ_TOP 0xffffc90000134000
#define NMI_TOP 0xfffffe0000009000
#define DB_TOP 0xfffffe000000c000
#define DF_TOP 0xfffffe0000045000
#define OWN_TOP 0xfffffe0000017000
#define IST_TOP 0xfffffe000001a000
#define TASK_TOP 0xffffc90000334000
#define TASK2_TOP 0xffffc90000440000
#define KTHREAD_TOP 0xffffc90000550000
#define USER_RSP 0x7ffd3c1ae7b0
#define USER_RIP 0x4012d3
#define MARK 0x5eadbeefcafe1234
#define PID 140
#define PID2 141
#define KTHREAD 12
#define CPU 1
#define FIRST 1000

/* struct tape - a run in the making */
struct tape {
	struct hop_record rec[64];
	struct hop_probe probe[64];
	struct hop_run run;
	struct hop_assembly a;
};

/* tape_begin() - an entry from user mode by @vector or @syscall, painted stacks */
void tape_begin(struct tape *t, unsigned int vector, unsigned int syscall);

/* tape_user() - the CPU came from user mode; @sp: at the first instruction */
struct hop_record *tape_user(struct tape *t, unsigned int point,
			     unsigned int vector, uint64_t sp);

/* tape_kernel() - the CPU interrupted kernel mode at RSP @frame_sp */
struct hop_record *tape_kernel(struct tape *t, unsigned int vector, uint64_t sp,
			       uint64_t frame_sp);

/* tape_probe() - a BPF program ran */
void tape_probe(struct tape *t, unsigned int point, uint64_t sp, uint64_t arg);

/* What the way out, or the IRQ stack's switch, left behind. */
void tape_sysret(struct tape *t);
void tape_iret(struct tape *t);
void tape_link(struct tape *t, uint64_t rsp);

/* tape_end() - the closing system call, and the verdict */
void tape_end(struct tape *t);

/* tape_expect() - of the trigger's own entry */
void tape_expect(const struct tape *t, const char *path, const char *evidence,
		 enum hop_verdict verdict);

/* path_expect() - of any */
void path_expect(const struct hop_observed *o, const char *path,
		 const char *evidence, enum hop_verdict verdict);

#endif
