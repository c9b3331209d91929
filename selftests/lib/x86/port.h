/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The words and numbers of x86 for neutral tests: see lib/arch.h.
 */
#ifndef HOP_LIB_PORT_H
#define HOP_LIB_PORT_H

#include <stdint.h>

#include "lib/lib.h"

#define HOP_TABLE_BYTES 4096 /* of an IDT, and of each page table */
#define HOP_TSS_BYTES 104
#define HOP_NR_MSRS 5

/**
 * struct hop_state - what stackhop may change while it is loaded
 * @idt:	the IDT
 * @tss:	each CPU's hardware TSS; sp1 and sp2 zeroed, since Linux writes
 *		them all the time
 * @msr:	each CPU's entry points: see hop_state_msrs
 * @area:	the page tables under the CPU entry area, by hop_entry_area_sum()
 * @pages:	how many they are
 */
struct hop_state {
	uint8_t idt[HOP_TABLE_BYTES];
	uint8_t tss[HOP_MAX_CPUS][HOP_TSS_BYTES];
	uint64_t msr[HOP_MAX_CPUS][HOP_NR_MSRS];
	uint64_t area;
	unsigned int pages;
};

#endif
