// SPDX-License-Identifier: GPL-2.0
/*
 * Puts taps before the handlers of IDT gates, and takes them away; with those
 * of the syscall instructions (tap_msrs.c) they are set as one.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/rbtree.h> /* first: 5.10-rt's mutex.h needs it */
#include <linux/bitmap.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <asm/desc.h>
#include <asm/trapnr.h>

#include "../../compat.h"
#include "../../gate.h"
#include "../arch.h"
#include "idt.h"
#include "own.h"
#include "stub.h"
#include "tap_msrs.h"
#include "taps.h"
#include "virt.h"

/* Protects all that follows. */
static DEFINE_MUTEX(hop_taps_lock);

/* The IDT: what each gate was before its tap, and which have been tapped. */
static gate_desc hop_stock_gates[IDT_ENTRIES];
static DECLARE_BITMAP(hop_tapped, IDT_ENTRIES);

/* Tapped gates that could not be taken back: somebody else has changed them. */
static DECLARE_BITMAP(hop_taps_left, IDT_ENTRIES);

/* Here, not allocated: taking taps away must not want memory. */
static struct hop_idt_change hop_tap_changes[IDT_ENTRIES];

static bool hop_vector_is_own(unsigned int vector)
{
	return vector == hop_gate_vectors[HOP_GATE_OWN] ||
	       vector == hop_gate_vectors[HOP_GATE_IST];
}

static gate_desc hop_tap_gate(unsigned int vector)
{
	const char *tap = vector == X86_TRAP_NMI ?
				  hop_tap_nmi :
				  hop_taps_begin + vector * HOP_TAP_SIZE;
	gate_desc stock = hop_stock_gates[vector];
	gate_desc gate = hop_idt_make(hop_own_tap_addr(tap), 0, 0);

	gate.bits = stock.bits;
	return gate;
}

/* Has somebody else changed a gate since it was tapped? */
static bool hop_tap_is_changed(unsigned int vector)
{
	gate_desc ours = hop_tap_gate(vector), now = hop_idt_get(vector);

	return test_bit(vector, hop_tapped) && memcmp(&ours, &now, sizeof(now));
}

/* Tap the gates of @add, which are not tapped: all or none. */
static int hop_taps_add(const unsigned long *add)
{
	struct hop_idt_change *change = hop_tap_changes;
	unsigned int vector;
	int err;

	for_each_set_bit(vector, add, IDT_ENTRIES) {
		hop_stock_gates[vector] = hop_idt_get(vector);
		hop_stub_words->stock[vector] =
			gate_offset(&hop_stock_gates[vector]);
		change->vector = vector;
		change->from = hop_stock_gates[vector];
		change->to = hop_tap_gate(vector);
		change++;
	}
	if (change == hop_tap_changes)
		return 0;
	err = hop_idt_exchange(hop_tap_changes, change - hop_tap_changes);
	if (!err)
		bitmap_or(hop_tapped, hop_tapped, add, IDT_ENTRIES);
	return err;
}

static void hop_tap_took_back(const struct hop_idt_change *change)
{
	if (!change->left) {
		clear_bit(change->vector, hop_tapped);
		clear_bit(change->vector, hop_taps_left);
	} else if (!test_and_set_bit(change->vector, hop_taps_left)) {
		pr_warn("vector %u: somebody has changed its gate since it was tapped: left alone\n",
			change->vector);
	}
}

/* Take away the taps of all gates but those of @want, each on its own. */
static void hop_taps_keep(const unsigned long *want)
{
	struct hop_idt_change *change = hop_tap_changes;
	unsigned int vector, i;

	for_each_set_bit(vector, hop_tapped, IDT_ENTRIES) {
		if (test_bit(vector, want))
			continue;
		change->vector = vector;
		change->from = hop_tap_gate(vector);
		change->to = hop_stock_gates[vector];
		change++;
	}
	hop_idt_take_back(hop_tap_changes, change - hop_tap_changes);
	for (i = 0; &hop_tap_changes[i] < change; i++)
		hop_tap_took_back(&hop_tap_changes[i]);
}

/*
 * What can be tapped of what is asked for. A tapped SYSENTER needs the tap of #DB
 * (hop_tap_db in tap.S), so that goes in first and comes out last, asked for or
 * not.
 */
static void hop_taps_possible(struct hop_tap *tap, unsigned long *vectors)
{
	unsigned int vector;

	memcpy(vectors, tap->vectors, sizeof(tap->vectors));
	for_each_set_bit(vector, vectors, IDT_ENTRIES)
		if (hop_vector_is_own(vector) || hop_idt_is_unused(vector) ||
		    hop_tap_is_changed(vector))
			clear_bit(vector, vectors);
	tap->calls &= hop_virt_is_loaded() ? 0 : hop_tap_msrs_there();
	if (hop_tap_is_changed(X86_TRAP_DB))
		tap->calls &= ~HOP_TAP_SYSENTER;
}

static void hop_taps_add_db(unsigned long *gates, u32 syscalls)
{
	if (syscalls & HOP_TAP_SYSENTER)
		set_bit(X86_TRAP_DB, gates);
}

/* The taps' code and data lie beside the own gates'. */
int hop_arch_taps_errno(const char **why)
{
	*why = hop_gate_why();
	return hop_gate_errno();
}

int hop_arch_taps_set(struct hop_tap *tap)
{
	DECLARE_BITMAP(want, IDT_ENTRIES);
	DECLARE_BITMAP(gates, IDT_ENTRIES);
	DECLARE_BITMAP(add, IDT_ENTRIES);
	DECLARE_BITMAP(before, IDT_ENTRIES);
	u64 quiet;
	int err;

	BUILD_BUG_ON(sizeof(want) != sizeof(tap->vectors));
	mutex_lock(&hop_taps_lock);
	hop_taps_possible(tap, want);
	bitmap_copy(gates, want, IDT_ENTRIES);
	hop_taps_add_db(gates, tap->calls);
	bitmap_copy(before, hop_tapped, IDT_ENTRIES);
	bitmap_andnot(add, gates, hop_tapped, IDT_ENTRIES);
	quiet = hop_stub_words->db_quiet;
	WRITE_ONCE(hop_stub_words->db_quiet, !test_bit(X86_TRAP_DB, want));
	err = hop_taps_add(add) ?: hop_tap_msrs_add(tap->calls);
	if (err) {
		WRITE_ONCE(hop_stub_words->db_quiet, quiet);
	} else {
		hop_taps_add_db(gates, hop_tap_msrs_keep(tap->calls));
		memcpy(tap->vectors, want, sizeof(want));
	}
	hop_taps_keep(err ? before : gates);
	mutex_unlock(&hop_taps_lock);
	return err;
}

bool hop_arch_taps_clear(void)
{
	DECLARE_BITMAP(gates, IDT_ENTRIES) = {};
	bool left;

	mutex_lock(&hop_taps_lock);
	WRITE_ONCE(hop_stub_words->db_quiet, 1);
	hop_taps_add_db(gates, hop_tap_msrs_keep(0));
	hop_taps_keep(gates);
	left = !bitmap_empty(hop_tapped, IDT_ENTRIES) || hop_tap_msrs_keep(0);
	mutex_unlock(&hop_taps_lock);
	return left;
}

bool hop_arch_taps_are_virt(void)
{
	bool loaded;

	mutex_lock(&hop_taps_lock);
	loaded = hop_virt_is_loaded();
	mutex_unlock(&hop_taps_lock);
	return loaded;
}

/*
 * Whoever has the taps sees that these are gone when he sets them again. Under
 * the lock, or one who has just asked would put them in behind this.
 */
static void hop_taps_virt_coming(void)
{
	mutex_lock(&hop_taps_lock);
	if (hop_virt_has_come()) {
		pr_info("a module that runs virtual machines is being loaded: no taps of syscall entries from now on\n");
		hop_tap_msrs_keep(0);
	}
	mutex_unlock(&hop_taps_lock);
}

int hop_taps_init(void)
{
	int err = hop_tap_msrs_init();

	if (err)
		return err;
	err = hop_virt_init(hop_taps_virt_coming);
	if (err)
		hop_tap_msrs_exit();
	return err;
}

void hop_taps_exit(void)
{
	hop_virt_exit();
	hop_tap_msrs_exit();
}
