// SPDX-License-Identifier: GPL-2.0
/*
 * Where marks lie.
 */
#include "mark.h"

/* Thread ids end at 0x400000, the addresses of a run below this. */
#define FIRST 0x40000000
#define LAST 0x7fffffff
#define FOLLOW 15

uint64_t hop_mark_of(uint64_t number)
{
	return FIRST | (number & (LAST - FIRST) & ~(uint64_t)FOLLOW);
}
