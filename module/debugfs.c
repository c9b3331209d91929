// SPDX-License-Identifier: GPL-2.0
/*
 * Files for people: one `name value` a line, addresses in hexadecimal. Each
 * read takes a new snapshot on the CPU that it is about.
 *
 *   cpuN/tss     the TSS that the CPU uses: base, sp0, sp1, sp2, ist0..ist6
 *   cpuN/irq     the IRQ stack's pointer and its in-use mark, at rest
 *   cpuN/gates   own gates: vector, open or closed; position of the tape
 *   cpuN/stacks  every stack: <kind>.base, .top, .size, .mapped, .guarded
 *   stacks       the same for all CPUs, each name preceded by cpuN.
 */
#include <linux/capability.h>
#include <linux/cpumask.h>
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/seq_file.h>

#include "arch/arch.h"
#include "debugfs.h"
#include "gate.h"
#include "ksyms.h"
#include "snapshot.h"
#include "stackmap.h"
#include "tape.h"

static struct dentry *hop_dir;

static void hop_show(struct seq_file *m, const char *name, u64 value)
{
	seq_printf(m, "%s 0x%016llx\n", name, value);
}

static int hop_tss_show(struct seq_file *m, void *unused)
{
	struct hop_snapshot snap = { .cpu = (unsigned long)m->private };
	int i, err = hop_snapshot_take(&snap);

	if (err)
		return err;
	hop_show(m, "base", snap.tss);
	hop_show(m, "sp0", snap.sp0);
	hop_show(m, "sp1", snap.sp1);
	hop_show(m, "sp2", snap.sp2);
	for (i = 0; i < HOP_NR_IST; i++)
		seq_printf(m, "ist%d 0x%016llx\n", i, snap.ist[i]);
	hop_show(m, hop_var_name(HOP_VAR_TOP), snap.top_of_stack);
	hop_show(m, "current", snap.task);
	hop_show(m, "current_stack", snap.stack);
	seq_printf(m, "current_pid %u\n", snap.pid);
	seq_printf(m, "current_comm %s\n", snap.comm);
	hop_show(m, "rsp", snap.rsp);
	return 0;
}

static int hop_irq_show(struct seq_file *m, void *unused)
{
	struct hop_snapshot snap = { .cpu = (unsigned long)m->private };
	int err = hop_snapshot_take(&snap);

	if (err)
		return err;
	hop_show(m, "hardirq_stack_ptr", snap.hardirq_stack);
	seq_printf(m, "%s %d\n", hop_var_name(HOP_VAR_INUSE), snap.irq_inuse);
	hop_show(m, "idt", snap.idt);
	seq_printf(m, "idt_limit %u\n", snap.idt_limit);
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

HOP_SHOW(hop_tss);
HOP_SHOW(hop_irq);
HOP_SHOW(hop_gates);
HOP_SHOW(hop_cpu_stacks);
HOP_SHOW(hop_stacks);

static const struct {
	const char *name;
	const struct file_operations *fops;
} hop_cpu_files[] = {
	{ "tss", &hop_tss_fops },
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
