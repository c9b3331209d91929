// SPDX-License-Identifier: GPL-2.0
/*
 * Loads and unloads the module, with any parameters, good and bad; in between
 * somebody uses it, and at times is killed at it.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/arch.h"
#include "fire/worker.h"

#define UNLOAD_MS 10000
#define USE_MOST_US 20000

static void pick_params(uint64_t *dice, char *text, size_t size)
{
	int len = 0;

	text[0] = '\0';
	if (!hop_dice_below(dice, 4))
		len += snprintf(text + len, size - len, "vector=%u ",
				20 + hop_dice_below(dice, 10));
	if (!hop_dice_below(dice, 4))
		len += snprintf(text + len, size - len, "ist_vector=%u ",
				20 + hop_dice_below(dice, 10));
	if (!hop_dice_below(dice, 4))
		len += snprintf(text + len, size - len, "tape_records=%u ",
				1u << hop_dice_below(dice, 17));
	if (!hop_dice_below(dice, 16))
		snprintf(text + len, size - len, "gates=0");
}

/* Until it is there: bad parameters are refused, good ones never. */
static int load(struct hop_job *job, uint64_t *dice)
{
	char params[128];
	int err;

	pick_params(dice, params, sizeof(params));
	err = hop_load(params);
	if (err == -EINVAL && params[0])
		err = hop_load("");
	if (err && err != -EEXIST)
		hop_fault(job->tally, "loading with '%s': %d", params, err);
	return err;
}

static void use(uint64_t *dice)
{
	struct hop_tap tap = { .calls = hop_dice(dice) & HOP_TAP_CALLS,
			       .stamps = hop_dice(dice) & 0xfff };
	int fd = hop_device_open(), i;

	if (fd < 0)
		return;
	for (i = 0; i < 4; i++)
		tap.vectors[i] = hop_dice(dice);
	hop_gates_arm(fd, 1 + hop_dice_below(dice, 3));
	hop_device_call(fd, HOP_IOC_TAP, &tap);
	for (i = 0; i < HOP_GATE_NR; i++)
		hop_kernel_fire(fd, i, 1 + hop_dice_below(dice, 64));
	if (hop_dice(dice) & 1) {
		memset(&tap, 0, sizeof(tap));
		hop_device_call(fd, HOP_IOC_TAP, &tap);
	}
	close(fd);
}

/* A user who is killed wherever he is then. */
static void use_killed(uint64_t *dice)
{
	pid_t pid = fork();

	if (!pid)
		for (;;)
			use(dice);
	if (pid < 0)
		return;
	usleep(hop_dice_below(dice, USE_MOST_US));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/*
 * The other workers let go of it when they see that somebody wants to unload it,
 * but open it again and again meanwhile.
 */
int hop_job_unload(struct hop_job *job)
{
	uint64_t until = hop_now_ms() + UNLOAD_MS;
	int err;

	atomic_fetch_add(&job->tally->drain, 1);
	do {
		err = hop_unload();
		if (err)
			usleep(500);
	} while ((err == -EAGAIN || err == -EBUSY) && hop_now_ms() < until);
	atomic_fetch_sub(&job->tally->drain, 1);
	if (!err)
		hop_tally_add(job->tally, HOP_COUNT_CYCLES, 1);
	return err;
}

void hop_cycles_work(struct hop_job *job)
{
	uint64_t dice = job->seed;
	int err;

	while (!hop_job_over(job)) {
		err = hop_job_unload(job);
		if (err && err != -EAGAIN && err != -EBUSY)
			hop_fault(job->tally, "unloading: %d", err);
		if (load(job, &dice) && !hop_is_loaded())
			break;
		if (hop_dice(&dice) & 1)
			use(&dice);
		else if (hop_dice(&dice) & 1)
			use_killed(&dice);
		/* Time for those beside to open it again. */
		usleep(hop_dice_below(&dice, USE_MOST_US));
	}
}
