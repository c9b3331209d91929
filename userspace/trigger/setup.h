/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a trigger is run: its instructions, and what must be made ready for them.
 */
#ifndef HOP_TRIGGER_SETUP_H
#define HOP_TRIGGER_SETUP_H

#include <stdbool.h>
#include <sys/types.h>

#include "run.h"
#include "arena.h"
#include "snippet.h"

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
 * @runner:  whose run it is
 * @trigger: what is run
 * @helper:  processes of the child, ended with it
 * @nr:      how many
 * @injected:one of them interrupts the window, from another CPU
 */
struct hop_run_context {
	const struct hop_runner *runner;
	const struct hop_trigger *trigger;
	pid_t helper[HOP_HELPERS_MAX];
	size_t nr;
	bool injected;
};

/**
 * struct hop_setup - one way to run a trigger
 * @snippet: its instructions
 * @signal:  the signal that it ends in, or 0
 * @raise:   the signal that the snippet's own handler takes, or 0
 * @end:     see above
 * @nr:      RAX at the first instruction: number of a system call
 * @gates:   mask of own gates that must be armed
 * @marked:  it makes the way out fail, with marks in all registers: arena.args[0]
 *	     in the first (see HOP_MARKS), 1 more in the second...
 * @once:    a process can be prepared for it only once: a new child each time
 * @prepare: called in the child before the window opens, may set arena.args
 *	     (args[0] is a mark otherwise: mark.h) and start helpers; returns
 *	     0 or a negative errno. NULL: nothing to do
 * @cpu:     which CPU it must run on, or ~0: it does not matter, as NULL says
 * @timed:   its instructions when it is timed; NULL: those of @snippet
 * @with:    called before each timed run: the next run of the snippet goes with
 *	     the entry, or without it but the same in all else; NULL: leaving
 *	     out what lies at @snippet.low does that
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
	bool marked;
	bool once;
	int (*prepare)(struct hop_run_context *context);
	unsigned int (*cpu)(void);
	const struct hop_snippet *timed;
	int (*with)(bool entry);
	bool hidden;
};

/* hop_child_main() - the child's life, which never returns; @link: see run.h */
void hop_child_main(const struct hop_runner *runner,
		    const struct hop_trigger *trigger, int link);

/**
 * hop_trigger_trial() - does it happen at all on this machine?
 *
 * Runs it in a child, without taps: true if that ends as it should.
 */
bool hop_trigger_trial(const struct hop_runner *runner,
		       const struct hop_trigger *trigger);

/**
 * hop_child_prepare() - in the child: everything up to the trigger itself
 * @done: where a second task says that it is done, or -1
 *
 * Pins the child, fills the arena, sets handlers, calls @setup->prepare. Returns
 * 0 or a negative errno.
 */
int hop_child_prepare(struct hop_run_context *context, int done);

/* hop_child_handle() - an address as handler of a signal; 0, or -1 and errno */
int hop_child_handle(int number, uint64_t handler);

/* hop_child_nap() - long enough for a helper to get where it waits */
void hop_child_nap(void);

/**
 * hop_child_sync() - say that the window opens, wait until who interrupts it is awake
 *
 * So that the interrupt comes at once, also where CPUs are shared with others. Not
 * for ever: then nothing comes of this run.
 */
void hop_child_sync(void);

/* hop_helpers_end() - kill them, and wait for their end */
void hop_helpers_end(const struct hop_run_context *context);

/* hop_helper_fork() - fork() a helper that dies with the child; 0 in it */
pid_t hop_helper_fork(struct hop_run_context *context);

/* hop_arena_touch() - have every page of the arena and the snippets present */
void hop_arena_touch(void);

/* hop_child_go_first() - run before all others on this CPU; 0 or negative errno */
int hop_child_go_first(void);

/* Preparations: prepare.c */
int hop_prepare_own(struct hop_run_context *context);
int hop_prepare_own_ist(struct hop_run_context *context);
int hop_prepare_fire(struct hop_run_context *context);
int hop_prepare_fire_ist(struct hop_run_context *context);
int hop_prepare_fresh(struct hop_run_context *context);
int hop_prepare_fresh_kernel(struct hop_run_context *context);
int hop_prepare_hole(struct hop_run_context *context);
int hop_prepare_tgkill(struct hop_run_context *context);
int hop_prepare_ldt(struct hop_run_context *context);
int hop_prepare_vdso32(struct hop_run_context *context);
int hop_prepare_ports(struct hop_run_context *context);
unsigned int hop_cpu_of_ports(void);
int hop_prepare_watch(struct hop_run_context *context);
int hop_prepare_watch_kernel(struct hop_run_context *context);
int hop_with_fresh(bool entry);
int hop_with_fire(bool entry);
int hop_with_watch_kernel(bool entry);

/* prepare_mce.c */
int hop_prepare_mce(struct hop_run_context *context);

/* Preparations with helpers, sockets and long system calls: prepare_helpers.c */
int hop_prepare_tick(struct hop_run_context *context);
int hop_prepare_long(struct hop_run_context *context);
int hop_prepare_long_tick(struct hop_run_context *context);
int hop_prepare_udp(struct hop_run_context *context);
int hop_prepare_softirq(struct hop_run_context *context);
int hop_prepare_nmi_self(struct hop_run_context *context);
int hop_prepare_nmi(struct hop_run_context *context);
int hop_prepare_ipi(struct hop_run_context *context);
int hop_prepare_ipi_kernel(struct hop_run_context *context);
int hop_prepare_partner(struct hop_run_context *context);
int hop_prepare_clone(struct hop_run_context *context);

/* What a trigger needs: bits of hop_trigger.needs. */
enum hop_need {
	HOP_NEED_GATES = 1 << 0, /* own gates */
	HOP_NEED_OTHER = 1 << 1, /* another CPU */
	HOP_NEED_TRIAL = 1 << 2, /* a trial; hop_trigger.missing if it fails */
	HOP_NEED_SOFTIRQ = 1 << 3, /* a softirq in the window: not always */
	HOP_NEED_QUIET = 1 << 4, /* no interrupt: no probe is in its handler */
	HOP_NEED_OVER = 1 << 5, /* an IRET to user mode over the entry stack */
	HOP_NEED_ESPFIX = 1 << 6, /* the espfix stack */
	HOP_NEED_DIRECT = 1 << 7, /* softirqs right behind an interrupt */
};

#endif
