/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kernel symbols that are not exported: the only place that looks them up.
 * Names that moved between kernels are told apart here and nowhere else.
 */
#ifndef HOP_KSYMS_H
#define HOP_KSYMS_H

#include <linux/sched.h>
#include <linux/types.h>

/**
 * struct hop_ksym_addrs - addresses found at load; 0: not in this kernel
 * @kallsyms_lookup_name: finds all others
 * @idle_task: nice to have: names the idle tasks' stacks
 *
 * Functions are called by the names below, not through these.
 */
struct hop_ksym_addrs {
	unsigned long kallsyms_lookup_name;
	unsigned long idle_task;
};

extern struct hop_ksym_addrs hop_ksyms;

/**
 * struct hop_ksym - a symbol to be looked up
 * @name:      it; NULL ends a table
 * @at:        out: its address, or 0
 * @for_gates: without it own gates are refused; everything else works
 */
struct hop_ksym {
	const char *name;
	unsigned long *at;
	bool for_gates;
};

/* The port's own ones. */
extern const struct hop_ksym hop_arch_ksyms[];

/*
 * Fill all that in. -ENOENT when a symbol that everything needs is missing (its
 * name is printed), else what the kernel says of a kprobe: -ENOMEM, or
 * its word for a kernel without kprobes. May sleep.
 */
int hop_ksyms_init(void);

/* Does this kernel, or a module that is loaded, have the symbol? May sleep. */
bool hop_ksyms_has(const char *name);

/*
 * The functions behind these addresses (arch/.../call.S). Only where the
 * address is not 0.
 */
unsigned long hop_kallsyms_lookup_name(const char *name);
struct task_struct *hop_idle_task(int cpu);

/*
 * What the kernel keeps for each CPU, under names that moved. That a value is
 * what it should be, hop_snapshot_check() holds against the running task.
 */
enum hop_var {
	HOP_VAR_TOP, /* top of the running task's stack */
	HOP_VAR_INUSE, /* is the IRQ stack in use? bool, or int, idle -1 */
	HOP_VAR_IRQ_STACK, /* the IRQ stack's last word, or end */
	HOP_VAR_NR
};

/**
 * struct hop_name - a name that a variable has, or had
 * @name:   as the kernel writes it; NULL: there are no more
 * @symbol: per-CPU symbol in kallsyms
 * @offset: from there, in bytes
 * @size:   of the variable, in bytes
 */
struct hop_name {
	const char *name;
	const char *symbol;
	size_t offset;
	unsigned int size;
};

#define HOP_NAMES_MAX 3

/* The port's table: of each variable's names the first is taken that is there. */
extern const struct hop_name hop_arch_names[HOP_VAR_NR][HOP_NAMES_MAX];

/* The variable as this kernel calls it. */
const char *hop_var_name(enum hop_var var);

/* Bytes of the variable: a bool, an int, or a pointer. */
unsigned int hop_var_size(enum hop_var var);

/* Its value on @cpu, which may be changing. An int is sign-extended. */
u64 hop_var_get(enum hop_var var, int cpu);

/* Name of the first symbol that own gates need and miss, or NULL. */
const char *hop_ksyms_missing_for_gates(void);

#endif
