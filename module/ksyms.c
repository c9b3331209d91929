// SPDX-License-Identifier: GPL-2.0
/*
 * Looks up kernel symbols that are not exported, through kallsyms, whose own
 * address a kprobe tells.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/module.h>

#include "compat.h"
#include "ksyms.h"

struct hop_ksyms hop_ksyms;

enum hop_ksym_need { HOP_NEED_ALWAYS, HOP_NEED_GATES, HOP_NEED_NOT };

struct hop_ksym {
	const char *name;
	size_t field;
	enum hop_ksym_need need;
};

#define HOP_KSYM(sym, field, need)                              \
	{                                                       \
		sym, offsetof(struct hop_ksyms, field), (need), \
	}

static const struct hop_ksym hop_ksym_table[] = {
	HOP_KSYM("hardirq_stack_ptr", hardirq_stack_ptr, HOP_NEED_ALWAYS),
	HOP_KSYM("hardirq_stack_inuse", hardirq_stack_inuse, HOP_NEED_NOT),
	HOP_KSYM("irq_count", irq_count, HOP_NEED_NOT),
	HOP_KSYM("cpu_current_top_of_stack", current_top_of_stack,
		 HOP_NEED_NOT),
	HOP_KSYM("early_idt_handler_array", early_idt_handler_array,
		 HOP_NEED_GATES),
	HOP_KSYM("native_irq_return_iret", native_irq_return_iret,
		 HOP_NEED_GATES),
	HOP_KSYM("native_irq_return_ldt", native_irq_return_ldt,
		 HOP_NEED_GATES),
	HOP_KSYM("irqentry_nmi_enter", irqentry_nmi_enter, HOP_NEED_GATES),
	HOP_KSYM("irqentry_nmi_exit", irqentry_nmi_exit, HOP_NEED_GATES),
	HOP_KSYM("idle_task", idle_task, HOP_NEED_NOT),
};

typedef unsigned long (*hop_lookup_fn)(const char *name);

/*
 * kallsyms_lookup_name() has not been exported since 5.7. A kprobe on it finds
 * its address; with IBT the probe lands behind the ENDBR, where an indirect
 * call must not go.
 */
static hop_lookup_fn hop_lookup_find(void)
{
	struct kprobe kp = { .symbol_name = "kallsyms_lookup_name" };
	unsigned long addr;
	int err = register_kprobe(&kp);

	if (err) {
		pr_err("refused: no kprobe on kallsyms_lookup_name (%d)\n",
		       err);
		return NULL;
	}
	addr = (unsigned long)kp.addr - hop_kprobe_skew(kp.addr);
	unregister_kprobe(&kp);
	return (hop_lookup_fn)addr;
}

static unsigned long *hop_ksym_slot(const struct hop_ksym *sym)
{
	return (unsigned long *)((char *)&hop_ksyms + sym->field);
}

/*
 * The in-use mark of the IRQ stack has had two names; the current top of stack
 * is tss.sp1 where it has no variable of its own, and hop_snapshot_check()
 * holds that against the running task.
 */
static int hop_ksyms_check(void)
{
	const struct hop_ksym *sym = hop_ksym_table;

	for (; sym < hop_ksym_table + ARRAY_SIZE(hop_ksym_table); sym++) {
		if (sym->need == HOP_NEED_ALWAYS && !*hop_ksym_slot(sym)) {
			pr_err("refused: this kernel has no symbol %s\n",
			       sym->name);
			return -ENOENT;
		}
	}
	if (!hop_ksyms.hardirq_stack_inuse && !hop_ksyms.irq_count) {
		pr_err("refused: this kernel has neither hardirq_stack_inuse nor irq_count\n");
		return -ENOENT;
	}
	return 0;
}

int hop_ksyms_init(void)
{
	hop_lookup_fn lookup = hop_lookup_find();
	size_t i;

	if (!lookup)
		return -ENOENT;
	for (i = 0; i < ARRAY_SIZE(hop_ksym_table); i++)
		*hop_ksym_slot(&hop_ksym_table[i]) =
			lookup(hop_ksym_table[i].name);
	return hop_ksyms_check();
}

const char *hop_ksyms_missing_for_gates(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hop_ksym_table); i++) {
		const struct hop_ksym *sym = &hop_ksym_table[i];

		if (sym->need == HOP_NEED_GATES && !*hop_ksym_slot(sym))
			return sym->name;
	}
	return NULL;
}
