// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop cost`: runs triggers and takes the time that each needs.
 */
#include <argp.h>
#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "cost.h"
#include "lib/lib.h"
#include "report.h"
#include "run.h"
#include "trigger/trigger.h"

#define REPEAT 200
#define MAX_REPEAT 100000

static const struct argp_option option_table[] = {
	{ "repeat", 'r', "N", 0, "take N samples of each (default 200)", 0 },
	{ "cpu", 'c', "CPU", 0,
	  "on this CPU (default: the last one that is online and allowed here)",
	  0 },
	{ "json", 'j', NULL, 0, "print one JSON object", 0 },
	{ 0 },
};

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	return hop_selection_parse(state->input, key, arg, state);
}

/* What lies between the two stamps of user mode, less what it takes without. */
static const char *timed(const struct hop_trigger *trigger)
{
	const struct hop_setup *setup = trigger->setup;

	if (!setup || setup->hidden)
		return "its handler alone";
	if (!strcmp(trigger->mode, "kernel"))
		return hop_setup_with(setup) ?
			       "there and back" :
			       "with the system call that makes it";
	if (setup->end == HOP_END_CAUGHT)
		return "to the first instruction of the signal's handler";
	if (setup->end == HOP_END_PARTNER)
		return "to the other task in user mode";
	if (setup->common == HOP_PREPARE_CLONE)
		return "to the child in user mode";
	return "there and back";
}

static void row_fill(struct hop_runner *runner,
		     const struct hop_trigger *trigger,
		     struct hop_timing *timing, struct hop_cost_row *row)
{
	int err;

	row->trigger = trigger->name;
	row->mode = trigger->mode;
	row->timed = timed(trigger);
	row->cannot = hop_trigger_cannot(runner, trigger);
	if (row->cannot)
		return;
	err = hop_cost_run(runner, trigger, timing);
	row->discarded = timing->discarded;
	if (err == -EAGAIN)
		row->cannot = "the event did not come in time, or not alone";
	else if (err)
		row->cannot = hop_run_why(err);
	else if (!hop_timing_sum(timing, trigger, &row->cost))
		row->cannot = "no memory";
}

static void report_show(const struct hop_cost_report *report, bool json)
{
	if (json)
		hop_json_print(hop_cost_json(report));
	else
		hop_cost_print(report);
}

static size_t cannot_count(const struct hop_cost_report *report)
{
	size_t nr = 0;

	for (size_t i = 0; i < report->nr; i++)
		nr += !!report->row[i].cannot;
	return nr;
}

/* Not all that can be run can be timed: that is no failure, but it is said. */
static int triggers_run(struct hop_runner *runner,
			const struct hop_selection *selection)
{
	struct hop_timing *timing = hop_timing_map(selection->repeat);
	struct hop_cost_report report = {
		.pti = runner->info.features & HOP_FEAT_PTI,
		.features = runner->info.features,
		.instructions = hop_ticks_instructions(),
		.emulator = hop_ticks_emulator(),
		.cpu = runner->cpu,
		.row = calloc(selection->nr, sizeof(*report.row)),
		.nr = selection->nr,
	};
	int ret = HOP_CANNOT;

	if (!report.row)
		err(HOP_CANNOT, "costs");
	if (timing) {
		for (size_t i = 0; i < selection->nr; i++)
			row_fill(runner, selection->list[i], timing,
				 &report.row[i]);
		report_show(&report, selection->json);
	}
	if (timing)
		ret = hop_selection_exit(selection, cannot_count(&report));
	hop_timing_unmap(timing);
	free(report.row);
	return ret;
}

static int cost_run(int fd, const struct hop_info *info, unsigned int cpu,
		    void *input)
{
	struct hop_runner runner;
	int ret = HOP_CANNOT;

	if (hop_runner_prepare(&runner, fd, info, cpu))
		ret = triggers_run(&runner, input);
	hop_runner_close(&runner);
	return ret;
}

int hop_cmd_cost(int argc, char **argv)
{
	static const struct argp argp = {
		.options = option_table,
		.parser = option_parse,
		.args_doc = "[TRIGGER...]",
		.doc = "Shows what each way into the kernel costs on this machine, from user mode to user mode, in ticks of the time-stamp counter: least, median and 99th percentile, with nothing attached; what the same instructions take without the entry has been taken off. +- is by how much these may be off (95 % confidence of the medians, and how far they moved meanwhile); a difference that is no more than that is `below\' a number. IN (hardware and entry code), HANDLER and OUT are medians of further runs, in which the module notes the time where the handler begins and ends; the +- behind them has what these notes cost without seeing it as well. Exit status 3 if none can be timed here, or one that was named.\vTriggers: ",
		.help_filter = hop_selection_help,
	};
	struct hop_selection selection = { .repeat = REPEAT,
					   .repeat_max = MAX_REPEAT };

	return hop_selection_main(&selection, argc, argv, &argp, cost_run,
				  &selection);
}
