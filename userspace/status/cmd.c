// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop status`: reads the stack pointers of every CPU and checks them.
 */
#include <argp.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "arch/arch.h"
#include "kernel/kernel.h"
#include "lib/lib.h"
#include "report.h"
#include "status.h"

#define DEFAULT_WIDTH 100

struct options {
	bool json;
	unsigned int context;
};

static const struct argp_option option_table[] = {
	{ "context", 'c', "CONTEXT", 0,
	  "look from a task at rest (task, the default), a hard interrupt (irq) or a softirq",
	  0 },
	{ "json", 'j', NULL, 0, "print one JSON object", 0 },
	{ 0 },
};

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;
	int context;

	switch (key) {
	case 'c':
		context = hop_args_choice(arg, hop_status_contexts);
		if (context < 0)
			argp_error(state, "--context is task, irq or softirq");
		o->context = context;
		return 0;
	case 'j':
		o->json = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Another task on that CPU. It may be one that we are not allowed on. */
static void cpu_visit(int fd, struct hop_cpu *cpu)
{
	unsigned int id = cpu->snap.cpu;

	cpu->visited =
		hop_cpus_pin(id) &&
		!hop_dev_snapshot(fd, id, HOP_CONTEXT_CALLER, &cpu->self);
}

/* Numbers below nr_cpus that are no CPU are left out. */
static bool cpus_collect(int fd, struct hop_machine *m)
{
	m->cpu = calloc(m->info.nr_cpus + 1, sizeof(*m->cpu));
	if (!m->cpu)
		err(HOP_CANNOT, "CPUs");
	for (unsigned int i = 0; i < m->info.nr_cpus; i++) {
		struct hop_cpu *cpu = &m->cpu[m->nr_cpus];
		int ret = hop_dev_snapshot(fd, i, m->context, &cpu->snap);

		cpu->online = ret == 0;
		if (cpu->online)
			cpu_visit(fd, cpu);
		if (ret == 0 || ret == -ENXIO)
			m->nr_cpus++;
		else if (ret != -EINVAL)
			return false;
	}
	return true;
}

static bool machine_collect(int fd, struct hop_machine *m)
{
	return !hop_dev_stacks(fd, &m->info, &m->stacks) && cpus_collect(fd, m);
}

static unsigned int terminal_width(void)
{
	const char *columns = getenv("COLUMNS");
	unsigned long width = DEFAULT_WIDTH;
	struct winsize size;

	if (columns)
		hop_args_number(columns, 1, 1000, &width);
	else if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col)
		width = size.ws_col;
	return width;
}

static int machine_show(const struct hop_machine *m, bool json)
{
	struct hop_checks checks;
	int failed = hop_checks_run(m, &checks);

	if (failed < 0) {
		warnx("%s", strerror(-failed));
		return HOP_CANNOT;
	}
	if (json)
		hop_status_json(m, &checks);
	else
		hop_status_print(m, &checks, terminal_width());
	hop_checks_free(&checks);
	return failed ? HOP_FAILED : HOP_OK;
}

int hop_cmd_status(int argc, char **argv)
{
	char doc[512];
	const struct argp argp = {
		.options = option_table,
		.parser = option_parse,
		.doc = doc,
	};
	struct options options = { 0 };
	struct hop_machine m = { 0 };
	int ret = HOP_CANNOT;
	int fd;

	snprintf(
		doc, sizeof(doc),
		"Reads %s on every CPU, and checks them against each other. Exit status 1 if a check failed.",
		hop_port.status->reads);
	if (argp_parse(&argp, argc, argv, 0, NULL, &options))
		return HOP_USAGE;
	m.context = options.context;
	fd = hop_dev_open(&m.info);
	if (fd < 0)
		return HOP_CANNOT;
	if (machine_collect(fd, &m))
		ret = machine_show(&m, options.json);
	free(m.cpu);
	free(m.stacks.stack);
	close(fd);
	return ret;
}
