/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Words of stacks that somebody else uses: the only way to read and write them.
 * Live frames have redzones, which KASAN reports to whoever touches them, and
 * their owners write without marking it, which KCSAN takes for a race.
 */
#ifndef HOP_WORD_H
#define HOP_WORD_H

#include <linux/compiler.h>
#include "uapi/stackhop.h"

/* HOP_PAINT as a word of this machine. */
#define HOP_PAINT_WORD ((unsigned long)HOP_PAINT)

/* The word at an address as the calls have it. */
static inline unsigned long *hop_stack_word(u64 addr)
{
	return (unsigned long *)(unsigned long)addr;
}

static __no_sanitize_or_inline unsigned long
hop_word_get(const unsigned long *at)
{
	return READ_ONCE(*at);
}

static __no_sanitize_or_inline void hop_word_put(unsigned long *at,
						 unsigned long word)
{
	WRITE_ONCE(*at, word);
}

#endif
