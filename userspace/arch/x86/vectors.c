// SPDX-License-Identifier: GPL-2.0
/*
 * The vectors of x86, as Linux uses them: SDM vol. 3, table 6-1, and
 * arch/x86/include/asm/irq_vectors.h; counters: arch/x86/kernel/irq.c.
 */
#include <stackhop.h>

#include <hop_path.h>

#include "arch/arch.h"

static const struct hop_stamps call = { HOP_STAMP_SYS_ENTER,
					HOP_STAMP_SYS_EXIT };
static const struct hop_stamps fault = { HOP_STAMP_FAULT_USER, HOP_STAMP_NR };
static const struct hop_stamps timer = { HOP_STAMP_TIMER_ENTRY,
					 HOP_STAMP_TIMER_EXIT };
static const struct hop_stamps remote_call = { HOP_STAMP_CALL_ENTRY,
					       HOP_STAMP_CALL_EXIT };

/* External interrupts; those of devices get their numbers at run time. */
#define SYSTEM(text) .name = (text), .external = true
#define DEVICE                                   \
	{                                        \
		.external = true, .device = true \
	}

static const struct hop_vector vectors[HOP_VECTORS] = {
	[0] = { .name = "divide" },
	[1] = { .name = "debug" },
	[2] = { .name = "nmi", .counter = "NMI", .probe = HOP_PROBE_NMI },
	[3] = { .name = "int3" },
	[6] = { .name = "ud" },
	[7] = { .name = "no-fpu" },
	[8] = { .name = "double-fault", .error_code = true },
	[10] = { .error_code = true },
	[11] = { .error_code = true },
	[12] = { .error_code = true },
	[13] = { .name = "gp", .error_code = true },
	[14] = { .name = "page-fault",
		 .error_code = true,
		 .probe = HOP_PROBE_PAGE_FAULT_KERNEL,
		 .user = &fault },
	[17] = { .error_code = true },
	[18] = { .name = "mce", .probe = HOP_PROBE_MCE },
	[21] = { .error_code = true },
	[29] = { .error_code = true },
	[30] = { .error_code = true },
	[0x20 ... 0x7f] = DEVICE,
	[0x80] = { .user = &call },
	[0x81 ... 0xeb] = DEVICE,
	[0xec] = { SYSTEM("timer"), .counter = "LOC", .periodic = true,
		   .user = &timer, .kernel = &timer },
	[0xed ... 0xf5] = { .external = true },
	[0xf6] = { SYSTEM("irq-work") },
	[0xf7] = { SYSTEM("platform-ipi") },
	[0xf8 ... 0xfa] = { .external = true },
	[0xfb] = { SYSTEM("call-single"), .counter = "CAL",
		   .user = &remote_call, .kernel = &remote_call },
	[0xfc] = { SYSTEM("call") },
	[0xfd] = { SYSTEM("reschedule") },
	[0xfe] = { SYSTEM("apic-error") },
	[0xff] = { SYSTEM("spurious") },
};

const struct hop_vector *hop_vector_of(unsigned int vector)
{
	static const struct hop_vector none;

	return vector < HOP_VECTORS ? &vectors[vector] : &none;
}

const char *hop_vector_ticks(void)
{
	for (size_t i = 0; i < HOP_VECTORS; i++)
		if (vectors[i].periodic)
			return vectors[i].counter;
	return NULL;
}
