// SPDX-License-Identifier: GPL-2.0
/*
 * The IDT is one page that all CPUs map read-only at the same address. A
 * second, writable mapping of that page is all it takes to change a gate.
 * CR0.WP is left alone: clearing it faults when CET is on.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pgtable.h>
#include <linux/stop_machine.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <asm/desc.h>
#include <asm/segment.h>

#include "idt.h"
#include "ist.h"
#include "ksyms.h"
#include "region.h"

/* 256 gates of 16 bytes: exactly a page. */
#define HOP_IDT_SIZE (IDT_ENTRIES * sizeof(gate_desc))

static gate_desc *hop_idt;
static void *hop_idt_page;

int hop_idt_init(void)
{
	struct desc_ptr idtr;
	struct page *page;
	pte_t *pte;

	store_idt(&idtr);
	pte = hop_pte_lookup(idtr.address);
	if (!pte || !pte_present(*pte) || idtr.size != HOP_IDT_SIZE - 1 ||
	    offset_in_page(idtr.address) + HOP_IDT_SIZE > PAGE_SIZE)
		return -ENXIO;
	page = pfn_to_page(pte_pfn(*pte));
	hop_idt_page = vmap(&page, 1, VM_MAP, PAGE_KERNEL);
	if (!hop_idt_page)
		return -ENOMEM;
	hop_idt = hop_idt_page + offset_in_page(idtr.address);
	return 0;
}

void hop_idt_exit(void)
{
	vunmap(hop_idt_page);
	hop_idt_page = NULL;
}

gate_desc hop_idt_get(unsigned int vector)
{
	return hop_idt[vector];
}

/*
 * early_idt_handler_array has one entry of EARLY_IDT_HANDLER_SIZE bytes for
 * each exception vector (arch/x86/kernel/head_64.S). No gate is ever "not
 * present" on Linux, so this is what "free" looks like.
 */
bool hop_idt_is_unused(unsigned int vector)
{
	gate_desc gate = hop_idt_get(vector);

	return vector < NUM_EXCEPTION_VECTORS && !gate.bits.dpl &&
	       gate_offset(&gate) == hop_x86_ksyms.early_idt_handler_array +
					     vector * EARLY_IDT_HANDLER_SIZE;
}

gate_desc hop_idt_make(unsigned long addr, unsigned int ist, unsigned int dpl)
{
	gate_desc gate = {
		.offset_low = (u16)addr,
		.segment = __KERNEL_CS,
		.bits = {
			.ist = ist,
			.type = GATE_INTERRUPT,
			.dpl = dpl,
			.p = 1,
		},
		.offset_middle = (u16)(addr >> 16),
		.offset_high = (u32)(addr >> 32),
	};

	return gate;
}

struct hop_idt_batch {
	struct hop_idt_change *changes;
	unsigned int nr;
};

/*
 * All CPUs stand still, but an NMI or #MC may still come and go through the
 * IDT: 16 bytes change at once, and never to anything half made.
 */
static bool hop_idt_swap(unsigned int vector, const gate_desc *from,
			 const gate_desc *to)
{
	u64 old[2], new[2];
	bool done;

	memcpy(old, from, sizeof(old));
	memcpy(new, to, sizeof(new));
	asm volatile("lock cmpxchg16b %[gate]"
		     : "=@ccz"(done), [gate] "+m"(hop_idt[vector]),
		       "+a"(old[0]), "+d"(old[1])
		     : "b"(new[0]), "c"(new[1])
		     : "memory");
	return done;
}

static int hop_idt_swap_all(void *arg)
{
	const struct hop_idt_batch *batch = arg;
	const struct hop_idt_change *c = batch->changes;
	unsigned int i;

	for (i = 0; i < batch->nr; i++)
		if (!hop_idt_swap(c[i].vector, &c[i].from, &c[i].to))
			goto undo;
	return 0;
undo:
	while (i--)
		hop_idt_swap(c[i].vector, &c[i].to, &c[i].from);
	return -EBUSY;
}

int hop_idt_exchange(const struct hop_idt_change *changes, unsigned int nr)
{
	/* Only hop_idt_take_back() writes there. */
	struct hop_idt_batch batch = { (struct hop_idt_change *)changes, nr };

	return stop_machine(hop_idt_swap_all, &batch, NULL);
}

static int hop_idt_swap_each(void *arg)
{
	const struct hop_idt_batch *batch = arg;
	struct hop_idt_change *c;

	for (c = batch->changes; c < batch->changes + batch->nr; c++)
		c->left = !hop_idt_swap(c->vector, &c->from, &c->to) &&
			  memcmp(&hop_idt[c->vector], &c->to, sizeof(c->to));
	return 0;
}

void hop_idt_take_back(struct hop_idt_change *changes, unsigned int nr)
{
	struct hop_idt_batch batch = { changes, nr };

	if (nr)
		stop_machine(hop_idt_swap_each, &batch, NULL);
}

bool hop_idt_leads_here(void)
{
	unsigned int vector;

	for (vector = 0; vector < IDT_ENTRIES; vector++) {
		gate_desc gate = hop_idt_get(vector);
		unsigned long handler = gate_offset(&gate);

		if (hop_region_holds(handler) ||
		    within_module(handler, THIS_MODULE) ||
		    gate.bits.ist == HOP_IST_SLOT + 1)
			return true;
	}
	return false;
}
