// SPDX-License-Identifier: GPL-2.0
/*
 * The child of timed runs: prepares the trigger once, then runs it again and
 * again, with the entry and without.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/lib.h"
#include "run.h"
#include "seen.h"
#include "trigger/trigger.h"

/* Seconds after which a run is given up. */
#define PATIENCE 5

/* Runs that nobody counts, at the beginning of a phase: caches fill. */
#define WARM_UP 5

/* More of those without an entry would say no more. */
#define WITHOUT_MAX 101

/*
 * How many runs may show nothing for each that is wanted, and in addition: on a
 * guest whose other CPU gets no time, an interrupt may be late often in a row.
 */
#define EMPTY_EACH 4
#define EMPTY 500

/*
 * After so many runs the child sleeps: it runs before all others, and if it has
 * the only CPU even its parent cannot die.
 */
#define RUNS_AWAKE 64

/**
 * struct stage - what is needed from one run to the next
 * @context:  who takes part
 * @code:  the snippet's instructions in the arena, as prepared
 * @leave: where the trigger's last task goes after the stamp
 */
struct stage {
	struct hop_run_context context;
	uint8_t code[256];
	uint64_t leave;
};

static const struct hop_snippet *snippet_of(const struct hop_setup *setup)
{
	return setup->timed ? setup->timed : setup->snippet;
}

static uint8_t *arena_code(void)
{
	return hop_arena_at(HOP_ARENA_CODE);
}

static int handlers_set(const struct hop_setup *setup)
{
	uint64_t own = (uintptr_t)arena_code() + snippet_of(setup)->handler;

	if (setup->signal &&
	    hop_child_handle(setup->signal, (uintptr_t)hop_snippet_stop))
		return -errno;
	if (setup->raise && hop_child_handle(setup->raise, own))
		return -errno;
	return 0;
}

/* In place of what hop_child_prepare() made ready for a window. */
static int stage_set(struct stage *stage)
{
	const struct hop_setup *setup = stage->context.trigger->setup;
	const struct hop_snippet *snippet = snippet_of(setup);
	struct hop_arena *arena = HOP_ARENA;

	if (snippet->size > sizeof(stage->code))
		return -E2BIG;
	if (setup->timed)
		memcpy(arena_code(), snippet->code, snippet->size);
	memcpy(stage->code, arena_code(), snippet->size);
	stage->leave = arena->leave;
	if (setup->end == HOP_END_PARTNER)
		stage->leave = (uintptr_t)hop_snippet_partner_on;
	else if (arena->leave == (uintptr_t)hop_snippet_linger)
		stage->leave = (uintptr_t)hop_snippet_exit;
	arena->close = (uintptr_t)hop_snippet_stop;
	arena->leave = stage->leave;
	return handlers_set(setup);
}

static void entry_skip(const struct stage *stage)
{
	const struct hop_snippet *snippet =
		snippet_of(stage->context.trigger->setup);

	hop_snippet_skip(arena_code() + snippet->low,
			 (int)snippet->back - (int)snippet->low);
}

/*
 * Once for a phase: after code was written, the next run pays for it, with the
 * processor's pipeline or with an emulator's translation.
 */
static void code_set(const struct stage *stage, bool entry)
{
	const struct hop_setup *setup = stage->context.trigger->setup;

	if (hop_setup_with(setup) || setup->end == HOP_END_RESUMED)
		return;
	memcpy(arena_code(), stage->code, snippet_of(setup)->size);
	if (!entry)
		entry_skip(stage);
}

/* Before each run. Leaving the entry out, every way ends at once. */
static int entry_set(const struct stage *stage, bool entry)
{
	const struct hop_setup *setup = stage->context.trigger->setup;
	hop_with_fn *with = hop_setup_with(setup);
	struct hop_arena *arena = HOP_ARENA;

	if (with)
		return with(entry);
	if (setup->end == HOP_END_RESUMED) {
		arena->nr = entry ? setup->nr : 0;
		return 0;
	}
	arena->leave = entry ? stage->leave : (uintptr_t)hop_snippet_return;
	arena->return_to =
		(uintptr_t)(entry ? hop_snippet_return : hop_snippet_stop);
	return 0;
}

/*
 * A partner yields and never sleeps. Before all others it does so while a run is
 * timed only: stamps wait for RCU, whose threads come after it, and if it has the
 * only CPU neither they nor whoever ends us would have any time. To begin with it
 * has to be where it yields, not where it was interrupted.
 */
static void partner_prompt(const struct hop_run_context *context, bool prompt)
{
	const struct sched_param param = { .sched_priority = prompt };

	if (context->trigger->setup->end != HOP_END_PARTNER)
		return;
	for (size_t i = 0; i < context->nr; i++)
		sched_setscheduler(context->helper[i],
				   prompt ? SCHED_FIFO : SCHED_OTHER, &param);
	if (prompt)
		sched_yield();
}

/* True if the stamps are those of one run of the trigger. */
static bool sample_take(const struct stage *stage, enum hop_cost_phase phase,
			struct hop_sample *sample)
{
	struct hop_arena *arena = HOP_ARENA;
	bool entry = phase != HOP_COST_WITHOUT;

	arena->from = 0;
	arena->to = 0;
	arena->gap = 0;
	alarm(PATIENCE);
	if (stage->context.nr)
		hop_child_nap();
	if (entry)
		hop_cost_look(&stage->context);
	arena->started++;
	partner_prompt(&stage->context, true);
	hop_snippet_time();
	partner_prompt(&stage->context, false);
	*sample = (struct hop_sample){ .from = arena->from,
				       .to = arena->to,
				       .again = arena->again,
				       .gap = arena->gap };
	if (!stage->context.nr)
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
	if (!sample->from || sample->to <= sample->from ||
	    sample->gap > (sample->to - sample->from) / 2 + 1)
		return false;
	return !entry || hop_cost_seen(&stage->context, phase, sample);
}

static int phase_run(const struct stage *stage, enum hop_cost_phase phase,
		     struct hop_timing *timing)
{
	struct hop_sample *sample = timing->sample + phase * timing->repeat;
	size_t *nr = &timing->nr[phase], wanted = timing->repeat;
	unsigned long left;
	int err;

	if (phase == HOP_COST_WITHOUT && wanted > WITHOUT_MAX)
		wanted = WITHOUT_MAX;
	left = WARM_UP + wanted * (1 + EMPTY_EACH) + EMPTY;
	code_set(stage, phase != HOP_COST_WITHOUT);
	for (int warm = WARM_UP; *nr < wanted && left; left--) {
		err = entry_set(stage, phase != HOP_COST_WITHOUT);
		if (err)
			return err;
		if (left % RUNS_AWAKE == 0)
			hop_child_nap();
		if (!sample_take(stage, phase, &sample[*nr]))
			timing->discarded++;
		else if (warm)
			warm--;
		else
			(*nr)++;
		/* What never came in so many tries will not come. */
		if (!*nr && timing->discarded >= EMPTY)
			return -EAGAIN;
	}
	return 0;
}

static int phases_run(struct stage *stage, struct hop_timing *timing)
{
	int err = hop_cost_look_open(&stage->context);

	if (!err && !stage->context.trigger->setup->hidden) {
		err = phase_run(stage, HOP_COST_WITHOUT, timing);
		if (!err)
			err = phase_run(stage, HOP_COST_BARE, timing);
	}
	if (err || !hop_cost_stamps_on(&stage->context))
		return err;
	err = phase_run(stage, HOP_COST_STAMPED, timing);
	hop_cost_stamps_off(&stage->context);
	return err;
}

void hop_cost_child(const struct hop_runner *runner,
		    const struct hop_trigger *trigger,
		    struct hop_timing *timing)
{
	static struct stage stage;

	stage.context = hop_run_context_of(runner, trigger);
	hop_end_with_parent(timing->parent);
	alarm(PATIENCE);
	timing->err = hop_child_prepare(&stage.context, -1);
	if (!timing->err)
		timing->err = stage_set(&stage);
	if (!timing->err) {
		partner_prompt(&stage.context, false);
		HOP_ARENA->started = 1;
		if (stage.context.nr)
			hop_child_nap();
		timing->err = phases_run(&stage, timing);
	}
	hop_helpers_end(&stage.context);
	_exit(HOP_OK);
}
