/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Known amounts of stack, used by kmod/stackhop_use.c.
 */
#ifndef HOP_USE_H
#define HOP_USE_H

#include <stdbool.h>

#include "lib.h"

/* Loads stackhop_use.ko if need be; -ENOENT: none for this kernel. */
int hop_use_load(void);

/*
 * Uses @bytes of the caller's own stack, or of the hard IRQ stack of @cpu from
 * an IPI ("irq") or a softirq ("softirq"), once, by way of hop_use_deeper(). 0
 * or a negative errno, see there. On a stack whose rest was filled before:
 * "erased", "nops", "noise", "calls".
 */
int hop_use_task(unsigned int bytes);
int hop_use_on(const char *filler, unsigned int bytes);
int hop_use_cpu(int fd, const char *kind, int cpu, unsigned int bytes);

/*
 * So many bytes of a stack of 16 KiB, in proportion for a task's stack as this
 * kernel has it: KASAN makes stacks, and what is used of them, larger. Needs the
 * module.
 */
unsigned int hop_use_scaled(unsigned int bytes);

/* Do softirqs run on the IRQ stack? Under PREEMPT_RT they use tasks' stacks. */
bool hop_use_has_softirq(void);

/*
 * CONFIG_DEBUG_ENTRY unmasks NMIs at once where one begins. All that come then
 * are entries, and the kernel serves them together, once.
 */
bool hop_use_nmis_nest(void);

/* Whether the deepest call causes a page fault. */
int hop_use_fault(bool on);

/* A file; when it is closed, @bytes of the stack are used. Negative: errno. */
int hop_use_open(unsigned int bytes);

/* What the deepest place holds. */
#define HOP_USE_WORD 0x6465657073746163ul

/* struct hop_use_child - a child that sleeps until it is let go */
struct hop_use_child {
	pid_t pid;
	int ready;
	int go;
};

/*
 * Starts a child that uses @bytes of its stack, if not 0, and then sleeps. Gives
 * what the use gave.
 */
int hop_use_child_start(struct hop_use_child *child, unsigned int bytes);
void hop_use_child_end(struct hop_use_child *child);

/* For the first line of a test. */
#define NEED_USE()                                                          \
	do {                                                                \
		int err_ = hop_use_load();                                  \
		if (err_ == -ENOENT)                                        \
			SKIP(return, "no stackhop_use.ko for this kernel"); \
		ASSERT_EQ(0, err_);                                         \
	} while (0)

#endif
