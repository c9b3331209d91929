// SPDX-License-Identifier: GPL-2.0
/*
 * Looks up kernel symbols that are not exported, through kallsyms, whose own
 * address a kprobe tells.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/percpu.h>

#include "compat.h"
#include "arch/arch.h"
#include "ksyms.h"

struct hop_ksym_addrs hop_ksyms;

static char *hide = "";
module_param(hide, charp, 0400);
MODULE_PARM_DESC(
	hide,
	"for tests: a symbol that this kernel shall be taken not to have");

static const struct hop_ksym hop_ksym_table[] = {
	{ "kallsyms_lookup_name", &hop_ksyms.kallsyms_lookup_name },
	{ "idle_task", &hop_ksyms.idle_task },
	{},
};

/* The name that this kernel has for each, and where: per_cpu_offset() to add. */
static const struct hop_name *hop_vars[HOP_VAR_NR];
static unsigned long hop_var_at[HOP_VAR_NR];

static const char *hop_kprobe_why(int err)
{
	if (!IS_ENABLED(CONFIG_KPROBES))
		return "this kernel has no kprobes";
	switch (err) {
	case -ENOMEM:
		return "no memory";
	case -ENOENT:
		return "this kernel has no such symbol";
	default:
		return "the kernel refuses it";
	}
}

/*
 * kallsyms_lookup_name() has not been exported since 5.7. A kprobe on it finds
 * its address: with IBT that is behind the ENDBR, which hop_ksyms_init() mends
 * and hop_kallsyms_lookup_name() does not mind. It is never armed: to disarm
 * it may fail for want of memory, and would leave the kernel a probe that lay
 * on our stack.
 */
static int hop_lookup_find(void)
{
	struct kprobe kp = {
		.symbol_name = "kallsyms_lookup_name",
		.flags = KPROBE_FLAG_DISABLED,
	};
	int err = register_kprobe(&kp);

	if (err) {
		pr_err("refused: no kprobe on kallsyms_lookup_name: %s (%d)\n",
		       hop_kprobe_why(err), err);
		return err;
	}
	hop_ksyms.kallsyms_lookup_name = (unsigned long)kp.addr;
	unregister_kprobe(&kp);
	return 0;
}

static unsigned long hop_ksym_find(const char *name)
{
	return strcmp(name, hide) ? hop_kallsyms_lookup_name(name) : 0;
}

bool hop_ksyms_has(const char *name)
{
	return hop_ksym_find(name);
}

static void hop_ksyms_find(const struct hop_ksym *sym)
{
	for (; sym->name; sym++)
		*sym->at = hop_ksym_find(sym->name);
}

static bool hop_var_has(enum hop_var var, size_t i)
{
	return i < HOP_NAMES_MAX && hop_arch_names[var][i].name;
}

static int hop_var_refuse(enum hop_var var)
{
	char names[128];
	size_t i, len = 0;

	for (i = 0; hop_var_has(var, i); i++)
		len += scnprintf(names + len, sizeof(names) - len, "%s%s",
				 i ? ", " : "", hop_arch_names[var][i].symbol);
	pr_err("refused: this kernel has none of the symbols %s%s\n", names,
	       IS_ENABLED(CONFIG_KALLSYMS_ALL) ?
		       "" :
		       ": it lists functions only (CONFIG_KALLSYMS_ALL=n)");
	return -ENOENT;
}

/* Take the first name that the kernel has. */
static int hop_var_find(enum hop_var var)
{
	size_t i;

	for (i = 0; hop_var_has(var, i); i++) {
		const struct hop_name *name = &hop_arch_names[var][i];
		unsigned long at = hop_ksym_find(name->symbol);

		if (!at)
			continue;
		hop_vars[var] = name;
		hop_var_at[var] = at + name->offset;
		return 0;
	}
	return hop_var_refuse(var);
}

int hop_ksyms_init(void)
{
	int err = hop_lookup_find();
	size_t i;

	if (err)
		return err;
	hop_ksyms_find(hop_ksym_table);
	hop_ksyms_find(hop_arch_ksyms);
	for (i = 0; i < HOP_VAR_NR && !err; i++)
		err = hop_var_find(i);
	return err;
}

const char *hop_var_name(enum hop_var var)
{
	return hop_vars[var]->name;
}

unsigned int hop_var_size(enum hop_var var)
{
	return hop_vars[var]->size;
}

u64 hop_var_get(enum hop_var var, int cpu)
{
	unsigned long at = hop_var_at[var] + per_cpu_offset(cpu);

	switch (hop_vars[var]->size) {
	case sizeof(bool):
		return READ_ONCE(*(u8 *)at);
	case sizeof(int):
		/* An address where those are no longer; else a count. */
		if (var == HOP_VAR_INUSE)
			return (long)READ_ONCE(*(int *)at);
		fallthrough;
	default:
		return READ_ONCE(*(unsigned long *)at);
	}
}

const char *hop_ksyms_missing_for_gates(void)
{
	const struct hop_ksym *sym;

	for (sym = hop_arch_ksyms; sym->name; sym++)
		if (sym->for_gates && !*sym->at)
			return sym->name;
	return NULL;
}
