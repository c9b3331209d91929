// SPDX-License-Identifier: GPL-2.0
/*
 * Probes on tracepoints of the kernel, for the time of a measurement.
 */
#include <linux/bits.h>
#include <linux/preempt.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "arch/arch.h"
#include "compat.h"
#include "stamp.h"
#include "tape.h"

/**
 * struct hop_stamp_row - a tracepoint
 * @name: the kernel's, without its group
 * @tp:   it, once found; NULL: this kernel does not have it
 */
struct hop_stamp_row {
	const char *name;
	struct tracepoint *tp;
};

/* Those of every architecture; hop_arch_stamp_names has the others. */
static struct hop_stamp_row hop_stamp_points[HOP_STAMP_NR] = {
	[HOP_STAMP_SYS_ENTER] = { "sys_enter" },
	[HOP_STAMP_SYS_EXIT] = { "sys_exit" },
	[HOP_STAMP_IRQ_ENTRY] = { "irq_handler_entry" },
	[HOP_STAMP_IRQ_EXIT] = { "irq_handler_exit" },
	[HOP_STAMP_SOFTIRQ_ENTRY] = { "softirq_entry" },
	[HOP_STAMP_SOFTIRQ_EXIT] = { "softirq_exit" },
};

static u32 hop_stamps_set;

/*
 * One probe for all: what a tracepoint passes besides @row is not looked at, and
 * the caller takes it away again. From 6.13 on those of system calls leave
 * preemption on (commit "tracing: Introduce tracepoint_is_faultable()").
 */
static notrace void hop_stamp_probe(void *row)
{
	u64 begin = hop_arch_ticks();

	preempt_disable_notrace();
	hop_tape_stamp((struct hop_stamp_row *)row - hop_stamp_points, begin);
	preempt_enable_notrace();
}

static void hop_stamp_find(struct tracepoint *tp, void *unused)
{
	int i;

	for (i = 0; i < HOP_STAMP_NR; i++)
		if (hop_stamp_points[i].name &&
		    !strcmp(tp->name, hop_stamp_points[i].name))
			hop_stamp_points[i].tp = tp;
}

u32 hop_stamp_mask(void)
{
	return hop_stamps_set;
}

void hop_stamp_keep(u32 mask)
{
	u32 gone = hop_stamps_set & ~mask;
	int i;

	for (i = 0; i < HOP_STAMP_NR; i++)
		if (gone & BIT(i))
			hop_probe_remove(hop_stamp_points[i].tp,
					 hop_stamp_probe, &hop_stamp_points[i]);
	if (gone)
		tracepoint_synchronize_unregister();
	hop_stamps_set &= mask;
}

int hop_stamp_add(u32 mask)
{
	u32 before = hop_stamps_set;
	int i, err = 0;

	if (mask >> HOP_STAMP_NR)
		return -EINVAL;
	for (i = 0; i < HOP_STAMP_NR && !err; i++) {
		if (!(mask & ~hop_stamps_set & BIT(i)) ||
		    !hop_stamp_points[i].tp)
			continue;
		err = tracepoint_probe_register(hop_stamp_points[i].tp,
						hop_stamp_probe,
						&hop_stamp_points[i]);
		if (!err)
			hop_stamps_set |= BIT(i);
	}
	if (err)
		hop_stamp_keep(before);
	return err;
}

int hop_stamp_init(void)
{
	int i;

	for (i = 0; i < HOP_STAMP_NR; i++)
		if (!hop_stamp_points[i].name)
			hop_stamp_points[i].name = hop_arch_stamp_names[i];
	for_each_kernel_tracepoint(hop_stamp_find, NULL)
		;
	return 0;
}
