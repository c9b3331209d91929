// SPDX-License-Identifier: GPL-2.0
/*
 * What x86-64's CPUs have of stacks, and what must hold for it.
 */
#include "arch/arch.h"
#include "x86.h"

static const struct hop_value_row values[] = HOP_VALUE_TABLE(HOP_X86_VALUES);

static const struct hop_status_row rows[] = {
	{ HOP_ROW_VALUE, HOP_X86_SP0, "sp0" },
	{ HOP_ROW_STACK_TOP, HOP_KIND_ENTRY, "  entry stack's top" },
	{ HOP_ROW_VALUE, HOP_VALUE_TOP_OF_STACK, NULL },
	{ HOP_ROW_TASK_END, 0, "  task stack's end" },
	{ HOP_ROW_COMM, 0, "  current task" },
	{ HOP_ROW_PID, 0, "  pid" },
	{ HOP_ROW_VALUE, HOP_VALUE_SP, "rsp" },
	{ HOP_ROW_SP_KIND, 0, "  in stack" },
	{ HOP_ROW_VALUE, HOP_VALUE_IRQ_INUSE, NULL },
	{ HOP_ROW_VALUE, HOP_VALUE_HARDIRQ_STACK, "hardirq_stack_ptr" },
	{ HOP_ROW_STACK_TOP, HOP_KIND_IRQ, "  irq stack's top" },
	{ HOP_ROW_VALUE, HOP_X86_IST + 0, "ist 0  df" },
	{ HOP_ROW_VALUE, HOP_X86_IST + 1, "ist 1  nmi" },
	{ HOP_ROW_VALUE, HOP_X86_IST + 2, "ist 2  db" },
	{ HOP_ROW_VALUE, HOP_X86_IST + 3, "ist 3  mce" },
	{ HOP_ROW_VALUE, HOP_X86_IST + 4, "ist 4  vc" },
	{ HOP_ROW_VALUE, HOP_X86_IST + 5, "ist 5" },
	{ HOP_ROW_VALUE, HOP_X86_IST + 6, "ist 6" },
	{ 0 },
};

#define HOP_IST_RULE(n, what, of, needs)                              \
	{                                                             \
		.rule = HOP_RULE_STACK_TOP, .name = what,             \
		.id = HOP_X86_IST + (n), .kind = of, .feature = needs \
	}

/* Slots 0 to 4 have the kernel's stacks, 5 the own gate's; the last one is free. */
static const struct hop_check_rule checks[] = {
	{ .rule = HOP_RULE_STACK_TOP,
	  .name = "sp0",
	  .id = HOP_X86_SP0,
	  .kind = HOP_KIND_ENTRY },
	{ .rule = HOP_RULE_TASK_TOP, .name = "top of stack" },
	{ .rule = HOP_RULE_SWITCH, .name = "task switch", .id = HOP_X86_SP0 },
	{ .rule = HOP_RULE_IN_USE, .name = "irq in use" },
	{ .rule = HOP_RULE_IRQ_POINTER, .name = "irq stack pointer" },
	{ .rule = HOP_RULE_CONTEXT, .name = "context" },
	{ .rule = HOP_RULE_SP, .name = "rsp" },
	HOP_IST_RULE(0, "ist 0 df", HOP_KIND_IST_DF, 0),
	HOP_IST_RULE(1, "ist 1 nmi", HOP_KIND_IST_NMI, 0),
	HOP_IST_RULE(2, "ist 2 db", HOP_KIND_IST_DB, 0),
	HOP_IST_RULE(3, "ist 3 mce", HOP_KIND_IST_MCE, 0),
	HOP_IST_RULE(4, "ist 4 vc", HOP_KIND_IST_VC, 0),
	HOP_IST_RULE(5, "ist 5 own-ist", HOP_KIND_OWN_IST, HOP_FEAT_GATES),
	{ .rule = HOP_RULE_FREE, .name = "ist 6", .id = HOP_X86_IST + 6 },
	{ .rule = HOP_RULE_APART, .name = "stacks apart" },
	{ .rule = HOP_RULE_SHARED,
	  .name = "idt shared",
	  .id = HOP_X86_IDT,
	  .also = HOP_X86_IDT_LIMIT,
	  .also_name = "limit" },
	{ .rule = HOP_RULE_SHARED, .name = "lstar shared", .id = HOP_X86_LSTAR },
	{ 0 },
};

static const struct hop_feature features[] = {
	{ HOP_FEAT_LA57, "la57", "5-level paging", "4-level paging", false },
	{ HOP_FEAT_FSGSBASE, "fsgsbase", "FSGSBASE on", "FSGSBASE off", false },
	{ HOP_FEAT_FRED, "fred", "FRED on", "FRED off", true },
	{ 0 },
};

/* A task's top: its stack's end on 6.1, 16 bytes below it on 7.3 (for FRED). */
#define TOP_ROOM 16

/* Since 5.12 hardirq_stack_ptr is the last word of the stack, not its end. */
#define IRQ_ROOM 8

const struct hop_arch_status hop_x86_status = {
	.reads = "sp0, the top of stack, the IRQ stack and its in-use mark, "
		 "the IST slots and the current RSP",
	.values = values,
	.rows = rows,
	.checks = checks,
	.features = features,
	.own_ist = "IST slot 5",
	.top_room = TOP_ROOM,
	.irq_room = IRQ_ROOM,
};
