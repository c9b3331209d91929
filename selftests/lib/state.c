// SPDX-License-Identifier: GPL-2.0
/*
 * What stackhop may change while it is loaded, and must leave as it was: IDT,
 * TSS, entry point registers, page tables of the CPU entry area.
 */
#include <errno.h>
#include <string.h>

#include "lib.h"

#define HOP_TSS_SP1 12
#define HOP_TSS_SP1_SP2_BYTES 16

/* LSTAR, CSTAR, SYSENTER_CS, SYSENTER_ESP, SYSENTER_EIP. */
static const uint32_t hop_state_msrs[HOP_NR_MSRS] = { 0xc0000082, 0xc0000083,
						      0x174, 0x175, 0x176 };

static int hop_state_take_cpu(struct hop_state *state, int cpu)
{
	uint64_t tss = hop_percpu("cpu_tss_rw", cpu);
	int i, err;

	if (!tss)
		return -ENOENT;
	err = hop_peek(tss, state->tss[cpu], HOP_TSS_BYTES);
	memset(state->tss[cpu] + HOP_TSS_SP1, 0, HOP_TSS_SP1_SP2_BYTES);
	for (i = 0; i < HOP_NR_MSRS && !err; i++)
		err = hop_rdmsr(cpu, hop_state_msrs[i], &state->msr[cpu][i]);
	return err;
}

int hop_state_take(struct hop_state *state)
{
	int cpus[HOP_MAX_CPUS], i;
	int nr = hop_online(cpus);
	uint64_t idt = hop_symbol("idt_table");
	int err = idt ? hop_peek(idt, state->idt, HOP_PAGE) : -ENOENT;

	memset(state->tss, 0, sizeof(state->tss));
	memset(state->msr, 0, sizeof(state->msr));
	for (i = 0; i < nr && !err; i++)
		err = hop_state_take_cpu(state, cpus[i]);
	return err ?: hop_entry_area_sum(&state->area, &state->pages);
}

const char *hop_state_diff(const struct hop_state *a, const struct hop_state *b)
{
	if (memcmp(a->idt, b->idt, sizeof(a->idt)))
		return "the IDT differs";
	if (memcmp(a->tss, b->tss, sizeof(a->tss)))
		return "a TSS differs";
	if (memcmp(a->msr, b->msr, sizeof(a->msr)))
		return "an entry point register differs";
	if (a->pages != b->pages)
		return "the entry area has other page-table pages";
	if (a->area != b->area)
		return "the page tables of the entry area differ";
	return NULL;
}
