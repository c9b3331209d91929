// SPDX-License-Identifier: GPL-2.0
/*
 * A snippet without its entry: the same instructions, with a jump to where the
 * entry would have returned to in its place.
 */
#include "arch/arch.h"

#define JMP_SHORT 0xeb
#define NOP 0x90

void hop_snippet_skip(uint8_t *at, int distance)
{
	at[0] = NOP;
	if (distance == 0 || distance == 1)
		return;
	at[0] = JMP_SHORT;
	at[1] = distance - 2;
}
