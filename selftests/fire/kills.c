// SPDX-License-Identifier: GPL-2.0
/*
 * Kills every command of the tool, with all its processes, at any moment.
 */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "lib/arch.h"
#include "lib/tool.h"
#include "fire/worker.h"

#define LIFE_MOST_US 3000000

static const char *const lines[] = {
	"status",
	"gate -n 100000000",
	"path -r 1000000 own-user own-kernel own-ist-user",
	"path -r 1000000 fork switch signal",
	"path -r 1000000 nmi-user timer-user " HOP_TRIGGER_SECOND_CALL,
	"path -r 1000000",
	"cost -r 100000 syscall own-ist-user",
	"cost -r 100000 fork",
	"watch -a -i 1",
	"watch -- /bin/busybox sh -c :;:;:",
	"depth --top 4",
	"depth -- /bin/busybox true",
	"top",
};

/* Held first, every other time: what its children wait for never comes. */
static void kill_one(struct hop_job *job, uint64_t *dice)
{
	const char *line = lines[hop_dice_below(dice, ARRAY_SIZE(lines))];
	unsigned int life = hop_dice_below(dice, LIFE_MOST_US);
	struct hop_tool tool;
	int err = hop_tool_start_mute(&tool, line);

	if (err) {
		hop_fault(job->tally, "cannot start '%s': %d", line, err);
		return;
	}
	/* As many short lives as long ones. */
	usleep(life >> hop_dice_below(dice, 12));
	if (hop_dice(dice) & 1)
		kill(-tool.pid, SIGSTOP);
	if (hop_dice(dice) & 1)
		kill(tool.pid, SIGKILL);
	kill(-tool.pid, SIGKILL);
	kill(tool.pid, SIGKILL);
	hop_tool_wait(&tool);
	hop_tool_close(&tool);
	hop_tally_add(job->tally, HOP_COUNT_KILLS, 1);
}

void hop_kills_work(struct hop_job *job)
{
	uint64_t dice = job->seed;

	while (!hop_job_over(job))
		kill_one(job, &dice);
}
