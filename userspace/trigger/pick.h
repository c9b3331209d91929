/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The triggers that people name, how often and where to run them: the command
 * line of the subcommands that do so.
 */
#ifndef HOP_TRIGGER_PICK_H
#define HOP_TRIGGER_PICK_H

#include <argp.h>
#include <stdbool.h>

#include "run.h"

/**
 * struct hop_pick - what was asked for
 * @list:       the triggers, in the order of the command line, each once
 * @nr:         how many
 * @repeat:     how often each; set before it is parsed: the default
 * @repeat_max: the most that may be asked for
 * @cpu:        the CPU to run on
 * @json:       print JSON
 * @named:      the triggers were named: one that cannot run is one too few
 */
struct hop_pick {
	const struct hop_trigger **list;
	size_t nr;
	unsigned long repeat;
	unsigned long repeat_max;
	long cpu;
	bool json;
	bool named;
};

/* hop_pick_parse() - a parser of argp, for -r, -c, -j and names of triggers */
error_t hop_pick_parse(struct hop_pick *pick, int key, char *arg,
		       struct argp_state *state);

/**
 * hop_pick_exit() - what is left to say when nothing failed
 * @cannot: how many of the triggers could not run
 *
 * HOP_OK, or HOP_CANNOT with a line on stderr: nothing ran, or not all that was
 * named.
 */
int hop_pick_exit(const struct hop_pick *pick, size_t cannot);

/* hop_pick_help() - for argp.help_filter: lists the names behind the options */
char *hop_pick_help(int key, const char *text, void *input);

/*
 * What a subcommand does with what it was asked for: on this CPU, by the open
 * device. Returns an exit status.
 */
typedef int hop_pick_fn(int fd, const struct hop_info *info, unsigned int cpu,
			void *input);

/**
 * hop_pick_main() - a subcommand that runs triggers
 * @pick:  is filled
 * @argp:  calls hop_pick_parse()
 * @input: for @argp and @run
 *
 * No name stands for all triggers, no CPU for the last one that is allowed. Returns the
 * exit status.
 */
int hop_pick_main(struct hop_pick *pick, int argc, char **argv,
		  const struct argp *argp, hop_pick_fn *run, void *input);

#endif
