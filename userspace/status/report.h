/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What `stackhop status` shows, and its two views.
 */
#ifndef HOP_STATUS_REPORT_H
#define HOP_STATUS_REPORT_H

#include "checks.h"

/* hop_status_print() - tables for people, @width columns of text wide */
void hop_status_print(const struct hop_machine *m,
		      const struct hop_checks *checks, unsigned int width);

/**
 * hop_status_json() - one object on stdout
 *
 * "kernel", "arch": as uname(1) says; "context": "task", "irq" or "softirq";
 * "pti": bool.
 * "module": "abi"; "gates" and the port's features ("fred"): bool; "vectors": object
 *	of gate name to vector (0: not installed); "armed": list of gate names;
 *	"gates_why": why there are no gates, or ""; "taps": bool, can handlers be
 *	tapped; "taps_why"; "tape_records"; "nr_stacks".
 * "cpus": list, one object for each possible CPU: "cpu"; "online"; and if so
 *	the values of the snapshot by their names in hop_value.h and arch/x86.h,
 *	addresses as "0x" strings, lists where there are several ("ist");
 *	"sp_kind": kind of stack that "sp" is in; "entry_top": address; "irq_idle":
 *	"irq_inuse" when it is idle; "pid"; "comm".
 * "names": what the kernel calls "irq_inuse" and "top_of_stack".
 * "stacks": list of "cpu", "kind", "base", "top", "mapped", "guarded".
 * "checks": list of "cpu", "name", "ok", "got", "expected".
 */
void hop_status_json(const struct hop_machine *m,
		     const struct hop_checks *checks);

/* Names of enum hop_context, by number; NULL ends the list. */
extern const char *const hop_status_contexts[];

/* The values that every architecture has; a row without any ends the table. */
extern const struct hop_value_row hop_status_values[];

/* hop_status_value_row() - where a table has value @id, or NULL */
const struct hop_value_row *hop_status_value_row(__u32 id);

/* hop_status_task_end() - the address after the current task's stack */
__u64 hop_status_task_end(const struct hop_snapshot *snap);

/* hop_status_sp_kind() - name of the kind of stack it was taken on */
const char *hop_status_sp_kind(const struct hop_machine *m,
			       const struct hop_snapshot *snap);

#endif
