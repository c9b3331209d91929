/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The triggers and the CPU that people name, for the subcommands that run them.
 */
#ifndef HOP_PICK_H
#define HOP_PICK_H

#include <argp.h>
#include <stdbool.h>

#include "run.h"

/**
 * struct hop_pick - the triggers that were named
 * @list: in the order of the command line, each once; room for all there are
 * @nr:   how many
 */
struct hop_pick {
	const struct hop_trigger **list;
	size_t nr;
};

/* hop_pick_init() - none yet; does not return if there is no memory */
void hop_pick_init(struct hop_pick *pick);
void hop_pick_free(struct hop_pick *pick);

/* hop_pick_add() - one more, by name; argp_error() if there is none such */
void hop_pick_add(struct hop_pick *pick, const char *word,
		  struct argp_state *state);

/* hop_pick_rest() - all there are, if none was named */
void hop_pick_rest(struct hop_pick *pick);

/* hop_pick_help() - for argp.help_filter: lists the names behind the options */
char *hop_pick_help(int key, const char *text, void *input);

/**
 * hop_pick_cpu() - the CPU to run on
 * @wanted: its number, or -1: the last one online
 *
 * Returns false, with a line on stderr, if it is not online.
 */
bool hop_pick_cpu(long wanted, unsigned int *cpu);

#endif
