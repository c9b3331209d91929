/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The triggers that people name, how often and where to run them: the command
 * line of the subcommands that do so.
 */
#ifndef HOP_TRIGGER_SELECTION_H
#define HOP_TRIGGER_SELECTION_H

#include <argp.h>
#include <stdbool.h>

#include "run.h"

/**
 * struct hop_selection - what was asked for
 * @list:       the triggers, in the order of the command line, each once
 * @nr:         how many
 * @repeat:     how often each; set before it is parsed: the default
 * @repeat_max: the most that may be asked for
 * @cpu:        the CPU to run on
 * @json:       print JSON
 * @named:      the triggers were named: one that cannot run is one too few
 */
struct hop_selection {
	const struct hop_trigger **list;
	size_t nr;
	unsigned long repeat;
	unsigned long repeat_max;
	long cpu;
	bool json;
	bool named;
};

/* hop_selection_parse() - a parser of argp, for -r, -c, -j and names of triggers */
error_t hop_selection_parse(struct hop_selection *selection, int key, char *arg,
			    struct argp_state *state);

/**
 * hop_selection_exit() - what is left to say when nothing failed
 * @cannot: how many of the triggers could not run
 *
 * HOP_OK, or HOP_CANNOT with a line on stderr: nothing ran, or not all that was
 * named.
 */
int hop_selection_exit(const struct hop_selection *selection, size_t cannot);

/* hop_selection_help() - for argp.help_filter: lists the names behind the options */
char *hop_selection_help(int key, const char *text, void *input);

/*
 * What a subcommand does with what it was asked for: on this CPU, by the open
 * device. Returns an exit status.
 */
typedef int hop_selection_fn(int fd, const struct hop_info *info,
			     unsigned int cpu, void *input);

/**
 * hop_selection_main() - a subcommand that runs triggers
 * @selection:  is filled
 * @argp:  calls hop_selection_parse()
 * @input: for @argp and @run
 *
 * No name stands for all triggers, no CPU for the last one that is allowed. Returns the
 * exit status.
 */
int hop_selection_main(struct hop_selection *selection, int argc, char **argv,
		       const struct argp *argp, hop_selection_fn *run,
		       void *input);

#endif
