/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The few functions that a port fills. Nothing outside arch/ knows a register
 * name, a descriptor or a page-table format.
 */
#ifndef HOP_ARCH_H
#define HOP_ARCH_H

#include <linux/types.h>

#include "../uapi/stackhop.h"

struct task_struct;

/* How many stacks hop_arch_stack_get() knows for each CPU. */
unsigned int hop_arch_stacks_per_cpu(void);

/*
 * Describe the @nth stack of @cpu; false if this machine or this load has no
 * such stack. CPU and kind order is the caller's to keep. May sleep.
 */
bool hop_arch_stack_get(int cpu, unsigned int nth, struct hop_stack *stack);

/* Kinds of stacks that can be painted while a task runs: mask of 1 << kind. */
extern const u32 hop_arch_paint_kinds;

/*
 * Where painting of @stack ends: what lies above is not blank while it is idle,
 * for the kernel keeps state there. Any context.
 */
u64 hop_arch_paint_top(const struct hop_stack *stack);

/* Kind of an address that lies in no stack of a CPU or task. Any context. */
enum hop_kind hop_arch_kind_other(unsigned long addr);

/* Does a word look like an address of the kernel? Any context. */
bool hop_arch_is_address(unsigned long word);

/* Saved stack pointer of a task that is not running. Any context. */
unsigned long hop_arch_task_sp(const struct task_struct *task);

/*
 * Fill in what only the running CPU can tell: registers and per-CPU variables.
 * Interrupts off.
 */
void hop_arch_snapshot(struct hop_snapshot *snap);

/* What it fills in, as HOP_VALUES(); a row without values ends the table. */
extern const struct hop_value_row hop_arch_values[];

/**
 * struct hop_line - a line of a file in debugfs
 * @id:   value of a snapshot; 0: there are no more lines
 * @name: what the line calls it; NULL: as the table of values does
 */
struct hop_line {
	u32 id;
	const char *name;
};

/**
 * struct hop_debugfs_lines - where debugfs shows these values
 * @cpu:       the file about the CPU itself, which has the running task, too
 * @cpu_lines: what it begins with
 * @irq_lines: what the file "irq" ends with
 */
struct hop_debugfs_lines {
	const char *cpu;
	const struct hop_line *cpu_lines;
	const struct hop_line *irq_lines;
};

extern const struct hop_debugfs_lines hop_arch_files;

/*
 * Do the kernel's structures lie where this build believes them? 0, or -ENXIO
 * with a line that names what does not fit. Interrupts on, CPU pinned or not.
 */
int hop_arch_layout_check(const struct hop_snapshot *snap);

/* HOP_FEAT_* of the machine, without HOP_FEAT_GATES. */
u32 hop_arch_features(void);

/*
 * Own gates, taps and NMIs are optional, each on its own: a port that has none of
 * them says -EOPNOTSUPP where errors are given, has nothing tapped, and all
 * else works. No other function of that part is called then.
 *
 * Own gates. hop_arch_gates_up() installs them closed; on failure it leaves
 * nothing behind and *why is one line for the user. May sleep.
 */
int hop_arch_gates_up(const char **why);
void hop_arch_gates_down(void);

/* Vector of an installed own gate. */
unsigned int hop_arch_gate_vector(enum hop_gate gate);

/*
 * Open (reachable from user mode) or close an own gate on all CPUs. -EBUSY, with
 * a line in the log, if somebody else has changed it. Sleeps.
 */
int hop_arch_gate_open(enum hop_gate gate, bool open);

/* Can user mode reach an installed own gate now, whoever opened it? */
bool hop_arch_gate_is_open(enum hop_gate gate);

/*
 * 0, or why nothing can be tapped on this machine, with this load: then *why is
 * one line for the user. The same answer each time after hop_arch_gates_up().
 */
int hop_arch_taps_errno(const char **why);

/*
 * Put taps where @tap says, take them away everywhere else; @tap becomes what
 * is tapped. On failure what was tapped before is.
 */
int hop_arch_taps_set(struct hop_tap *tap);

/*
 * Take all taps away, each on its own where it is still ours. Allocates nothing
 * and cannot fail; true if some were left, as somebody else has changed what
 * they hang on: then their code may still run. May sleep.
 */
bool hop_arch_taps_clear(void);

/* Are syscall entries not tapped for somebody here runs virtual machines? */
bool hop_arch_taps_are_virt(void);

/*
 * Send @cpu, which is online, an NMI that the module's handler claims. Without
 * NMIs, hop_arch_nmi_init() is 0 all the same.
 */
int hop_arch_nmi_init(void);
void hop_arch_nmi_exit(void);
int hop_arch_nmi_send(unsigned int cpu);

/*
 * Tracepoints that only some architectures have, by enum hop_stamp; NULL: this
 * one does not, or all have it.
 */
extern const char *const hop_arch_stamp_names[HOP_STAMP_NR];

/* The time-stamp counter, not before what stands before. Any context. */
u64 hop_arch_ticks(void);

/* Derive the flags of a record that its stub left to the reader. Any context. */
void hop_arch_record_finish(struct hop_record *rec);

/* Fire an own gate on this CPU from kernel mode. Any context but NMI. */
void hop_arch_gate_fire(enum hop_gate gate);

#endif
