/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What `stackhop status` shows and checks of a port: tables of values and rules.
 */
#ifndef HOP_ARCH_STATUS_H
#define HOP_ARCH_STATUS_H

#include <stdbool.h>

#include <stackhop.h>

/* What a row shows of a CPU. */
enum hop_row_what {
	HOP_ROW_VALUE = 1, /* value @id */
	HOP_ROW_STACK_TOP, /* the top of its stack of kind @id */
	HOP_ROW_TASK_END, /* the end of the current task's stack */
	HOP_ROW_COMM, /* the current task's name */
	HOP_ROW_PID, /* the current task's thread id */
	HOP_ROW_SP_KIND, /* the kind of stack that the stack pointer is in */
};

/**
 * struct hop_status_row - a row of the table for people; what is 0 ends a table
 * @what:	what it shows
 * @id:		which value or kind
 * @name:	of the row; NULL: what the running kernel calls the value
 */
struct hop_status_row {
	enum hop_row_what what;
	__u32 id;
	const char *name;
};

/* What a check is about; @id and the others are of struct hop_check_rule. */
enum hop_rule {
	HOP_RULE_STACK_TOP = 1, /* @id is the top of the CPU's stack of @kind */
	HOP_RULE_FREE, /* @id is 0 */
	HOP_RULE_SHARED, /* @id, in the kernel, and @also are the same on all */
	HOP_RULE_TASK_TOP, /* the top of stack is the end of the task's */
	HOP_RULE_SWITCH, /* it is another one for another task; @id is not */
	HOP_RULE_IN_USE, /* the IRQ stack's mark says if it is in use */
	HOP_RULE_IRQ_POINTER, /* the IRQ stack's pointer is to its end */
	HOP_RULE_CONTEXT, /* the preempt count says what was asked for */
	HOP_RULE_SP, /* the stack pointer is in the task's or the IRQ stack */
	HOP_RULE_APART, /* no stack is empty or lies on another's pages */
};

/**
 * struct hop_check_rule - a check; a rule that is 0 ends a table
 * @rule:	what it is about
 * @name:	what it is called
 * @id:		a value; SWITCH: one that all tasks share, or 0
 * @kind:	STACK_TOP: of the stack
 * @feature:	STACK_TOP: HOP_FEAT_* without which @id is 0 instead, or 0
 * @also:	SHARED: another value, or 0
 * @also_name:	what the views call that
 */
struct hop_check_rule {
	enum hop_rule rule;
	const char *name;
	__u32 id;
	unsigned int kind;
	unsigned int feature;
	__u32 also;
	const char *also_name;
};

/**
 * struct hop_feature - an ability that only this architecture has
 * @bit:	of hop_info.features; 0 ends a table
 * @key:	in JSON
 * @on:		in words, if it is there
 * @off:	if it is not
 * @of_paths:	paths depend on it
 */
struct hop_feature {
	unsigned int bit;
	const char *key;
	const char *on;
	const char *off;
	bool of_paths;
};

/**
 * struct hop_arch_status - a port as `stackhop status` has it
 * @reads:	what is read of each CPU, in words
 * @values:	those of the architecture, as HOP_VALUES()
 * @rows:	what is shown, in this order
 * @checks:	what is checked, likewise
 * @features:	what is said of the machine
 * @own_ist:	where the stack of gate own-ist hangs, in words; NULL: nowhere
 * @top_room:	bytes that kernels may leave free above a task's top of stack
 * @irq_room:	and above what they take for the end of an IRQ stack
 */
struct hop_arch_status {
	const char *reads;
	const struct hop_value_row *values;
	const struct hop_status_row *rows;
	const struct hop_check_rule *checks;
	const struct hop_feature *features;
	const char *own_ist;
	unsigned int top_room;
	unsigned int irq_room;
};

#endif
