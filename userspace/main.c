// SPDX-License-Identifier: GPL-2.0
/*
 * stackhop: shows which stack each kernel entry runs on. This file finds the
 * subcommand and runs it.
 */
#include <argp.h>
#include <err.h>
#include <stdio.h>
#include <string.h>

#include "lib/lib.h"
#include "subcommand.h"

static const struct hop_cmd commands[] = {
	{ "status", "stack pointers of every CPU, checked against each other",
	  hop_cmd_status },
	{ "gate", "fire the module's own gates and check what was recorded",
	  hop_cmd_gate },
	{ "path", "the stacks that each kind of entry runs on", hop_cmd_path },
	{ "cost", "what each kind of entry costs, in cycles", hop_cmd_cost },
	{ "diff", "what differs between two results of path or cost",
	  hop_cmd_diff },
	{ "watch", "which stacks a live system runs on, how deep, who (BPF)",
	  hop_cmd_watch },
	{ "top", "stack depths on a live screen (BPF)", hop_cmd_top },
	{ "depth", "how deep every stack got", hop_cmd_depth },
};

#define NR_COMMANDS (sizeof(commands) / sizeof(commands[0]))

const char *argp_program_version = "stackhop " HOP_VERSION;

static const char doc[] =
	"Shows which stack each kernel entry runs on, from evidence taken on "
	"the running machine.\vCommands:\n";

static void commands_list(FILE *f)
{
	for (size_t i = 0; i < NR_COMMANDS; i++)
		fprintf(f, "  %-8s %s\n", commands[i].name, commands[i].doc);
	fputs("\n`stackhop COMMAND --help' says more. Exit status: 0 ok, 1 a "
	      "check failed, 2 usage, 3 cannot run here, or cannot write.",
	      f);
}

static char *help_filter(int key, const char *text, void *input)
{
	(void)input;
	return hop_args_help(key, text, commands_list);
}

static int command_unknown(const char *word)
{
	const char *names[NR_COMMANDS];
	const char *near;

	for (size_t i = 0; i < NR_COMMANDS; i++)
		names[i] = commands[i].name;
	near = hop_spelling_nearest(word, names, NR_COMMANDS);
	warnx("no command `%s': %s `%s'%s", word, near ? "did you mean" : "see",
	      near ? near : "stackhop --help", near ? "?" : "");
	return HOP_USAGE;
}

static int command_run(int argc, char **argv)
{
	char name[64];

	for (size_t i = 0; i < NR_COMMANDS; i++) {
		if (strcmp(argv[0], commands[i].name))
			continue;
		snprintf(name, sizeof(name), "stackhop %s", argv[0]);
		argv[0] = name;
		return commands[i].run(argc, argv);
	}
	return command_unknown(argv[0]);
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.args_doc = "COMMAND [OPTION...]",
		.doc = doc,
		.help_filter = help_filter,
	};
	int next;

	if (!hop_out_begin())
		return HOP_CANNOT;
	argp_err_exit_status = HOP_USAGE;
	if (argp_parse(&argp, argc, argv, ARGP_IN_ORDER, &next, NULL))
		return HOP_USAGE;
	if (next < argc)
		return command_run(argc - next, argv + next);
	warnx("which command? See `stackhop --help'");
	return HOP_USAGE;
}
