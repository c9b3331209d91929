// SPDX-License-Identifier: GPL-2.0
/*
 * What must be as it was before, after each round: the CPUs' tables and
 * registers, the page tables, memory, the log, and that the tool still answers.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/arch.h"
#include "lib/tool.h"
#include "fire/ground.h"

#define UNLOAD_MS 30000
/* What a round may leave in the caches of the kernel, once. */
#define GROWTH_KB 8192

/* By which the kernel says that something is wrong. */
static const char *const hop_ground_cries[] = {
	"BUG:",
	"WARNING:",
	"Oops",
	"Uhhuh",
	"Dazed",
	"soft lockup",
	"rcu_sched self-detected",
	"double fault",
};

static void bring_cpus_back(struct hop_tally *tally)
{
	int cpu, nr = sysconf(_SC_NPROCESSORS_CONF);

	for (cpu = 1; cpu < nr; cpu++)
		if (hop_set_online(cpu, true))
			hop_fault(tally, "CPU %d does not come back", cpu);
}

static long memory_used(void)
{
	static const char *const rows[] = { "SUnreclaim:", "VmallocUsed:",
					    "Percpu:", "PageTables:" };
	char text[4096];
	long sum = 0;
	size_t i;

	if (hop_slurp("/proc/meminfo", text, sizeof(text)) < 0)
		return -1;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		char *at = strstr(text, rows[i]);

		sum += at ? atol(at + strlen(rows[i])) : 0;
	}
	return sum;
}

/* Once the workers have ended nothing holds the module. */
static void unload(struct hop_tally *tally)
{
	uint64_t until = hop_now_ms() + UNLOAD_MS;
	int err;

	do {
		err = hop_unload();
		if (err)
			usleep(10000);
	} while (err && hop_now_ms() < until);
	if (err)
		hop_fault(tally, "cannot be unloaded (%d), %d references", err,
			  hop_references());
}

/* Children of what was killed end a little later than it. */
static void await_users(struct hop_tally *tally)
{
	uint64_t until = hop_now_ms() + UNLOAD_MS;

	while (hop_references() > 0 && hop_now_ms() < until)
		usleep(10000);
	if (hop_references() > 0)
		hop_fault(tally, "%d still hold the module", hop_references());
}

/* No gate is armed, nobody has taps. */
static void check_is_free(struct hop_tally *tally)
{
	struct hop_tap tap = { .stamps = 1 << HOP_STAMP_SYS_ENTER };
	struct hop_info info;
	int fd = hop_device_open();
	int err = fd < 0 ? fd : hop_info_get(fd, &info);

	if (err) {
		hop_fault(tally, "no information: %d", err);
		return;
	}
	if (info.armed)
		hop_fault(tally, "gates %#x are still armed", info.armed);
	err = hop_device_call(fd, HOP_IOC_TAP, &tap);
	if (err && err != -(int)info.gates_errno)
		hop_fault(tally, "TAP gave %d, and nobody is there", err);
	close(fd);
}

/* It may be loaded with gates=0 now: then the tool refuses, with 3. */
static int right_status(void)
{
	struct hop_info info = {};
	int fd = hop_device_open();

	if (fd < 0)
		return 3;
	hop_info_get(fd, &info);
	close(fd);
	return info.gates_errno == EOPNOTSUPP ? 3 : 0;
}

static void check_answers(struct hop_tally *tally)
{
	static const char *const lines[] = {
		"stackhop gate -n 20 2>&1",
		"stackhop path own-user own-ist-user " HOP_TRIGGER_SECOND_CALL
		" 2>&1",
	};
	static char said[8192];
	int status, right = right_status();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		status = hop_tool_shell(lines[i], said, sizeof(said));
		if (status != right)
			hop_fault(tally, "'%s' gave %d:\n%.300s", lines[i],
				  status, said);
	}
}

static void check_log(struct hop_ground *ground, struct hop_tally *tally)
{
	char record[2048], *text;
	ssize_t got;
	size_t i;

	while ((got = read(ground->log, record, sizeof(record) - 1)) > 0 ||
	       (got < 0 && errno == EPIPE)) {
		record[got > 0 ? got : 0] = '\0';
		text = strchr(record, ';');
		if (text)
			text[strcspn(text, "\n")] = '\0';
		for (i = 0; text && i < ARRAY_SIZE(hop_ground_cries); i++)
			if (strstr(text, hop_ground_cries[i]))
				hop_fault(tally, "the kernel says: %.200s",
					  text + 1);
	}
}

static void check_state(const struct hop_ground *ground,
			struct hop_tally *tally)
{
	static struct hop_state now;
	int err = hop_state_take(&now);
	const char *diff = err ? NULL : hop_state_diff(&ground->state, &now);

	if (err)
		hop_fault(tally, "cannot read the machine's state: %d", err);
	if (diff)
		hop_fault(tally, "after unload %s", diff);
}

/* The first round fills the kernel's caches. */
static void check_memory(struct hop_ground *ground, struct hop_tally *tally)
{
	long used = memory_used();

	if (!ground->memory)
		ground->memory = used;
	else if (used > ground->memory + GROWTH_KB)
		hop_fault(tally, "memory grew from %ld KiB to %ld KiB",
			  ground->memory, used);
}

int hop_ground_take(struct hop_ground *ground)
{
	*ground = (struct hop_ground){ .log = hop_log_open() };
	if (ground->log < 0)
		return ground->log;
	return hop_state_take(&ground->state);
}

void hop_ground_check(struct hop_ground *ground, struct hop_tally *tally)
{
	bring_cpus_back(tally);
	if (!hop_is_loaded() && hop_load(""))
		hop_fault(tally, "cannot be loaded");
	await_users(tally);
	check_is_free(tally);
	check_answers(tally);
	unload(tally);
	check_state(ground, tally);
	check_memory(ground, tally);
	check_log(ground, tally);
}
