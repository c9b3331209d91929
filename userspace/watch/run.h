/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One run of `stackhop watch`.
 */
#ifndef HOP_WATCH_RUN_H
#define HOP_WATCH_RUN_H

#include "bpf.h"
#include "lib/lib.h"
#include "view.h"

/**
 * struct hop_watch_job - what to do
 * @plan:	what is to be watched
 * @style:	what to show
 * @command:	held back until the programs run; pid 0: none
 * @words:	its arguments, for messages
 * @milliseconds: end after that time; -1: never
 * @interval:	show what came since every so many milliseconds; 0: only at
 *		the end
 * @json:	objects instead of tables
 */
struct hop_watch_job {
	struct hop_watch_plan plan;
	struct hop_watch_style style;
	struct hop_command command;
	char **words;
	long milliseconds;
	long interval;
	bool json;
};

/* hop_watch_run() - until the end that was asked for; returns enum hop_exit */
int hop_watch_run(struct hop_watch_job *job);

#endif
