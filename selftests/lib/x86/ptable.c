// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's page tables, walked from outside: by kcore's view of the direct
 * map, from the kernel's own PGD down.
 */
#include <errno.h>
#include <string.h>

#include "lib/x86/x86.h"

#define HOP_MAX_LEVELS 5

/* What the CPU writes by itself: not a change that anybody made. */
#define HOP_PTE_ACCESSED 0x20ul
#define HOP_PTE_DIRTY 0x40ul

int hop_peek_phys(uint64_t phys, void *page)
{
	static uint64_t direct_map;

	if (!direct_map) {
		uint64_t at = hop_symbol("page_offset_base");

		if (!at || hop_peek(at, &direct_map, sizeof(direct_map)))
			return -ENOENT;
	}
	return hop_peek(direct_map + (phys & HOP_PTE_ADDR), page,
			HOP_TABLE_BYTES);
}

/* 5 with LA57 in use, else 4. */
static int hop_levels(void)
{
	uint64_t at = hop_symbol("__pgtable_l5_enabled");
	uint32_t l5 = 0;

	if (at)
		hop_peek(at, &l5, sizeof(l5));
	return l5 ? 5 : 4;
}

static unsigned int hop_index(uint64_t addr, int level)
{
	return addr >> (12 + 9 * (level - 1)) & (HOP_PTES - 1);
}

/* The top table lies in the kernel's image, which kcore shows by itself. */
static int hop_top_table(uint64_t table[HOP_PTES])
{
	uint64_t at = hop_symbol("init_top_pgt");

	return at ? hop_peek(at, table, HOP_TABLE_BYTES) : -ENOENT;
}

int hop_ptable_walk(uint64_t addr, uint64_t entries[5])
{
	uint64_t table[HOP_PTES];
	int level = hop_levels(), nr = 0;
	int err = hop_top_table(table);

	while (!err) {
		uint64_t entry = table[hop_index(addr, level)];

		entries[nr++] = entry;
		if (!(entry & HOP_PTE_PRESENT) || level == 1 ||
		    (level < 4 && entry & HOP_PTE_LARGE))
			return nr;
		err = hop_peek_phys(entry, table);
		level--;
	}
	return err;
}

/* FNV-1a over 64-bit words: any changed bit changes the sum. */
static uint64_t hop_mix(uint64_t sum, uint64_t word)
{
	return (sum ^ word) * 0x100000001b3ul;
}

static int hop_table_sum(uint64_t phys, int level, uint64_t *sum,
			 unsigned int *pages)
{
	uint64_t table[HOP_PTES];
	int i, err = hop_peek_phys(phys, table);

	++*pages;
	for (i = 0; i < HOP_PTES && !err; i++) {
		uint64_t entry = table[i];

		*sum = hop_mix(*sum,
			       entry & ~(HOP_PTE_ACCESSED | HOP_PTE_DIRTY));
		if (level > 1 && entry & HOP_PTE_PRESENT &&
		    !(entry & HOP_PTE_LARGE))
			err = hop_table_sum(entry, level - 1, sum, pages);
	}
	return err;
}

int hop_entry_area_sum(uint64_t *sum, unsigned int *pages)
{
	uint64_t entries[HOP_MAX_LEVELS];
	int levels = hop_levels();
	int nr = hop_ptable_walk(HOP_CPU_ENTRY_AREA, entries);
	int top = levels - 4;

	if (nr < 0)
		return nr;
	*sum = 0xcbf29ce484222325ul;
	*pages = 0;
	return hop_table_sum(entries[top], 3, sum, pages);
}
