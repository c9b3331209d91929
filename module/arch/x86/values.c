// SPDX-License-Identifier: GPL-2.0
/*
 * The values that x86 adds to a snapshot, and where debugfs shows them:
 *
 *   cpuN/tss  the TSS that the CPU uses: base, sp0, sp1, sp2, ist0..ist6
 *   cpuN/irq  idt, idt_limit
 */
#include "../arch.h"

const struct hop_value_row hop_arch_values[] = HOP_VALUE_TABLE(HOP_X86_VALUES);

static const struct hop_line hop_tss_lines[] = {
	{ HOP_X86_TSS, "base" }, { HOP_X86_SP0 }, { HOP_X86_SP1 },
	{ HOP_X86_SP2 },	 { HOP_X86_IST }, {},
};

static const struct hop_line hop_idt_lines[] = {
	{ HOP_X86_IDT },
	{ HOP_X86_IDT_LIMIT },
	{},
};

const struct hop_debugfs_lines hop_arch_files = {
	.cpu = "tss",
	.cpu_lines = hop_tss_lines,
	.irq_lines = hop_idt_lines,
};
