// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop gate`: fires the own gates on each CPU and shows the way they took.
 */
#include <argp.h>
#include <err.h>
#include <stdlib.h>
#include <unistd.h>

#include "gate.h"
#include "kernel/kernel.h"
#include "lib/lib.h"
#include "report.h"

#define ALL -1
#define MAX_TIMES 1000000000

enum { MODE_USER, MODE_KERNEL, NR_MODES };

struct options {
	unsigned long times;
	long cpu;
	int gate;
	int mode;
	bool json;
	bool verbose;
};

static const struct argp_option option_table[] = {
	{ "number", 'n', "N", 0, "fire each N times (default 1)", 0 },
	{ "cpu", 'c', "CPU", 0,
	  "on this CPU only (default: all that are online and allowed here)",
	  0 },
	{ "gate", 'g', "GATE", 0, "own or own-ist (default: both)", 0 },
	{ "mode", 'm', "MODE", 0, "from user or kernel mode (default: both)",
	  0 },
	{ "json", 'j', NULL, 0, "print one JSON object", 0 },
	{ "verbose", 'v', NULL, 0,
	  "print the addresses of the first entry (as with N = 1)", 0 },
	{ 0 },
};

static int choice_parse(const char *arg, const char *const *choices,
			struct argp_state *state)
{
	int choice = hop_args_choice(arg, choices);

	if (choice < 0)
		argp_error(state, "`%s' is not one of %s and %s", arg,
			   choices[0], choices[1]);
	return choice;
}

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	static const char *const modes[] = { "user", "kernel", NULL };
	struct options *o = state->input;

	switch (key) {
	case 'n':
		o->times = hop_args_option(state, key, arg, 1, MAX_TIMES);
		return 0;
	case 'c':
		o->cpu = hop_args_cpu(state, key, arg);
		return 0;
	case 'g':
		o->gate = choice_parse(arg, hop_gate_names, state);
		return 0;
	case 'm':
		o->mode = choice_parse(arg, modes, state);
		return 0;
	case 'j':
		o->json = true;
		return 0;
	case 'v':
		o->verbose = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void cell_add(struct hop_cells *cells, const struct hop_info *info,
		     const struct options *o, unsigned int cpu, int gate,
		     int mode)
{
	if ((o->gate != ALL && o->gate != gate) ||
	    (o->mode != ALL && o->mode != mode))
		return;
	cells->cell[cells->nr++] = (struct hop_cell){
		.cpu = cpu,
		.gate = gate,
		.user = mode == MODE_USER,
		.vector = info->vector[gate],
		.wanted = o->times,
	};
}

/* Every CPU, gate and mode that was asked for. */
static bool cells_make(struct hop_cells *cells, const struct hop_info *info,
		       const struct options *o)
{
	unsigned int only = o->cpu;
	unsigned int *ids = &only;
	size_t nr = o->cpu == ALL ? hop_cpus_allowed(&ids) : 1;

	cells->cell =
		calloc(nr * HOP_GATE_NR * NR_MODES + 1, sizeof(*cells->cell));
	if (!cells->cell)
		err(HOP_CANNOT, "cells");
	for (size_t i = 0; i < nr; i++)
		for (int gate = 0; gate < HOP_GATE_NR; gate++)
			for (int mode = 0; mode < NR_MODES; mode++)
				cell_add(cells, info, o, ids[i], gate, mode);
	if (ids != &only)
		free(ids);
	return nr;
}

static bool cells_run(struct hop_cells *cells, struct hop_stack_lookup *lookup,
		      const struct hop_info *info, unsigned int gates)
{
	bool ok = true;

	if (hop_dev_arm(lookup->fd, gates))
		return false;
	for (size_t i = 0; ok && i < cells->nr; i++)
		ok = hop_cell_run(lookup, info, &cells->cell[i]);
	return hop_dev_disarm(lookup->fd, gates) == 0 && ok;
}

static int cells_show(const struct hop_cells *cells,
		      const struct hop_info *info, const struct options *o)
{
	if (o->json)
		hop_gate_json(cells, info);
	else
		hop_gate_print(cells, o->verbose || o->times == 1);
	hop_sym_end();
	hop_source_end();
	for (size_t i = 0; i < cells->nr; i++)
		if (!hop_cell_ok(&cells->cell[i]))
			return HOP_FAILED;
	return HOP_OK;
}

static int gate_run(int fd, const struct hop_info *info,
		    const struct options *o)
{
	unsigned int gates = o->gate == ALL ? (1 << HOP_GATE_NR) - 1 :
					      1 << o->gate;
	struct hop_stacklist stacks = { 0 };
	struct hop_stack_lookup lookup = { .fd = fd, .stacks = &stacks };
	struct hop_cells cells = { 0 };
	int ret = HOP_CANNOT;

	if (hop_dev_gates(info) && !hop_dev_stacks(fd, info, &stacks) &&
	    cells_make(&cells, info, o) &&
	    cells_run(&cells, &lookup, info, gates))
		ret = cells_show(&cells, info, o);
	free(cells.cell);
	free(stacks.stack);
	return ret;
}

int hop_cmd_gate(int argc, char **argv)
{
	static const struct argp argp = {
		.options = option_table,
		.parser = option_parse,
		.doc = "Arms the module's own gates, fires them on each CPU from user and kernel mode, and shows which stacks the tape saw: every record is checked against what the program knows of itself. Exit status 1 if anything was lost, torn or wrong.",
	};
	struct options options = {
		.times = 1,
		.cpu = ALL,
		.gate = ALL,
		.mode = ALL,
	};
	struct hop_info info;
	int ret;
	int fd;

	if (argp_parse(&argp, argc, argv, 0, NULL, &options))
		return HOP_USAGE;
	fd = hop_dev_open(&info);
	if (fd < 0 || !hop_dev_claim(fd))
		return HOP_CANNOT;
	ret = gate_run(fd, &info, &options);
	close(fd);
	return ret;
}
