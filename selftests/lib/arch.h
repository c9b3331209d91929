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

#include "lib/lib.h"
#include "port.h"

/* Ends with NULL: symbols that hop_symbol() knows. */
extern const char *const hop_port_symbols[];

/* Fires @gate, which is armed, @count times from user mode. */
void hop_user_fire(const struct hop_info *info, unsigned int gate,
		   unsigned long count);

/* What a signal's handler is told of the trap: all of @end that it knows. */
void hop_child_note(struct hop_child_end *end, const ucontext_t *context);

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

#endif
