/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What `stackhop cost` has to say, and how it says it.
 */
#ifndef HOP_COST_REPORT_H
#define HOP_COST_REPORT_H

#include "samples.h"

/**
 * struct hop_cost_row - one trigger
 * @trigger:   its name
 * @mode:      where the entry comes from
 * @timed:     what the total is of, in words
 * @cost:      see there
 * @discarded: runs that showed nothing
 * @cannot:    why there is no cost, or NULL
 */
struct hop_cost_row {
	const char *trigger;
	const char *mode;
	const char *timed;
	struct hop_cost cost;
	unsigned long discarded;
	const char *cannot;
};

/**
 * struct hop_cost_report - all of them
 * @pti, @features: as the machine is
 * @instructions: the time-stamp counter counts instructions here
 * @emulator: what emulates the CPU, or NULL
 * @cpu:     that it ran on
 * @row:     one for each trigger
 * @nr:      how many
 */
struct hop_cost_report {
	bool pti;
	__u32 features;
	bool instructions;
	const char *emulator;
	unsigned int cpu;
	struct hop_cost_row *row;
	size_t nr;
};

/* hop_cost_print() - a table, for people */
void hop_cost_print(const struct hop_cost_report *report);

struct json_object;

/**
 * hop_cost_json() - the report as an object, for the caller to print or put
 *
 * "kernel", "arch", "pti", "fred": as `stackhop path --json` has them.
 * "unit": "ticks" of the time-stamp counter, or "instructions" where it counts
 *	those; "cpu": that it ran on; "emulator": if the CPU is emulated, by what.
 * "triggers": list of "trigger": name; "mode": "user" or "kernel"; "timed": what
 *	the total is of; "runs", "discarded": how many; "least", "median", "p99":
 *	of the total; "without": what was taken off for the measuring itself;
 *	"error": by how much these may be off, left out if that is not known. A
 *	number that is no more than its error is left out: "least_below",
 *	"median_below", "p99_below" is what it is certainly below.
 *	"parts": list of "part": "in", "handler" or "out", "runs", "least",
 *	"median", "p99": what was seen, or as above; "uncertain": by how much a
 *	part may be off.
 *	What was not seen is left out. A trigger that cannot run has "runs" 0 and
 *	"skipped": why.
 */
struct json_object *hop_cost_json(const struct hop_cost_report *report);

#endif
