/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Words of stacks that somebody else uses: the only way to read and write them.
 * Live frames have redzones, which KASAN reports to whoever touches them, and
 * their owners write without marking it, which KCSAN takes for a race.
 */
#ifndef HOP_WORD_H
#define HOP_WORD_H

#include <linux/compiler.h>
#include <linux/types.h>

static __no_sanitize_or_inline u64 hop_word_get(const u64 *at)
{
	return READ_ONCE(*at);
}

static __no_sanitize_or_inline void hop_word_put(u64 *at, u64 word)
{
	WRITE_ONCE(*at, word);
}

#endif
