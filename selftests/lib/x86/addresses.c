// SPDX-License-Identifier: GPL-2.0
/*
 * Addresses that a 64-bit kernel must take from nobody.
 */
#include "lib/arch.h"

const uint64_t hop_kernel_addresses[] = {
	0xffff888000001000ull, /* the direct map */
	0xffffffff81000000ull, /* text */
	0xfffffe0000000000ull, /* the CPU entry area */
	0xffffffffff5ff000ull, /* fixmap, and then vsyscall */
	0xfffffffffffffff8ull, /* the end: what follows wraps */
	0x0000800000000000ull, /* no canonical address */
	0x00007ffffffffff8ull, /* the end of user memory */
	0x00000000c0000000ull, /* as a 32-bit program would have it */
};

const int hop_kernel_addresses_nr = ARRAY_SIZE(hop_kernel_addresses);
