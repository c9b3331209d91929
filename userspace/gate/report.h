/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What `stackhop gate` finds out, and its views.
 */
#ifndef HOP_GATE_REPORT_H
#define HOP_GATE_REPORT_H

#include "check.h"
#include "kernel/kernel.h"
#include "records.h"

#define HOP_CELL_PATHS 4

/**
 * struct hop_cell - one gate, fired from one mode on one CPU
 * @cpu:	CPU number
 * @gate:	enum hop_gate
 * @user:	fired from user mode
 * @vector:	IDT vector
 * @wanted:	how often it should be fired
 * @fired:	how often it was
 * @recorded:	complete entries on the tape
 * @lost:	records whose positions are missing from the tape
 * @torn:	entries that lack a part
 * @wrong:	entries that failed a check, and records out of order
 * @reasons:	what hop_gate_check() said of all entries
 * @signal:	the signal that killed the child that fired, or 0
 * @first:	the first entry, if @recorded is not 0
 * @bad:	the first entry that failed a check, if @reasons is not 0
 * @expect:	what it should have been
 * @depth_min:	least distance of the stack pointer at entry from the top of its
 *		stack, bytes
 * @depth_max:	greatest
 * @path:	the different paths and how many entries took each; the first
 *		entry took the first one
 * @nr_paths:	how many different ones
 * @dropped:	entries by yet other paths, when there was no room for more
 */
struct hop_cell {
	unsigned int cpu;
	unsigned int gate;
	bool user;
	unsigned int vector;
	__u64 wanted;
	__u64 fired;
	__u64 recorded;
	__u64 lost;
	__u64 torn;
	__u64 wrong;
	unsigned int reasons;
	int signal;
	struct hop_gate_entry first;
	struct hop_gate_entry bad;
	struct hop_expect expect;
	__u64 depth_min;
	__u64 depth_max;
	struct {
		struct hop_observed path;
		__u64 count;
	} path[HOP_CELL_PATHS];
	size_t nr_paths;
	__u64 dropped;
};

struct hop_cells {
	struct hop_cell *cell;
	size_t nr;
};

/**
 * hop_cell_run() - fire and read @cell->wanted times, check every entry
 *
 * Returns false, with a line on stderr, if that could not be done.
 */
bool hop_cell_run(struct hop_stack_lookup *lookup, const struct hop_info *info,
		  struct hop_cell *cell);

/* hop_cell_path() - counts the path of an entry */
void hop_cell_path(struct hop_cell *cell, const struct hop_observed *path);

/* hop_cell_ok() - all recorded, nothing lost, torn or wrong */
bool hop_cell_ok(const struct hop_cell *cell);

/* struct hop_sums - sums over cells */
struct hop_sums {
	__u64 fired;
	__u64 recorded;
	__u64 lost;
	__u64 torn;
	__u64 wrong;
};

struct hop_sums hop_cells_sum(const struct hop_cells *cells);

/* hop_gate_print() - tables for people; @addresses: the one with values too */
void hop_gate_print(const struct hop_cells *cells, bool addresses);

/**
 * hop_gate_json() - one object on stdout
 *
 * "kernel", "arch": as uname(1) says; "pti": bool.
 * "fired", "recorded", "lost", "torn", "wrong": sums over "rows".
 * "rows": list, one object for each (CPU, gate, mode): "cpu"; "gate": "own" or
 *	"own-ist"; "mode": "user" or "kernel"; "vector"; "ok": bool; "wanted",
 *	"fired", "recorded", "lost" (records), "torn", "wrong"; "reasons": list
 *	of texts; "signal": what killed the child, or 0; "depth": "min", "max",
 *	bytes from the top of the stack to the stack pointer at entry; "paths": list of "path"
 *	(text), "kinds" (list), "switches", "count"; "dropped": entries by yet
 *	other paths, for which there was no room; "first": the first entry:
 *	"entry", "handler", "exit", "from", each with "sp" ("0x"), "kind",
 *	"base" and "top" of that stack ("0x"); "ip" ("0x"), "symbol" or null,
 *	"source" ("FILE:LINE", only where debug info has it), and
 *	the registers that the port adds (at entry), on x86 "rflags", "cr3" ("0x"),
 *	"cs", "ss".
 */
void hop_gate_json(const struct hop_cells *cells, const struct hop_info *info);

#endif
