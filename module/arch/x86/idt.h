/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading and exchanging gates of the one IDT that all CPUs share.
 */
#ifndef HOP_X86_IDT_H
#define HOP_X86_IDT_H

#include <linux/types.h>
#include <asm/desc_defs.h>

/* Map the IDT writable. -ENXIO if it is not one mapped page, -ENOMEM. */
int hop_idt_init(void);
void hop_idt_exit(void);

/* The gate of a vector as it is now. */
gate_desc hop_idt_get(unsigned int vector);

/*
 * Does the gate still point where stock Linux leaves the vectors nobody uses:
 * into the early handlers, whose text is gone?
 */
bool hop_idt_is_unused(unsigned int vector);

/* An interrupt gate (clears IF) to @addr, with an IST slot (0: none) and DPL. */
gate_desc hop_idt_make(unsigned long addr, unsigned int ist, unsigned int dpl);

/**
 * struct hop_idt_change - what is to become of a gate
 * @vector: which
 * @from:   what it must be before
 * @to:     what it is to be
 * @left:   out, of hop_idt_take_back(): it is neither, and was left alone
 */
struct hop_idt_change {
	unsigned int vector;
	bool left;
	gate_desc from;
	gate_desc to;
};

/*
 * Make @nr changes, for all CPUs at one moment. -EBUSY, and nothing changed, if
 * a gate is no longer what it must be. May sleep. Afterwards no CPU is in a
 * handler that runs with interrupts off and was reached by the old gates.
 */
int hop_idt_exchange(const struct hop_idt_change *changes, unsigned int nr);

/*
 * The same, but each change on its own, where the gate still is what it must be
 * before: cannot fail, and allocates nothing.
 */
void hop_idt_take_back(struct hop_idt_change *changes, unsigned int nr);

/* Is there a gate that leads into the region or the module, or to its IST slot? */
bool hop_idt_leads_here(void);

#endif
