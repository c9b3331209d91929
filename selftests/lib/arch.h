/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a port of the selftests fills in, in lib/ARCH/, so that neutral tests name
 * no architecture: these functions, and the words and numbers of its port.h.
 */
#ifndef HOP_LIB_ARCH_H
#define HOP_LIB_ARCH_H

#include <stdbool.h>
#include <stdint.h>
#include <ucontext.h>

#include "lib.h"
#include "port.h"

struct json_object;

/* Ends with NULL: symbols that hop_symbol() knows. */
extern const char *const hop_port_symbols[];

/* Ends with NULL: symbols without which there are no own gates here. */
const char *const *hop_gate_symbols(void);

/* What the module looks up, under a name that depends on the kernel. */
enum hop_lookup { HOP_LOOKUP_MARK, HOP_LOOKUP_IRQ_STACK, HOP_LOOKUP_TOP };

/* The name that this kernel has for it; @says: what the refusal must say. */
const char *hop_lookup_name(const struct hop_info *info, enum hop_lookup what,
			    const char **says);

/* Addresses that are no user's: of the kernel, and of nobody. */
extern const uint64_t hop_kernel_addresses[];
extern const int hop_kernel_addresses_nr;

/* ---- entries */

/* Fires @gate, which is armed, @count times from user mode. */
void hop_user_fire(const struct hop_info *info, unsigned int gate,
		   unsigned long count);

/* Executes a breakpoint. */
void hop_breakpoint(void);

/*
 * Where the CPU finds the top of the stack that @gate begins on when it comes
 * from user mode; 0: nowhere.
 */
uint64_t hop_gate_stack(const struct hop_snapshot *snap, unsigned int gate);

/**
 * struct hop_gate_path - what `stackhop gate` must say
 * @gate: name of the gate
 * @mode: where it comes from
 * @path: the stacks on its way
 */
struct hop_gate_path {
	const char *gate;
	const char *mode;
	const char *path;
};

extern const struct hop_gate_path hop_gate_paths[];
extern const int hop_gate_paths_nr;

/* Is @name that of a function on the way in of interrupts? */
bool hop_is_interrupt_entry(const char *name);

/*
 * Is one tick of the CPU's counter one instruction? So it is in guests whose
 * instructions QEMU counts (scripts/vm -i).
 */
bool hop_counts_instructions(void);

/* What a signal's handler is told of the trap: all of @end that it knows. */
void hop_child_note(struct hop_child_end *end, const ucontext_t *context);

/* ---- snapshots */

/* The entry of system calls. */
uint64_t hop_snapshot_entry(const struct hop_snapshot *snap);

/* What differs of that which a CPU has all the time; NULL: nothing. */
const char *hop_snapshot_diff(const struct hop_snapshot *a,
			      const struct hop_snapshot *b);

/* What `stackhop status` says otherwise of the CPU, as JSON; NULL: nothing. */
const char *hop_snapshot_said(const struct hop_snapshot *snap,
			      struct json_object *said);

/* ---- what must be as it was after the module has gone: struct hop_state */

/* Takes the state of all CPUs that are online. */
int hop_state_take(struct hop_state *state);

/*
 * NULL if @state can be that of a machine without stackhop, else what it has of
 * it. For a state that was taken after the module had been there.
 */
const char *hop_state_is_stock(const struct hop_state *state);

/* What differs first, in words; NULL if nothing does. */
const char *hop_state_diff(const struct hop_state *a,
			   const struct hop_state *b);

/* The same of the entries of system calls alone, which taps change. */
const char *hop_state_calls_diff(const struct hop_state *a,
				 const struct hop_state *b);

/* Is an entry other than those of calls not as @before has it, just now? */
bool hop_state_is_tapped(const struct hop_state *before);

/* What @loaded lacks of a machine with own gates and no taps; NULL: nothing. */
const char *hop_state_lacks(const struct hop_state *before,
			    const struct hop_state *loaded);

#endif
