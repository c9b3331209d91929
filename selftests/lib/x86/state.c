// SPDX-License-Identifier: GPL-2.0
/*
 * What stackhop may change while it is loaded, and must leave as it was: IDT,
 * TSS, entry point registers, page tables of the CPU entry area.
 */
#include <errno.h>
#include <string.h>

#include "lib/x86/x86.h"

#define HOP_TSS_SP1 12
#define HOP_TSS_SP1_SP2_BYTES 16
#define HOP_TSS_IST6 76 /* the last two of seven slots */
#define HOP_GATE_BYTES 16
#define HOP_VECTOR_FIRST 22
#define HOP_VECTOR_FREE 28

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
	int err = idt ? hop_peek(idt, state->idt, HOP_TABLE_BYTES) : -ENOENT;

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
	if (a->pages != b->pages)
		return "the entry area has other page-table pages";
	if (a->area != b->area)
		return "the page tables of the entry area differ";
	return hop_state_calls_diff(a, b);
}

const char *hop_state_calls_diff(const struct hop_state *a,
				 const struct hop_state *b)
{
	return memcmp(a->msr, b->msr, sizeof(a->msr)) ?
		       "an entry point register differs" :
		       NULL;
}

bool hop_state_is_tapped(const struct hop_state *before)
{
	static uint8_t idt[HOP_TABLE_BYTES];

	return !hop_peek(hop_symbol("idt_table"), idt, sizeof(idt)) &&
	       memcmp(idt, before->idt, sizeof(idt));
}

const char *hop_state_lacks(const struct hop_state *before,
			    const struct hop_state *loaded)
{
	if (!memcmp(before->idt, loaded->idt, sizeof(before->idt)))
		return "the IDT has no gates";
	if (!memcmp(before->tss, loaded->tss, sizeof(before->tss)))
		return "no TSS has an IST slot";
	if (before->area == loaded->area)
		return "nothing is mapped in the entry area";
	return hop_state_calls_diff(before, loaded);
}

/* SDM vol. 3, 6.14.1: the handler's address lies in three pieces. */
static uint64_t hop_gate_handler(const struct hop_state *state, int vector)
{
	const uint8_t *gate = state->idt + HOP_GATE_BYTES * vector;
	uint16_t low, middle;
	uint32_t high;

	memcpy(&low, gate, sizeof(low));
	memcpy(&middle, gate + 6, sizeof(middle));
	memcpy(&high, gate + 8, sizeof(high));
	return (uint64_t)high << 32 | (uint32_t)middle << 16 | low;
}

/*
 * Vectors 22 to 28 have handlers of one array, at the same distance from each
 * other, and gates that are alike but for that; 28 is never stackhop's.
 */
const char *hop_state_is_stock(const struct hop_state *state)
{
	uint64_t step = hop_gate_handler(state, HOP_VECTOR_FREE) -
			hop_gate_handler(state, HOP_VECTOR_FREE - 1);
	static const uint64_t empty[2];
	int vector, cpu;

	for (vector = HOP_VECTOR_FIRST; vector < HOP_VECTOR_FREE; vector++) {
		if (hop_gate_handler(state, vector + 1) -
			    hop_gate_handler(state, vector) !=
		    step)
			return "a gate of the IDT is not stock";
		if (memcmp(state->idt + HOP_GATE_BYTES * vector + 2,
			   state->idt + HOP_GATE_BYTES * HOP_VECTOR_FREE + 2,
			   4))
			return "a gate of the IDT has another type";
	}
	for (cpu = 0; cpu < HOP_MAX_CPUS; cpu++)
		if (memcmp(state->tss[cpu] + HOP_TSS_IST6, empty,
			   sizeof(empty)))
			return "an IST slot that Linux leaves empty is not";
	return NULL;
}
