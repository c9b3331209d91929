// SPDX-License-Identifier: GPL-2.0
/*
 * What of kernel memory only x86 has: symbols, the pointer to the IRQ stack.
 */
#include "lib/x86/x86.h"

const char *const hop_port_symbols[] = {
	"__pgtable_l5_enabled",
	"cpu_tss_rw",
	"hardirq_stack_ptr",
	"hop_tap_nmi",
	"hop_tap_nmi_again",
	"hop_tap_nmi_kept",
	"idt_table",
	"init_top_pgt",
	"page_offset_base",
	"pcpu_hot",
	HOP_ESPFIX_EXIT,
	NULL,
};

int hop_irq_pointer(int cpu, uint64_t expected, uint64_t *pointer)
{
	uint64_t at = hop_percpu("hardirq_stack_ptr", cpu);
	uint64_t hot = hop_percpu("pcpu_hot", cpu);
	uint64_t words[8];
	size_t i;

	if (at)
		return hop_peek(at, pointer, sizeof(*pointer));
	if (!hot || hop_peek(hot, words, sizeof(words)))
		return -1;
	*pointer = 0;
	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (words[i] == expected)
			*pointer = words[i];
	return 0;
}
