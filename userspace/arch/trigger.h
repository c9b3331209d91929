/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a trigger is: a row of a port's table, and how it is run.
 */
#ifndef HOP_ARCH_TRIGGER_H
#define HOP_ARCH_TRIGGER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <stackhop.h>

#include "snippet.h"

struct hop_setup;

/**
 * struct hop_trigger - one way into the kernel; a row of hop_port.triggers
 * @name:	what people type
 * @mode:	"user" or "kernel": where the entry comes from
 * @vector:	number of the entry, or 0: @call, or a number that is only known
 *		when it has happened (own gates, devices): hop_run.vector always
 *		has it
 * @call:	HOP_POINT_SYSCALL or another system call instruction, or 0
 * @needs:	mask of enum hop_need: what the machine must have
 * @setup:	how it is run; NULL: @missing says why not
 * @missing:	why it never runs, or NULL
 */
struct hop_trigger {
	const char *name;
	const char *mode;
	uint8_t vector;
	uint8_t call;
	uint32_t needs;
	const struct hop_setup *setup;
	const char *missing;
};

/* What a trigger needs; from bit 16 on these are the port's own. */
enum hop_need {
	HOP_NEED_GATES = 1 << 0, /* own gates */
	HOP_NEED_OTHER = 1 << 1, /* another CPU */
	HOP_NEED_TRIAL = 1 << 2, /* a trial; hop_trigger.missing if it fails */
	HOP_NEED_SOFTIRQ = 1 << 3, /* a softirq in the window: not always */
	HOP_NEED_QUIET = 1 << 4, /* no interrupt: no probe is in its handler */
	HOP_NEED_DIRECT = 1 << 5, /* softirqs right behind an interrupt */
};

/* Where user mode goes on: what hop_run.back is taken from. */
enum hop_end {
	HOP_END_BACK = 0, /* at the snippet's @back */
	HOP_END_CAUGHT, /* in the handler of a signal */
	HOP_END_RESUMED, /* where it was interrupted: the frame says where */
	HOP_END_PARTNER, /* in the second task */
	HOP_END_UNKNOWN, /* in the vDSO: registers are not known there */
};

#define HOP_HELPERS_MAX 2

/**
 * struct hop_run_context - who takes part in a run, seen from the child
 * @fd:      /dev/stackhop
 * @info:    of that device
 * @cpu:     CPU that the trigger runs on
 * @other:   another CPU, or ~0: none
 * @trigger: what is run
 * @helper:  processes of the child, ended with it
 * @nr:      how many
 * @injected: one of them interrupts the window, from another CPU
 */
struct hop_run_context {
	int fd;
	const struct hop_info *info;
	unsigned int cpu;
	unsigned int other;
	const struct hop_trigger *trigger;
	pid_t helper[HOP_HELPERS_MAX];
	size_t nr;
	bool injected;
};

/* Preparations that are the same everywhere: trigger/ has them. */
enum hop_preparation {
	HOP_PREPARE_NOTHING = 0,
	HOP_PREPARE_FIRE, /* an own gate from kernel mode: hop_setup.gate */
	HOP_PREPARE_FRESH, /* a page at HOP_ARENA_FRESH, not there yet */
	HOP_PREPARE_FRESH_KERNEL, /* the same as a system call's argument */
	HOP_PREPARE_HOLE, /* no access to HOP_ARENA_HOLE */
	HOP_PREPARE_TGKILL, /* tgkill(2) of itself by SIGUSR1, sigaltstack */
	HOP_PREPARE_WATCH_KERNEL, /* perf's breakpoint at HOP_ARENA_WATCH */
	HOP_PREPARE_TICK, /* the timer's interrupt, also on nohz_full= */
	HOP_PREPARE_LONG_TICK, /* the same, in a long system call */
	HOP_PREPARE_UDP, /* a datagram to itself */
	HOP_PREPARE_SOFTIRQ, /* a softirq behind the timer's interrupt */
	HOP_PREPARE_NMI_SELF, /* an NMI, by a system call */
	HOP_PREPARE_NMI, /* an NMI from another CPU */
	HOP_PREPARE_IPI, /* a function call from another CPU */
	HOP_PREPARE_IPI_KERNEL, /* the same, in a long system call */
	HOP_PREPARE_PARTNER, /* a second task that yields */
	HOP_PREPARE_CLONE, /* vfork() by clone(2) */
	HOP_PREPARE_NR
};

/**
 * struct hop_entry_register - a register that leads to the kernel's entry
 * @value:	its number in a snapshot
 * @unset:	why the trigger cannot run if it is 0
 * @wrong:	the same if it is no address of the kernel
 */
struct hop_entry_register {
	__u32 value;
	const char *unset;
	const char *wrong;
};

/**
 * struct hop_setup - one way to run a trigger
 * @snippet: its instructions
 * @signal:  the signal that it ends in, or 0
 * @raise:   the signal that the snippet's own handler takes, or 0
 * @end:     see above
 * @nr:      the system call's number at the first instruction, or what the snippet
 *	     takes there
 * @gates:   mask of own gates that must be armed
 * @gate:    enum hop_gate, for HOP_PREPARE_FIRE
 * @marked:  it makes the way out fail, with marks in all registers: arena.args[0]
 *	     in the first that the port counts, 1 more in the second...
 * @by:      the register that must lead to the kernel's entry, or NULL
 * @once:    a process can be prepared for it only once: a new child each time
 * @popped:  of HOP_END_UNKNOWN: bytes that were taken off the stack when user
 *	     mode's registers are known again
 * @common:  called in the child before the window opens, may set arena.args
 *	     (args[0] is a mark otherwise: mark.h) and start helpers
 * @prepare: the same, if it is the port's own; returns 0 or a negative errno
 * @cpu:     which CPU it must run on, or ~0: it does not matter, as NULL says
 * @timed:   its instructions when it is timed; NULL: those of @snippet
 * @hidden:  user mode sees neither its beginning nor its end: nothing can be
 *	     timed from there
 */
struct hop_setup {
	const struct hop_snippet *snippet;
	int signal;
	int raise;
	enum hop_end end;
	uint64_t nr;
	unsigned int gates;
	unsigned int gate;
	const struct hop_entry_register *by;
	bool marked;
	bool once;
	unsigned int popped;
	enum hop_preparation common;
	int (*prepare)(const struct hop_run_context *context);
	unsigned int (*cpu)(void);
	const struct hop_snippet *timed;
	bool hidden;
};

#endif
