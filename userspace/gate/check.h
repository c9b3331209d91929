/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Checks one entry through an own gate against what the program that fired
 * it knows of itself.
 */
#ifndef HOP_GATE_CHECK_H
#define HOP_GATE_CHECK_H

#include "path/path.h"

/* hop_wrong_text() - one bit in words; @bit is its number; NULL: there is none */
const char *hop_wrong_text(unsigned int bit);

/**
 * hop_gate_check() - all that can be wrong
 * @o:	the path that the entry took
 *
 * Returns a mask, 0 if all is right: a bit for each rule of the port, and one more
 * for stacks that are not known.
 */
unsigned int hop_gate_check(const struct hop_gate_entry *p,
			    const struct hop_observed *o,
			    const struct hop_expect *e);

#endif
