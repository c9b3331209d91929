// SPDX-License-Identifier: GPL-2.0
/*
 * Files for people: one `name value` a line, addresses in hexadecimal. Each
 * read takes a new snapshot on the CPU that it is about.
 *
 *   cpuN/NAME    what the CPU itself has of stacks, the running task and its
 *                stack pointer; the architecture says what is there and the
 *                file's name (x86: tss)
 *   cpuN/irq     the IRQ stack's pointer and its in-use mark, at rest
 *   cpuN/gates   own gates: vector, open or closed; position of the tape
 *   cpuN/stacks  every stack: <kind>.base, .top, .size, .mapped, .guarded
 *   stacks       the same for all CPUs, each name preceded by cpuN.
 */
#include <linux/capability.h>
#include <linux/cpumask.h>
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "arch/arch.h"
#include "debugfs.h"
#include "gate.h"
#include "ksyms.h"
#include "snapshot.h"
#include "stackmap.h"
#include "tape.h"

static struct dentry *hop_dir;

/* What takes its name from the running kernel. */
static const char *hop_line_name(const struct hop_line *line)
{
	switch (line->id) {
	case HOP_VALUE_TOP_OF_STACK:
		return hop_var_name(HOP_VAR_TOP);
	case HOP_VALUE_IRQ_INUSE:
		return hop_var_name(HOP_VAR_INUSE);
	default:
		return line->name;
	}
}

static const char *hop_value_format(const struct hop_value_row *row)
{
	switch (row->as) {
	case HOP_AS_NUMBER:
		return " %llu\n";
	case HOP_AS_SIGNED:
		return " %lld\n";
	default:
		return " 0x%016llx\n";
	}
}

static void hop_row_show(struct seq_file *m, const struct hop_snapshot *snap,
			 const struct hop_value_row *row, const char *name)
{
	const struct hop_value *found;
	u32 i;

	for (i = 0; i < row->nr; i++) {
		found = hop_snapshot_find(snap, row->id + i);
		if (!found)
			continue;
		seq_puts(m, name ?: row->name);
		if (row->nr > 1)
			seq_printf(m, "%u", i);
		seq_printf(m, hop_value_format(row), found->value);
	}
}

static void hop_lines_show(struct seq_file *m, const struct hop_snapshot *snap,
			   const struct hop_line *line)
{
	const struct hop_value_row *row;

	for (; line->id; line++) {
		row = line->id < HOP_VALUE_ARCH ? hop_values : hop_arch_values;
		while (row->nr && row->id != line->id)
			row++;
		hop_row_show(m, snap, row, hop_line_name(line));
	}
}

static struct hop_snapshot *hop_snapshot_of(struct seq_file *m)
{
	struct hop_snapshot *snap = kzalloc(sizeof(*snap), GFP_KERNEL);
	int err;

	if (!snap)
		return ERR_PTR(-ENOMEM);
	snap->cpu = (unsigned long)m->private;
	err = hop_snapshot_take(snap);
	if (!err)
		return snap;
	kfree(snap);
	return ERR_PTR(err);
}

static int hop_cpu_show(struct seq_file *m, void *unused)
{
	static const struct hop_line task[] = {
		{ HOP_VALUE_TOP_OF_STACK },
		{ HOP_VALUE_TASK, "current" },
		{ HOP_VALUE_STACK, "current_stack" },
		{},
	};
	static const struct hop_line sp[] = { { HOP_VALUE_SP }, {} };
	struct hop_snapshot *snap = hop_snapshot_of(m);

	if (IS_ERR(snap))
		return PTR_ERR(snap);
	hop_lines_show(m, snap, hop_arch_files.cpu_lines);
	hop_lines_show(m, snap, task);
	seq_printf(m, "current_pid %u\n", snap->pid);
	seq_printf(m, "current_comm %s\n", snap->comm);
	hop_lines_show(m, snap, sp);
	kfree(snap);
	return 0;
}

static int hop_irq_show(struct seq_file *m, void *unused)
{
	static const struct hop_line irq[] = {
		{ HOP_VALUE_HARDIRQ_STACK, "hardirq_stack_ptr" },
		{ HOP_VALUE_IRQ_INUSE },
		{},
	};
	struct hop_snapshot *snap = hop_snapshot_of(m);

	if (IS_ERR(snap))
		return PTR_ERR(snap);
	hop_lines_show(m, snap, irq);
	hop_lines_show(m, snap, hop_arch_files.irq_lines);
	kfree(snap);
	return 0;
}

static int hop_gates_show(struct seq_file *m, void *unused)
{
	unsigned long cpu = (unsigned long)m->private;
	u32 armed = hop_gate_armed();

	seq_printf(m, "own.vector %u\n", hop_gate_vector(HOP_GATE_OWN));
	seq_printf(m, "own.armed %d\n", !!(armed & BIT(HOP_GATE_OWN)));
	seq_printf(m, "own-ist.vector %u\n", hop_gate_vector(HOP_GATE_IST));
	seq_printf(m, "own-ist.armed %d\n", !!(armed & BIT(HOP_GATE_IST)));
	seq_printf(m, "gates_errno %d\n", -hop_gate_errno());
	if (hop_gate_errno())
		seq_printf(m, "gates_why %s\n", hop_gate_why());
	seq_printf(m, "tape.head %llu\n", hop_tape_head(cpu));
	seq_printf(m, "tape.records %u\n", hop_tape_capacity());
	return 0;
}

static void hop_stack_show(struct seq_file *m, const char *prefix,
			   const struct hop_stack *s)
{
	const char *kind = hop_stack_kind_name(s->kind);

	seq_printf(m, "%s%s.base 0x%016llx\n", prefix, kind, s->base);
	seq_printf(m, "%s%s.top 0x%016llx\n", prefix, kind, s->top);
	seq_printf(m, "%s%s.size %llu\n", prefix, kind, s->top - s->base);
	seq_printf(m, "%s%s.mapped %d\n", prefix, kind,
		   !!(s->flags & HOP_STACK_MAPPED));
	seq_printf(m, "%s%s.guarded %d\n", prefix, kind,
		   !!(s->flags & HOP_STACK_GUARDED));
}

static int hop_cpu_stacks_show(struct seq_file *m, void *unused)
{
	unsigned long cpu = (unsigned long)m->private;
	unsigned int n;

	for (n = 0; n < hop_stackmap_nr(); n++)
		if (hop_stackmap_nth(n)->cpu == cpu)
			hop_stack_show(m, "", hop_stackmap_nth(n));
	return 0;
}

static int hop_stacks_show(struct seq_file *m, void *unused)
{
	char prefix[16];
	unsigned int n;

	for (n = 0; n < hop_stackmap_nr(); n++) {
		const struct hop_stack *s = hop_stackmap_nth(n);

		snprintf(prefix, sizeof(prefix), "cpu%u.", s->cpu);
		hop_stack_show(m, prefix, s);
	}
	return 0;
}

/*
 * Mode 0400 lets root open them; kernel addresses are for CAP_SYSLOG, which a
 * root in a container may lack.
 */
#define HOP_SHOW(name)                                                   \
	static int name##_open(struct inode *inode, struct file *file)   \
	{                                                                \
		if (!capable(CAP_SYSLOG))                                \
			return -EPERM;                                   \
		return single_open(file, name##_show, inode->i_private); \
	}                                                                \
	static const struct file_operations name##_fops = {              \
		.owner = THIS_MODULE,                                    \
		.open = name##_open,                                     \
		.read = seq_read,                                        \
		.llseek = seq_lseek,                                     \
		.release = single_release,                               \
	}

HOP_SHOW(hop_cpu);
HOP_SHOW(hop_irq);
HOP_SHOW(hop_gates);
HOP_SHOW(hop_cpu_stacks);
HOP_SHOW(hop_stacks);

static const struct {
	const char *name;
	const struct file_operations *fops;
} hop_cpu_files[] = {
	{ "irq", &hop_irq_fops },
	{ "gates", &hop_gates_fops },
	{ "stacks", &hop_cpu_stacks_fops },
};

static void hop_debugfs_add_cpu(int cpu)
{
	struct dentry *dir;
	char name[16];
	size_t i;

	snprintf(name, sizeof(name), "cpu%d", cpu);
	dir = debugfs_create_dir(name, hop_dir);
	debugfs_create_file(hop_arch_files.cpu, 0400, dir, (void *)(long)cpu,
			    &hop_cpu_fops);
	for (i = 0; i < ARRAY_SIZE(hop_cpu_files); i++)
		debugfs_create_file(hop_cpu_files[i].name, 0400, dir,
				    (void *)(long)cpu, hop_cpu_files[i].fops);
}

int hop_debugfs_init(void)
{
	int cpu;

	hop_dir = debugfs_create_dir("stackhop", NULL);
	debugfs_create_file("stacks", 0400, hop_dir, NULL, &hop_stacks_fops);
	for_each_possible_cpu(cpu)
		hop_debugfs_add_cpu(cpu);
	return 0;
}

void hop_debugfs_exit(void)
{
	debugfs_remove(hop_dir);
}
