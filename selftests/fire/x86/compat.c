// SPDX-License-Identifier: GPL-2.0
/*
 * The calls of a 32-bit program: runs fire_compat, which makes them.
 */
#include <stdio.h>
#include <unistd.h>

#include "fire/x86/workers.h"

void hop_compat_work(struct hop_job *job)
{
	char memory[16], until[32], seed[32];

	snprintf(memory, sizeof(memory), "%d", job->memory);
	snprintf(until, sizeof(until), "%ju", (uintmax_t)job->until);
	snprintf(seed, sizeof(seed), "%ju", (uintmax_t)job->seed);
	execl("./fire_compat", "fire_compat", memory, until, seed, NULL);
	hop_fault(job->tally, "cannot run ./fire_compat: %m");
}
