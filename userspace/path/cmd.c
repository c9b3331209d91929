// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop path`: runs triggers and shows the stacks that each went through.
 */
#include <argp.h>
#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "findings.h"
#include "kernel/kernel.h"
#include "lib/lib.h"
#include "path.h"
#include "trigger/trigger.h"

#define REPEAT 10
#define MAX_REPEAT 1000000

/* How many runs may show nothing for each that is wanted, and in addition. */
#define EMPTY_EACH 4
#define EMPTY 120

struct options {
	struct hop_selection selection;
	bool verbose;
	bool draw;
};

static const struct argp_option option_table[] = {
	{ "repeat", 'r', "N", 0, "run each N times (default 10)", 0 },
	{ "cpu", 'c', "CPU", 0,
	  "on this CPU (default: the last one that is online and allowed here)",
	  0 },
	{ "verbose", 'v', NULL, 0, "print addresses, depths and functions", 0 },
	{ "draw", 'd', NULL, 0, "draw the stacks and the frame", 0 },
	{ "json", 'j', NULL, 0, "print one JSON object", 0 },
	{ 0 },
};

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case 'v':
		o->verbose = true;
		return 0;
	case 'd':
		o->draw = true;
		return 0;
	default:
		return hop_selection_parse(&o->selection, key, arg, state);
	}
}

/* What one run gave; false: it cannot be run. */
static bool run_take(struct hop_report *report, struct hop_findings *f,
		     const struct hop_run *run, int err)
{
	static struct hop_assembly a;

	if (err == -EAGAIN) {
		f->late++;
		f->why = "the event did not come in time";
		return true;
	}
	if (err) {
		f->cannot = hop_run_why(err);
		return false;
	}
	hop_assemble(run, &a);
	if (a.own.verdict == HOP_RUN_DISTURBED) {
		f->disturbed++;
		f->crowded += !!a.more;
		f->why = a.own.why;
		return true;
	}
	hop_report_nested(report, &a);
	hop_report_regs(report, &a.own);
	hop_findings_add(f, &a.own, &report->kernel);
	return true;
}

static void trigger_run(struct hop_runner *runner, struct hop_report *report,
			const struct hop_trigger *trigger, unsigned long repeat)
{
	struct hop_findings *f = &report->list[report->nr++];
	unsigned long left = repeat * (1 + EMPTY_EACH) + EMPTY;
	struct hop_run run;

	f->trigger = trigger->name;
	f->mode = trigger->mode;
	f->cannot = hop_trigger_cannot(runner, trigger);
	while (!f->cannot && f->runs < repeat && left--) {
		int err = hop_trigger_run(runner, trigger, &run);

		if (!run_take(report, f, &run, err))
			break;
		/* What never came in so many tries will not come. */
		if (!f->runs && f->late + f->disturbed >= EMPTY)
			break;
	}
}

static int report_show(const struct hop_report *report, const struct options *o)
{
	if (o->selection.json)
		hop_json_print(hop_report_json(report));
	else if (o->draw)
		hop_report_draw(report);
	else
		hop_report_print(report, o->verbose);
	hop_sym_end();
	hop_source_end();
	if (!hop_report_ok(report))
		return HOP_FAILED;
	return hop_selection_exit(&o->selection, hop_report_cannot(report));
}

static int triggers_run(struct hop_runner *runner, const struct hop_info *info,
			const struct options *o)
{
	struct hop_findings *list = calloc(o->selection.nr, sizeof(*list));
	struct hop_report report = {
		.features = info->features,
		.list = list,
	};
	struct utsname os;
	int ret;

	if (!list)
		err(HOP_CANNOT, "findings");
	uname(&os);
	report.release = os.release;
	report.arch = os.machine;
	report.kernel = hop_kernel_here(info);
	for (size_t i = 0; i < o->selection.nr; i++)
		trigger_run(runner, &report, o->selection.list[i],
			    o->selection.repeat);
	ret = report_show(&report, o);
	free(list);
	return ret;
}

static int path_run(int fd, const struct hop_info *info, unsigned int cpu,
		    void *input)
{
	struct hop_runner runner;
	int ret;

	if (!hop_dev_taps(info) ||
	    !hop_runner_open(&runner, fd, info, cpu, false))
		return HOP_CANNOT;
	ret = triggers_run(&runner, info, input);
	hop_runner_close(&runner);
	return ret;
}

int hop_cmd_path(int argc, char **argv)
{
	static const struct argp argp = {
		.options = option_table,
		.parser = option_parse,
		.args_doc = "[TRIGGER...]",
		.doc = "Makes the kernel be entered in each way that this machine has, and shows, from evidence, which stacks that went through and back, and whether it is what was predicted for this kernel. Exit status 1 on a surprise or a hop without evidence; 3 if none can run here, or one that was named. A kernel newer than all predictions is held against the newest of them, and said to be so.\vTriggers: ",
		.help_filter = hop_selection_help,
	};
	struct options o = {
		.selection = { .repeat = REPEAT, .repeat_max = MAX_REPEAT },
	};

	return hop_selection_main(&o.selection, argc, argv, &argp, path_run,
				  &o);
}
