// SPDX-License-Identifier: GPL-2.0
/*
 * For the selftests only: allocations that one process makes within stackhop
 * fail. Kprobes on the kernel's allocators look whether stackhop is among those
 * who called, loading included; a stock kernel has no other means.
 *
 * Writing "TGID PASS FAIL" to the parameter victim lets PASS allocations of that
 * process through from now on and makes the next FAIL fail; "0 0 0" ends it.
 * failed is how many have failed in all, probes how many allocators are probed.
 */
#include <linux/atomic.h>
#include <linux/gfp.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#define HOP_STARVE_FRAMES 32

/* Which argument has the flags; MUTE: no allocator, says that one failed. */
enum hop_starve_flags { NO_FLAGS, FIRST, SECOND, THIRD, MUTE };

/**
 * struct hop_starve_row - an allocator
 * @name:  the kernel's, in some line of kernels
 * @flags: which argument says whether it may fail
 */
struct hop_starve_row {
	const char *name;
	enum hop_starve_flags flags;
};

/* From 6.10 on the names end in _noprof. */
static const struct hop_starve_row hop_starve_rows[] = {
	{ "__kmalloc", SECOND },
	{ "__kmalloc_noprof", SECOND },
	{ "__kmalloc_node", SECOND },
	{ "__kmalloc_track_caller", SECOND },
	{ "__kmalloc_node_track_caller", SECOND },
	{ "kmem_cache_alloc", SECOND },
	{ "kmem_cache_alloc_noprof", SECOND },
	{ "kmem_cache_alloc_node", SECOND },
	{ "kmem_cache_alloc_node_noprof", SECOND },
	{ "kmem_cache_alloc_lru", THIRD },
	{ "kmem_cache_alloc_trace", SECOND },
	{ "kmem_cache_alloc_node_trace", SECOND },
	{ "kmalloc_trace", SECOND },
	{ "kmalloc_node_trace", SECOND },
	{ "__kmalloc_cache_noprof", SECOND },
	{ "__kmalloc_cache_node_noprof", SECOND },
	{ "kvmalloc_node", SECOND },
	{ "vmalloc", NO_FLAGS },
	{ "vmalloc_noprof", NO_FLAGS },
	{ "vzalloc_node", NO_FLAGS },
	{ "vzalloc_node_noprof", NO_FLAGS },
	{ "vzalloc", NO_FLAGS },
	{ "vzalloc_noprof", NO_FLAGS },
	{ "__vmalloc_node", THIRD },
	{ "__vmalloc_node_noprof", THIRD },
	{ "vmap", NO_FLAGS },
	{ "pcpu_alloc", NO_FLAGS },
	{ "pcpu_alloc_noprof", NO_FLAGS },
	{ "get_zeroed_page", FIRST },
	{ "get_zeroed_page_noprof", FIRST },
	{ "__get_free_pages", FIRST },
	{ "get_free_pages_noprof", FIRST },
	/* What it prints looks like a fault: a call trace. */
	{ "warn_alloc", MUTE },
};

static struct kprobe hop_starve_probes[ARRAY_SIZE(hop_starve_rows)];

static struct module *hop_starve_target;

/* The process, and what is left to pass and to fail. */
static int hop_starve_tgid;
static atomic_t hop_starve_pass;
static atomic_t hop_starve_fail;
static unsigned int failed;
static unsigned int probes;

/* What an allocator is made to be. */
static noinline notrace void *hop_starve_null(void)
{
	return NULL;
}

/* Callers with GFP_NOFAIL do not look at what they get. */
static bool hop_starve_may_fail(const struct hop_starve_row *row,
				struct pt_regs *regs)
{
	unsigned int nr = row->flags;

	/* regs_get_kernel_argument() counts from 0. */
	return nr < FIRST || nr > THIRD ||
	       !(regs_get_kernel_argument(regs, nr - FIRST) &
		 (__force u32)__GFP_NOFAIL);
}

static bool hop_starve_in_target(void)
{
	struct module *target = READ_ONCE(hop_starve_target);
	unsigned long frames[HOP_STARVE_FRAMES];
	unsigned int nr, i;

	if (!target)
		return false;
	nr = stack_trace_save(frames, ARRAY_SIZE(frames), 0);
	for (i = 0; i < nr; i++)
		if (within_module(frames[i], target))
			return true;
	return false;
}

static int hop_starve_hit(struct kprobe *probe, struct pt_regs *regs)
{
	const struct hop_starve_row *row =
		&hop_starve_rows[probe - hop_starve_probes];

	if (current->tgid != READ_ONCE(hop_starve_tgid) || !in_task())
		return 0;
	if (row->flags == MUTE)
		goto skip;
	if (atomic_read(&hop_starve_fail) <= 0)
		return 0;
	if (!hop_starve_may_fail(row, regs) || !hop_starve_in_target())
		return 0;
	if (atomic_dec_if_positive(&hop_starve_pass) >= 0)
		return 0;
	if (atomic_dec_if_positive(&hop_starve_fail) < 0)
		return 0;
	failed++;
skip:
	instruction_pointer_set(regs, (unsigned long)hop_starve_null);
	return 1;
}

/* One that has a post handler is not turned into a jump, which cannot fail. */
static void hop_starve_after(struct kprobe *probe, struct pt_regs *regs,
			     unsigned long flags)
{
}

static int hop_starve_module(struct notifier_block *nb, unsigned long event,
			     void *data)
{
	struct module *mod = data;

	if (strcmp(mod->name, "stackhop"))
		return NOTIFY_DONE;
	if (event == MODULE_STATE_COMING)
		WRITE_ONCE(hop_starve_target, mod);
	/* What a probe is looking at must not go away. */
	if (event == MODULE_STATE_GOING) {
		WRITE_ONCE(hop_starve_target, NULL);
		synchronize_rcu();
	}
	return NOTIFY_OK;
}

static struct notifier_block hop_starve_nb = {
	.notifier_call = hop_starve_module,
	.priority = INT_MAX,
};

static int hop_starve_victim(const char *text, const struct kernel_param *param)
{
	int tgid, pass, fail;

	if (sscanf(text, "%d %d %d", &tgid, &pass, &fail) != 3)
		return -EINVAL;
	WRITE_ONCE(hop_starve_tgid, 0);
	atomic_set(&hop_starve_pass, pass);
	atomic_set(&hop_starve_fail, fail);
	WRITE_ONCE(hop_starve_tgid, tgid);
	return 0;
}

static const struct kernel_param_ops hop_starve_victim_ops = {
	.set = hop_starve_victim,
};

module_param_cb(victim, &hop_starve_victim_ops, NULL, 0200);
MODULE_PARM_DESC(victim, "\"TGID PASS FAIL\"");
module_param(failed, uint, 0400);
MODULE_PARM_DESC(failed, "allocations that failed");
module_param(probes, uint, 0400);
MODULE_PARM_DESC(probes, "allocators that are probed");

static void hop_starve_end(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hop_starve_probes); i++)
		if (hop_starve_probes[i].addr)
			unregister_kprobe(&hop_starve_probes[i]);
}

static int __init hop_starve_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hop_starve_probes); i++) {
		struct kprobe *probe = &hop_starve_probes[i];

		probe->symbol_name = hop_starve_rows[i].name;
		probe->pre_handler = hop_starve_hit;
		probe->post_handler = hop_starve_after;
		if (register_kprobe(probe))
			probe->addr = NULL;
		else
			probes++;
	}
	if (!probes)
		return -ENOENT;
	return register_module_notifier(&hop_starve_nb);
}

static void __exit hop_starve_exit(void)
{
	unregister_module_notifier(&hop_starve_nb);
	hop_starve_end();
}

module_init(hop_starve_init);
module_exit(hop_starve_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("makes allocations within stackhop fail, for its selftests");
