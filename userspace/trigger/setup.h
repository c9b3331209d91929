/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a trigger is run: its instructions, and what must be made ready for them.
 */
#ifndef HOP_TRIGGER_SETUP_H
#define HOP_TRIGGER_SETUP_H

#include <stdbool.h>

#include "arena.h"
#include "run.h"

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

/* hop_child_go_first() - run before all others on this CPU; 0 or negative errno */
int hop_child_go_first(void);

/* hop_child_setup() - calls what hop_setup says; 0 or a negative errno */
int hop_child_setup(struct hop_run_context *context);

/*
 * Called before each timed run: the next run of the snippet goes with the entry,
 * or without it but the same in all else. Returns 0 or a negative errno.
 */
typedef int hop_with_fn(bool entry);

/* hop_setup_with() - NULL: leaving out what lies at hop_snippet.low does that */
hop_with_fn *hop_setup_with(const struct hop_setup *setup);

/* hop_run_context_of() - for a run of @trigger by @runner, without helpers yet */
struct hop_run_context hop_run_context_of(const struct hop_runner *runner,
					  const struct hop_trigger *trigger);

/* Preparations with helpers, sockets and long system calls: prepare_helpers.c */
int hop_prepare_tick(struct hop_run_context *context);
int hop_prepare_long_tick(struct hop_run_context *context);
int hop_prepare_udp(struct hop_run_context *context);
int hop_prepare_softirq(struct hop_run_context *context);
int hop_prepare_nmi_self(struct hop_run_context *context);
int hop_prepare_nmi(struct hop_run_context *context);
int hop_prepare_ipi(struct hop_run_context *context);
int hop_prepare_ipi_kernel(struct hop_run_context *context);
int hop_prepare_partner(struct hop_run_context *context);
int hop_prepare_clone(struct hop_run_context *context);

#endif
