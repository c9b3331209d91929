// SPDX-License-Identifier: GPL-2.0
/*
 * A 32-bit worker of `make fire`: makes calls until it is told to end. Started
 * by fire/compat.c, with the descriptor of the tally, the end and the seed.
 */
#include <stdio.h>
#include <stdlib.h>

#include "fire/worker.h"

int main(int argc, char **argv)
{
	struct hop_job job = {};

	if (argc != 4) {
		fputs("usage: fire_compat MEMORY UNTIL SEED\n", stderr);
		return 2;
	}
	job.memory = atoi(argv[1]);
	job.until = strtoull(argv[2], NULL, 0);
	job.seed = strtoull(argv[3], NULL, 0);
	job.tally = hop_tally_map(job.memory);
	if (!job.tally)
		return 1;
	hop_calls_work(&job);
	return 0;
}
