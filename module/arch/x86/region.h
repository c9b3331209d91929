/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A region of addresses of our own that is mapped in every page table, those
 * that user mode runs on with page-table isolation included.
 */
#ifndef HOP_X86_REGION_H
#define HOP_X86_REGION_H

#include <linux/mm_types.h>
#include <linux/types.h>

/* Claim the region. -ENOSPC if there is no room, -ENOMEM. May sleep. */
int hop_region_init(void);

/*
 * Give it back: afterwards the kernel's page tables hold what they held and no
 * CPU remembers a translation. Nobody may run or write there any more.
 */
void hop_region_exit(void);

/* Address at @offset bytes into the region. */
unsigned long hop_region_addr(unsigned long offset);

/* Does an address lie in the region? */
bool hop_region_holds(unsigned long addr);

/* Map @nr pages at @offset. -ENOMEM, -EBUSY if something is mapped there. */
int hop_region_map(unsigned long offset, struct page **pages, unsigned int nr,
		   pgprot_t prot);

/* The same for memory from vmalloc(). */
int hop_region_map_vmalloc(unsigned long offset, void *mem, size_t bytes,
			   pgprot_t prot);

/* Kernel protections without the global bit: they go away with an IPI round. */
pgprot_t hop_prot_data(void);
pgprot_t hop_prot_code(void);

/*
 * The PTE that maps @addr, or would: NULL if there is no page table or a large
 * page lies there.
 */
pte_t *hop_pte_lookup(unsigned long addr);

#endif
