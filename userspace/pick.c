// SPDX-License-Identifier: GPL-2.0
/*
 * Names of triggers from the command line, and the CPU they run on.
 */
#include <err.h>
#include <stdlib.h>

#include "cmd.h"
#include "cpus.h"
#include "edit.h"
#include "pick.h"

void hop_pick_init(struct hop_pick *pick)
{
	pick->nr = 0;
	pick->list = calloc(hop_nr_triggers, sizeof(*pick->list));
	if (!pick->list)
		err(HOP_CANNOT, "triggers");
}

void hop_pick_free(struct hop_pick *pick)
{
	free(pick->list);
}

static void unknown(const char *word, struct argp_state *state)
{
	const char *names[hop_nr_triggers];
	const char *near;

	for (size_t i = 0; i < hop_nr_triggers; i++)
		names[i] = hop_triggers[i].name;
	near = hop_edit_nearest(word, names, hop_nr_triggers);
	if (near)
		argp_error(state, "no trigger `%s': did you mean `%s'?", word,
			   near);
	else
		argp_error(state, "no trigger `%s': `%s --help' lists them",
			   word, state->name);
}

void hop_pick_add(struct hop_pick *pick, const char *word,
		  struct argp_state *state)
{
	const struct hop_trigger *trigger = hop_trigger_find(word);

	if (!trigger) {
		unknown(word, state);
		return;
	}
	for (size_t i = 0; i < pick->nr; i++)
		if (pick->list[i] == trigger)
			return;
	pick->list[pick->nr++] = trigger;
}

void hop_pick_rest(struct hop_pick *pick)
{
	if (pick->nr)
		return;
	for (size_t i = 0; i < hop_nr_triggers; i++)
		pick->list[i] = &hop_triggers[i];
	pick->nr = hop_nr_triggers;
}

/* Wrapped by argp. */
char *hop_pick_help(int key, const char *text, void *input)
{
	char *list;
	size_t size;
	FILE *f;

	(void)input;
	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)text;
	f = open_memstream(&list, &size);
	if (!f)
		return (char *)text;
	fputs(text, f);
	for (size_t i = 0; i < hop_nr_triggers; i++)
		fprintf(f, "%s%s", i ? ", " : "", hop_triggers[i].name);
	fputc('.', f);
	fclose(f);
	return list;
}

bool hop_pick_cpu(long wanted, unsigned int *cpu)
{
	unsigned int *ids;
	size_t nr = hop_cpus_online(&ids);

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
	warnx("CPU %u is not online", *cpu);
	return false;
}
