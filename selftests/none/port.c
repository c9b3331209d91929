// SPDX-License-Identifier: GPL-2.0
/*
 * The module's port to an architecture that has the least: no stacks of a CPU, no
 * own gates, taps or NMIs. scripts/stub-module builds the module with it.
 */
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/sched.h>

#include "../../ksyms.h"
#include "../arch.h"

const struct hop_name hop_arch_names[HOP_VAR_NR][HOP_NAMES_MAX];
const struct hop_ksym hop_arch_ksyms[] = { {} };
const char *const hop_arch_stamp_names[HOP_STAMP_NR];
const struct hop_value_row hop_arch_values[] = { {} };
const u32 hop_arch_paint_kinds;

static const struct hop_line hop_no_lines[] = { {} };

const struct hop_debugfs_lines hop_arch_files = {
	.cpu = "cpu",
	.cpu_lines = hop_no_lines,
	.irq_lines = hop_no_lines,
};

unsigned long hop_kallsyms_lookup_name(const char *name)
{
	return 0;
}

struct task_struct *hop_idle_task(int cpu)
{
	return NULL;
}

unsigned int hop_arch_stacks_per_cpu(void)
{
	return 0;
}

bool hop_arch_stack_get(int cpu, unsigned int nth, struct hop_stack *stack)
{
	return false;
}

u64 hop_arch_paint_top(const struct hop_stack *stack)
{
	return stack->top;
}

enum hop_kind hop_arch_kind_other(unsigned long addr)
{
	return HOP_KIND_UNKNOWN;
}

bool hop_arch_is_address(unsigned long word)
{
	return word >= PAGE_OFFSET;
}

unsigned long hop_arch_task_sp(const struct task_struct *task)
{
	return 0;
}

void hop_arch_snapshot(struct hop_snapshot *snap)
{
}

int hop_arch_layout_check(const struct hop_snapshot *snap)
{
	return 0;
}

u32 hop_arch_features(void)
{
	return 0;
}

u64 hop_arch_ticks(void)
{
	return ktime_get_mono_fast_ns();
}

void hop_arch_record_finish(struct hop_record *rec)
{
}

int hop_arch_gates_up(const char **why)
{
	*why = "this architecture has none";
	return -EOPNOTSUPP;
}

void hop_arch_gates_down(void)
{
}

unsigned int hop_arch_gate_vector(enum hop_gate gate)
{
	return 0;
}

int hop_arch_gate_open(enum hop_gate gate, bool open)
{
	return -EOPNOTSUPP;
}

bool hop_arch_gate_is_open(enum hop_gate gate)
{
	return false;
}

void hop_arch_gate_fire(enum hop_gate gate)
{
}

int hop_arch_taps_errno(const char **why)
{
	*why = "this architecture has none";
	return -EOPNOTSUPP;
}

int hop_arch_taps_set(struct hop_tap *tap)
{
	return -EOPNOTSUPP;
}

bool hop_arch_taps_clear(void)
{
	return false;
}

bool hop_arch_taps_are_virt(void)
{
	return false;
}

int hop_arch_nmi_init(void)
{
	return 0;
}

void hop_arch_nmi_exit(void)
{
}

int hop_arch_nmi_send(unsigned int cpu)
{
	return -EOPNOTSUPP;
}
