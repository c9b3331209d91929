// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop watch` for people and as JSON; watch.h documents the keys.
 */
#include <stdio.h>
#include <sys/wait.h>

#include "json.h"
#include "kinds.h"
#include "table.h"
#include "watch.h"

const char *const hop_watch_points[HOP_WATCH_NR] = {
	[HOP_WATCH_SYS_ENTER] = "sys_enter",
	[HOP_WATCH_SYS_EXIT] = "sys_exit",
};

typedef void row_fn(void *to, const char *cpu, int number, unsigned int point,
		    unsigned int kind, __u64 count);

/* Every count of a CPU that is not 0; @number is -1 for the totals. */
static void cpu_walk(const struct hop_watch_counts *counts, int number,
		     row_fn *row, void *to)
{
	char cpu[16] = "all";

	if (number >= 0)
		snprintf(cpu, sizeof(cpu), "%d", number);
	for (unsigned int point = 0; point < HOP_WATCH_NR; point++) {
		for (unsigned int kind = 0; kind < HOP_KIND_NR; kind++) {
			__u64 count =
				number < 0 ?
					hop_watch_total(counts, point, kind) :
					counts->count[number * HOP_WATCH_KEYS +
						      HOP_WATCH_KEY(point,
								    kind)];

			if (count)
				row(to, cpu, number, point, kind, count);
		}
	}
}

static void table_row(void *to, const char *cpu, int number, unsigned int point,
		      unsigned int kind, __u64 count)
{
	(void)number;
	hop_table_add(to, "%s", cpu);
	hop_table_add(to, "%s", hop_watch_points[point]);
	hop_table_add(to, "%s", hop_kind_name(kind));
	hop_table_add(to, "%llu", count);
}

void hop_watch_print(const struct hop_watch_counts *counts)
{
	static const char *const head[] = { ">CPU", "ENTRY", "STACK",
					    ">COUNT" };
	struct hop_table *t = hop_table_new(head, 4);

	for (size_t cpu = 0; cpu < counts->nr_cpus; cpu++)
		cpu_walk(counts, cpu, table_row, t);
	cpu_walk(counts, -1, table_row, t);
	hop_table_print(t, stdout);
	hop_table_free(t);
	for (unsigned int point = 0; point < HOP_WATCH_NR; point++) {
		if (counts->missed[point] < 0)
			printf("%s: this kernel does not count missed events\n",
			       hop_watch_points[point]);
		else
			printf("%s: %lld missed\n", hop_watch_points[point],
			       counts->missed[point]);
	}
}

static void json_row(void *to, const char *cpu, int number, unsigned int point,
		     unsigned int kind, __u64 count)
{
	struct json_object *o = json_object_new_object();

	(void)cpu;
	if (number >= 0)
		hop_json_int(o, "cpu", number);
	hop_json_text(o, "entry", hop_watch_points[point]);
	hop_json_text(o, "kind", hop_kind_name(kind));
	hop_json_int(o, "count", count);
	json_object_array_add(to, o);
}

static struct json_object *missed_json(const struct hop_watch_counts *counts)
{
	struct json_object *o = json_object_new_object();

	for (unsigned int point = 0; point < HOP_WATCH_NR; point++) {
		if (counts->missed[point] < 0)
			json_object_object_add(o, hop_watch_points[point],
					       NULL);
		else
			hop_json_int(o, hop_watch_points[point],
				     counts->missed[point]);
	}
	return o;
}

static struct json_object *command_json(int status)
{
	struct json_object *o;

	if (status == -1)
		return NULL;
	o = json_object_new_object();
	json_object_object_add(o, "exited", NULL);
	json_object_object_add(o, "signal", NULL);
	if (WIFEXITED(status))
		hop_json_int(o, "exited", WEXITSTATUS(status));
	else
		hop_json_int(o, "signal", WTERMSIG(status));
	return o;
}

void hop_watch_json(const struct hop_watch_counts *counts, pid_t tgid,
		    int status)
{
	struct json_object *o = json_object_new_object();
	struct json_object *rows = json_object_new_array();
	struct json_object *totals = json_object_new_array();

	for (size_t cpu = 0; cpu < counts->nr_cpus; cpu++)
		cpu_walk(counts, cpu, json_row, rows);
	cpu_walk(counts, -1, json_row, totals);
	hop_json_os(o);
	hop_json_int(o, "tgid", tgid);
	json_object_object_add(o, "command", command_json(status));
	json_object_object_add(o, "counts", rows);
	json_object_object_add(o, "totals", totals);
	json_object_object_add(o, "missed", missed_json(counts));
	hop_json_print(o);
}
