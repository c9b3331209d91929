/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Puts the evidence of a run together: the path of the trigger's entry, and of
 * every other entry that happened meanwhile. Knows stacks, frames and marks, no
 * kernel; where evidence does not decide, the path holds a `?`.
 */
#ifndef HOP_PATH_ASSEMBLE_H
#define HOP_PATH_ASSEMBLE_H

#include "assembly.h"

/* hop_assemble() - never fails: @out->own.verdict says what it is worth */
void hop_assemble(const struct hop_run *run, struct hop_assembly *out);

/**
 * hop_assemble_gate() - the path of one entry through an own gate
 * @run:	its tape has the entry's records, from ENTRY to EXIT, and nothing
 *		else; @from_user is what the first says; @cpu, @vector, @stacks and
 *		@tasks are needed, too
 *
 * The last record has the frame that the gate returns by: that shows where to.
 */
void hop_assemble_gate(const struct hop_run *run, struct hop_observed *o);

#endif
