// SPDX-License-Identifier: GPL-2.0
/*
 * Tables of names; the numbers are those of the uapi header.
 */
#include <stddef.h>

#include <stackhop.h>

#include "kinds.h"

static const char *const kinds[HOP_KIND_NR] = {
	[HOP_KIND_UNKNOWN] = "unknown",	  [HOP_KIND_USER] = "user",
	[HOP_KIND_ENTRY] = "entry",	  [HOP_KIND_TASK] = "task",
	[HOP_KIND_IRQ] = "irq",		  [HOP_KIND_SOFTIRQ] = "softirq",
	[HOP_KIND_IST_DF] = "ist-df",	  [HOP_KIND_IST_NMI] = "ist-nmi",
	[HOP_KIND_IST_DB] = "ist-db",	  [HOP_KIND_IST_MCE] = "ist-mce",
	[HOP_KIND_IST_VC] = "ist-vc",	  [HOP_KIND_OWN] = "own",
	[HOP_KIND_OWN_IST] = "own-ist",	  [HOP_KIND_ESPFIX] = "espfix",
	[HOP_KIND_OVERFLOW] = "overflow",
};

static const char *const points[] = {
	[HOP_POINT_ENTRY] = "entry",
	[HOP_POINT_HANDLER] = "handler",
	[HOP_POINT_EXIT] = "exit",
};

const char *const hop_gate_names[] = {
	[HOP_GATE_OWN] = "own",
	[HOP_GATE_IST] = "own-ist",
	[HOP_GATE_NR] = NULL,
};

const char *hop_kind_name(unsigned int kind)
{
	return kinds[kind < HOP_KIND_NR ? kind : HOP_KIND_UNKNOWN];
}

const char *hop_point_name(unsigned int point)
{
	if (point < HOP_POINT_ENTRY || point > HOP_POINT_EXIT)
		return "?";
	return points[point];
}
