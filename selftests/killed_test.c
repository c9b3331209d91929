// SPDX-License-Identifier: GPL-2.0
/*
 * The tool, killed at any time while it runs triggers: no process of it stays,
 * nothing is armed or tapped, and the module can be unloaded.
 */
#include <kselftest_harness.h>
#include <ctype.h>
#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "lib/lib.h"
#include "lib/tool.h"

#define KILLS 8
#define STEP_US 5000
#define STOPPED_US 100000
#define MANY_CHILDREN 20
#define POLLS 6000
#define POLL_US 10000

/* Name and state of a process; false if it has gone. */
static bool process_read(const char *pid, char *name, size_t size, char *state)
{
	char path[300], line[512], *from, *to;
	bool ok = false;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	f = fopen(path, "r");
	if (f && fgets(line, sizeof(line), f)) {
		from = strchr(line, '(');
		to = strrchr(line, ')');
		ok = from && to && sscanf(to, ") %c", state) == 1;
		if (ok)
			snprintf(name, size, "%.*s", (int)(to - from - 1),
				 from + 1);
	}
	if (f)
		fclose(f);
	return ok;
}

/* How many processes of the tool live; the last one's number in @pid. */
static int processes(char *pid, size_t size)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	char name[64], state;
	int nr = 0;

	while (dir && (entry = readdir(dir))) {
		if (!isdigit((unsigned char)entry->d_name[0]) ||
		    !process_read(entry->d_name, name, sizeof(name), &state))
			continue;
		if (strcmp(name, "stackhop") || state == 'Z')
			continue;
		snprintf(pid, size, "%s", entry->d_name);
		nr++;
	}
	if (dir)
		closedir(dir);
	return nr;
}

/* The last process number that was given away: /proc/loadavg ends in it. */
static int last_process(void)
{
	FILE *f = fopen("/proc/loadavg", "r");
	int nr = -1;

	if (f && fscanf(f, "%*s %*s %*s %*s %d", &nr) != 1)
		nr = -1;
	if (f)
		fclose(f);
	return nr;
}

/* A child is there, or as many have come and gone as nobody else would make. */
static bool had_children(int tool)
{
	char pid[300];

	return processes(pid, sizeof(pid)) > 1 ||
	       last_process() > tool + MANY_CHILDREN;
}

/* The device is opened long before there are children that run something. */
static bool has_begun(int tool, int before, bool children)
{
	for (int i = 0; i < POLLS; i++, usleep(POLL_US))
		if (children ? had_children(tool) : hop_references() > before)
			return true;
	return false;
}

static bool leaves_nothing(int before, char *pid, size_t size)
{
	for (int i = 0; i < POLLS; i++, usleep(POLL_US))
		if (!processes(pid, size) && hop_references() == before)
			return true;
	return false;
}

FIXTURE(killed)
{
	int before; /* references to the module */
};

FIXTURE_SETUP(killed)
{
	char pid[300];

	self->before = hop_references();
	ASSERT_LE(0, self->before);
	ASSERT_EQ(0, processes(pid, sizeof(pid)));
}

FIXTURE_TEARDOWN(killed)
{
}

FIXTURE_VARIANT(killed)
{
	const char *line;
};

FIXTURE_VARIANT_ADD(killed, path_fork)
VALUES(.line = "path -r 1000000 fork");

FIXTURE_VARIANT_ADD(killed, path_others)
VALUES(.line = "path -r 1000000 own-user switch softirq-irq");

FIXTURE_VARIANT_ADD(killed, path_trial)
VALUES(.line = "path -r 1000000 watchpoint-user");

FIXTURE_VARIANT_ADD(killed, cost)
VALUES(.line = "cost -r 100000 syscall own-ist-user");

FIXTURE_VARIANT_ADD(killed, cost_fork)
VALUES(.line = "cost -r 100000 fork");

FIXTURE_VARIANT_ADD(killed, gate)
VALUES(.line = "gate -n 100000000");

/*
 * Later and later after it has opened the device, or after it has children. Every
 * other time it is held first: what its children then wait for never comes.
 */
static void kill_at(struct __test_metadata *_metadata, const char *line,
		    int before, int nr)
{
	char pid[300] = "none";
	struct hop_tool tool;

	ASSERT_EQ(0, hop_tool_start(&tool, line));
	EXPECT_TRUE(has_begun(tool.pid, before, nr % 4)) TH_LOG("%s", line);
	usleep(nr * STEP_US);
	if (nr % 2) {
		kill(tool.pid, SIGSTOP);
		usleep(STOPPED_US);
	}
	kill(tool.pid, SIGKILL);
	hop_tool_wait(&tool);
	hop_tool_close(&tool);
	ASSERT_TRUE(leaves_nothing(before, pid, sizeof(pid)))
	TH_LOG("kill %d: process %s left, %d hold the module, %d did", nr, pid,
	       hop_references(), before);
}

TEST_F(killed, nothing_is_left)
{
	struct hop_tap tap = { .stamps = 1 << HOP_STAMP_SYS_ENTER };
	struct hop_info info;
	char params[256];
	int fd;

	for (int i = 0; i < KILLS; i++)
		kill_at(_metadata, variant->line, self->before, i);
	fd = hop_device_open();
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, hop_info_get(fd, &info));
	EXPECT_EQ(0, info.armed);
	EXPECT_EQ(0, hop_device_call(fd, HOP_IOC_TAP, &tap));
	close(fd);
	ASSERT_EQ(0, hop_params(params, sizeof(params)));
	EXPECT_EQ(0, hop_unload());
	ASSERT_EQ(0, hop_load(params));
}

TEST_HARNESS_MAIN
