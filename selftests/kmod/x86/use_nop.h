/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What linkers fill gaps with on x86: NOPs of ten bytes, as 64-bit words.
 */
#ifndef HOP_USE_NOP_H
#define HOP_USE_NOP_H

#include <linux/types.h>

static inline u64 hop_use_nop(unsigned int n)
{
	static const u8 nop[] = { 0x66, 0x2e, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0 };
	u64 word = 0;
	unsigned int i;

	for (i = 0; i < sizeof(word); i++)
		word |= (u64)nop[(n * sizeof(word) + i) % sizeof(nop)] << 8 * i;
	return word;
}

#endif
