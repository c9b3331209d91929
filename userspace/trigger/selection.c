// SPDX-License-Identifier: GPL-2.0
/*
 * The command line of the subcommands that run triggers.
 */
#include <err.h>
#include <stdlib.h>
#include <unistd.h>

#include "arch/arch.h"
#include "kernel/kernel.h"
#include "lib/lib.h"
#include "selection.h"

static void unknown(const char *word, struct argp_state *state)
{
	const char *names[hop_triggers_nr()];
	const char *near;

	for (size_t i = 0; i < hop_triggers_nr(); i++)
		names[i] = hop_port.triggers[i].name;
	near = hop_spelling_nearest(word, names, hop_triggers_nr());
	if (near)
		argp_error(state, "no trigger `%s': did you mean `%s'?", word,
			   near);
	else
		argp_error(state, "no trigger `%s': `%s --help' lists them",
			   word, state->name);
}

static void name_add(struct hop_selection *selection, const char *word,
		     struct argp_state *state)
{
	const struct hop_trigger *trigger = hop_trigger_find(word);

	if (!trigger) {
		unknown(word, state);
		return;
	}
	for (size_t i = 0; i < selection->nr; i++)
		if (selection->list[i] == trigger)
			return;
	selection->list[selection->nr++] = trigger;
}

static void names_all(struct hop_selection *selection)
{
	for (size_t i = 0; i < hop_triggers_nr(); i++)
		selection->list[i] = &hop_port.triggers[i];
	selection->nr = hop_triggers_nr();
}

error_t hop_selection_parse(struct hop_selection *selection, int key, char *arg,
			    struct argp_state *state)
{
	switch (key) {
	case 'r':
		selection->repeat = hop_args_option(state, key, arg, 1,
						    selection->repeat_max);
		return 0;
	case 'c':
		selection->cpu = hop_args_cpu(state, key, arg);
		return 0;
	case 'j':
		selection->json = true;
		return 0;
	case ARGP_KEY_ARG:
		name_add(selection, arg, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void triggers_list(FILE *f)
{
	for (size_t i = 0; i < hop_triggers_nr(); i++)
		fprintf(f, "%s%s", i ? ", " : "", hop_port.triggers[i].name);
	fputc('.', f);
}

char *hop_selection_help(int key, const char *text, void *input)
{
	(void)input;
	return hop_args_help(key, text, triggers_list);
}

/* The CPU @wanted, or the last one for -1: may this program run there? */
static bool cpu_find(long wanted, unsigned int *cpu)
{
	unsigned int *ids;
	size_t nr = hop_cpus_allowed(&ids);

	if (!nr)
		return false;
	*cpu = wanted < 0 ? ids[nr - 1] : (unsigned long)wanted;
	for (size_t i = 0; i < nr; i++) {
		if (ids[i] == *cpu) {
			free(ids);
			return true;
		}
	}
	free(ids);
	warnx("CPU %u is not online, or not allowed here", *cpu);
	return false;
}

static int device_run(const struct hop_selection *selection,
		      hop_selection_fn *run, void *input)
{
	struct hop_info info;
	int fd = hop_dev_open(&info);
	int ret = HOP_CANNOT;
	unsigned int cpu;

	if (fd < 0)
		return ret;
	if (cpu_find(selection->cpu, &cpu) && hop_dev_claim(fd))
		ret = run(fd, &info, cpu, input);
	close(fd);
	return ret;
}

int hop_selection_exit(const struct hop_selection *selection, size_t cannot)
{
	if (cannot == selection->nr)
		warnx("none of the triggers can run here");
	else if (selection->named && cannot)
		warnx("%zu of the triggers cannot run here", cannot);
	else
		return HOP_OK;
	return HOP_CANNOT;
}

int hop_selection_main(struct hop_selection *selection, int argc, char **argv,
		       const struct argp *argp, hop_selection_fn *run,
		       void *input)
{
	int ret = HOP_USAGE;

	selection->cpu = -1;
	selection->list = calloc(hop_triggers_nr(), sizeof(*selection->list));
	if (!selection->list)
		err(HOP_CANNOT, "triggers");
	if (!argp_parse(argp, argc, argv, 0, NULL, input)) {
		selection->named = selection->nr;
		if (!selection->named)
			names_all(selection);
		ret = device_run(selection, run, input);
	}
	free(selection->list);
	return ret;
}
