// SPDX-License-Identifier: GPL-2.0
/*
 * The stackhop tool: exit statuses, and its JSON against what the calls of the
 * module say.
 */
#include <kselftest_harness.h>
#include <fcntl.h>
#include <json-c/json.h>

#include "lib/arch.h"

#define MAX_ARGS 8
#define OUTPUT_BYTES (1 << 20)
#define RECORDS 3
#define FIRES 1000
#define NOBODY 65534

static char out[OUTPUT_BYTES], err[OUTPUT_BYTES];

FIXTURE(tool)
{
	int fd;
	struct hop_info info;
	int cpus[HOP_MAX_CPUS];
	int nr_cpus;
};

FIXTURE_SETUP(tool)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	self->nr_cpus = hop_online(self->cpus);
	ASSERT_LT(0, self->nr_cpus);
}

FIXTURE_TEARDOWN(tool)
{
	close(self->fd);
}

/* In the PATH where it is installed, else beside the selftests' directory. */
static void exec_tool(char **args)
{
	execvp("stackhop", args);
	execv("../userspace/stackhop", args);
	_exit(127);
}

static int temp_file(void)
{
	char path[] = "/tmp/hop_tool_XXXXXX";
	int fd = mkstemp(path);

	unlink(path);
	return fd;
}

static void read_back(int fd, char *text)
{
	ssize_t got = pread(fd, text, OUTPUT_BYTES - 1, 0);

	while (got > 0 && text[got - 1] == '\n')
		got--;
	text[got > 0 ? got : 0] = '\0';
	close(fd);
}

/* Runs the tool with @line split at spaces; fills out and err. */
static int run_as(uid_t uid, const char *line)
{
	char copy[256], *args[MAX_ARGS] = { "stackhop" };
	int fds[2] = { temp_file(), temp_file() }, status, nr = 1;
	char *word;
	pid_t pid;

	snprintf(copy, sizeof(copy), "%s", line);
	for (word = strtok(copy, " "); word && nr < MAX_ARGS - 1;
	     word = strtok(NULL, " "))
		args[nr++] = word;
	pid = fork();
	if (!pid) {
		dup2(fds[0], 1);
		dup2(fds[1], 2);
		if (uid && (setgid(uid) || setuid(uid)))
			_exit(126);
		exec_tool(args);
	}
	waitpid(pid, &status, 0);
	read_back(fds[0], out);
	read_back(fds[1], err);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define run(line) run_as(0, line)

static json_object *member(json_object *from, const char *name)
{
	json_object *found = NULL;

	json_object_object_get_ex(from, name, &found);
	return found;
}

static int64_t number(json_object *from, const char *name)
{
	json_object *found = member(from, name);

	return found ? json_object_get_int64(found) : -1;
}

static const char *string(json_object *from, const char *name)
{
	const char *found = json_object_get_string(member(from, name));

	return found ?: "";
}

/* Addresses are strings in hex. */
static uint64_t address(json_object *from)
{
	return strtoull(json_object_get_string(from) ?: "-1", NULL, 16);
}

static const struct {
	const char *line;
	int status;
} usages[] = {
	{ "--help", 0 },	{ "status --help", 0 },
	{ "gate --help", 0 },	{ "watch --help", 0 },
	{ "--version", 0 },	{ "", 2 },
	{ "bogus", 2 },		{ "status --bogus", 2 },
	{ "status extra", 2 },	{ "gate -n", 2 },
	{ "gate -n 0", 2 },	{ "gate -n -1", 2 },
	{ "gate -n abc", 2 },	{ "gate -n 99999999999999999999", 2 },
	{ "gate -c 9999", 3 },	{ "gate -g bogus", 2 },
	{ "gate -m bogus", 2 }, { "status -c bogus", 2 },
	{ "watch -t abc", 2 },	{ "watch -p abc", 2 },
};

TEST_F(tool, exit_statuses)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(usages); i++) {
		EXPECT_EQ(usages[i].status, run(usages[i].line))
		TH_LOG("stackhop %s: %s", usages[i].line, err);
		EXPECT_EQ(usages[i].status == 0, out[0] != '\0')
		TH_LOG("stackhop %s", usages[i].line);
		EXPECT_EQ(usages[i].status != 0, err[0] != '\0')
		TH_LOG("stackhop %s", usages[i].line);
	}
}

static void check_cpu(struct __test_metadata *_metadata, int fd, int cpu,
		      json_object *said)
{
	struct hop_snapshot snap;
	const char *other;

	ASSERT_EQ(0, hop_snapshot_get(fd, cpu, HOP_CONTEXT_TASK, &snap));
	EXPECT_EQ(cpu, number(said, "cpu"));
	EXPECT_HEX(hop_snapshot_value(&snap, HOP_VALUE_HARDIRQ_STACK),
		   address(member(said, "hardirq_stack")));
	EXPECT_EQ((int)hop_snapshot_value(&snap, HOP_VALUE_IRQ_INUSE),
		  number(said, "irq_inuse"));
	EXPECT_STREQ("task", string(said, "sp_kind"));
	other = hop_snapshot_said(&snap, said);
	EXPECT_EQ(NULL, other) TH_LOG("CPU %d: %s", cpu, other);
}

TEST_F(tool, status_json)
{
	json_object *root, *cpus, *checks;
	size_t i;

	ASSERT_EQ(0, run("status --json")) TH_LOG("%s", err);
	root = json_tokener_parse(out);
	ASSERT_NE(NULL, root);
	EXPECT_EQ(!!(self->info.features & HOP_FEAT_PTI),
		  json_object_get_boolean(member(root, "pti")));
	cpus = member(root, "cpus");
	ASSERT_EQ((size_t)self->nr_cpus, json_object_array_length(cpus));
	for (i = 0; i < (size_t)self->nr_cpus; i++)
		check_cpu(_metadata, self->fd, self->cpus[i],
			  json_object_array_get_idx(cpus, i));
	EXPECT_EQ(self->info.nr_stacks,
		  json_object_array_length(member(root, "stacks")));
	checks = member(root, "checks");
	ASSERT_LT(10, json_object_array_length(checks));
	for (i = 0; i < json_object_array_length(checks); i++) {
		json_object *check = json_object_array_get_idx(checks, i);

		EXPECT_TRUE(json_object_get_boolean(member(check, "ok")))
		TH_LOG("%s", string(check, "name"));
	}
	json_object_put(root);
}

TEST_F(tool, status_in_irq_context)
{
	json_object *root, *cpus;
	size_t i;

	ASSERT_EQ(0, run("status --json -c irq")) TH_LOG("%s", err);
	root = json_tokener_parse(out);
	ASSERT_NE(NULL, root);
	cpus = member(root, "cpus");
	for (i = 0; i < json_object_array_length(cpus); i++)
		EXPECT_IS(0, strcmp("irq",
				    string(json_object_array_get_idx(cpus, i),
					   "sp_kind")));
	json_object_put(root);
}

static void check_row(struct __test_metadata *_metadata, json_object *row)
{
	json_object *seen = member(row, "paths");
	int i;

	EXPECT_EQ(FIRES, number(row, "recorded"));
	ASSERT_EQ(1, json_object_array_length(seen));
	for (i = 0; i < hop_gate_paths_nr; i++)
		if (!strcmp(hop_gate_paths[i].gate, string(row, "gate")) &&
		    !strcmp(hop_gate_paths[i].mode, string(row, "mode")))
			break;
	ASSERT_GT(hop_gate_paths_nr, i);
	EXPECT_STREQ(hop_gate_paths[i].path,
		     string(json_object_array_get_idx(seen, 0), "path"));
}

/* What the tool counts is what came onto the tapes. */
TEST_F(tool, gate_json)
{
	struct hop_read before[HOP_MAX_CPUS], after;
	int64_t want = FIRES * hop_gate_paths_nr;
	json_object *root, *rows;
	struct hop_record rec;
	int i;

	NEED_GATES(&self->info);
	for (i = 0; i < self->nr_cpus; i++)
		hop_read_tape(self->fd, self->cpus[i], &rec, 1, &before[i]);
	ASSERT_EQ(0, run("gate -n 1000 --json")) TH_LOG("%s%s", err, out);
	for (i = 0; i < self->nr_cpus; i++) {
		hop_read_tape(self->fd, self->cpus[i], &rec, 1, &after);
		EXPECT_EQ(want * RECORDS, after.head - before[i].head);
	}
	root = json_tokener_parse(out);
	ASSERT_NE(NULL, root);
	EXPECT_EQ(want * self->nr_cpus, number(root, "fired"));
	EXPECT_EQ(want * self->nr_cpus, number(root, "recorded"));
	EXPECT_EQ(0, number(root, "lost"));
	EXPECT_EQ(0, number(root, "torn"));
	EXPECT_EQ(0, number(root, "wrong"));
	rows = member(root, "rows");
	ASSERT_EQ(hop_gate_paths_nr * self->nr_cpus,
		  (int)json_object_array_length(rows));
	for (i = 0; i < (int)json_object_array_length(rows); i++)
		check_row(_metadata, json_object_array_get_idx(rows, i));
	json_object_put(root);
}

/* The sum of the totals of @entry over all kinds, -1 without an answer. */
static int64_t watched(const char *calls, const char *entry)
{
	json_object *root, *totals;
	char line[128];
	int64_t sum = 0;
	size_t i;

	snprintf(line, sizeof(line), "watch --json -- ./call_getppid %s",
		 calls);
	if (run(line))
		return -1;
	root = json_tokener_parse(out);
	totals = member(root, "totals");
	for (i = 0; totals && i < json_object_array_length(totals); i++) {
		json_object *total = json_object_array_get_idx(totals, i);

		if (strcmp(string(total, "entry"), entry))
			continue;
		sum += number(total, "count");
		if (strcmp(string(total, "kind"), "task"))
			sum = -1000000;
	}
	json_object_put(root);
	return sum;
}

/* All else that the program does costs the same number of calls each time. */
TEST_F(tool, watch_counts_every_call)
{
	int64_t few = watched("1000", "sys_enter");

	ASSERT_LT(1000, few) TH_LOG("%s", err);
	EXPECT_EQ(few + 4000, watched("5000", "sys_enter"));
	few = watched("1000", "sys_exit");
	ASSERT_LE(1000, few) TH_LOG("%s", err);
	EXPECT_EQ(few + 4000, watched("5000", "sys_exit"));
}

static const char *const commands[] = { "status", "status --json", "gate",
					"gate --json" };

TEST_F(tool, not_for_nobody)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		EXPECT_EQ(3, run_as(NOBODY, commands[i]))
		TH_LOG("%s: %s", commands[i], err);
		EXPECT_STREQ("", out);
		EXPECT_NE('\0', err[0]);
	}
}

TEST_F(tool, without_the_module)
{
	char params[256];
	size_t i;

	ASSERT_EQ(0, hop_params(params, sizeof(params)));
	close(self->fd);
	ASSERT_EQ(0, hop_unload());
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		EXPECT_EQ(3, run(commands[i]))
		TH_LOG("%s: %s", commands[i], err);
		EXPECT_STREQ("", out);
		EXPECT_NE(NULL, strstr(err, "module"));
	}
	ASSERT_EQ(0, hop_load(params));
	self->fd = hop_device_open();
}

TEST_HARNESS_MAIN
