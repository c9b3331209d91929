// SPDX-License-Identifier: GPL-2.0
/*
 * With PTI, user page tables share the kernel's top-level entry of the CPU
 * entry areas. One free entry below it becomes ours: what it maps is seen at
 * once in every process, and clearing that one entry takes all of it away.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/vmalloc.h>
#include <asm/cpu_entry_area.h>

#include "ksyms.h"
#include "region.h"

static unsigned long hop_region_base;
static pud_t *hop_region_pud;
static pmd_t *hop_region_pmds;

/* PAGE_KERNEL is global where PTI is off. The region is not. */
pgprot_t hop_prot_data(void)
{
	return __pgprot(pgprot_val(PAGE_KERNEL) & ~_PAGE_GLOBAL);
}

pgprot_t hop_prot_code(void)
{
	return __pgprot(pgprot_val(PAGE_KERNEL_ROX) & ~_PAGE_GLOBAL);
}

pte_t *hop_pte_lookup(unsigned long addr)
{
	unsigned int level;
	pte_t *pte = lookup_address(addr, &level);

	return level == PG_LEVEL_4K ? pte : NULL;
}

/* The kernel half is the same in all page tables: any task's will do. */
static pud_t *hop_entry_area_pud(unsigned long addr)
{
	pgd_t *pgd = pgd_offset_pgd(__va(read_cr3_pa()), addr);
	p4d_t *p4d;

	if (pgd_none(*pgd))
		return NULL;
	p4d = p4d_offset(pgd, addr);
	if (p4d_none(*p4d) || p4d_leaf(*p4d))
		return NULL;
	return pud_offset(p4d, addr);
}

/*
 * The first gigabyte is the CPU entry areas' own. The next free one is still
 * within CPU_ENTRY_AREA_MAP_SIZE unless NR_CPUS is small, so that the kernel
 * refuses hardware breakpoints there, too: one on a stub would be fatal.
 */
static pud_t *hop_region_find(unsigned long *base)
{
	unsigned long addr = CPU_ENTRY_AREA_BASE + PUD_SIZE;
	unsigned long end = CPU_ENTRY_AREA_BASE + P4D_SIZE;

	for (; addr < end; addr += PUD_SIZE) {
		pud_t *pud = hop_entry_area_pud(addr);

		if (!pud)
			return NULL;
		if (pud_none(*pud)) {
			*base = addr;
			return pud;
		}
	}
	return NULL;
}

int hop_region_init(void)
{
	hop_region_pud = hop_region_find(&hop_region_base);
	if (!hop_region_pud)
		return -ENOSPC;
	hop_region_pmds = (pmd_t *)get_zeroed_page(GFP_KERNEL);
	if (!hop_region_pmds)
		return -ENOMEM;
	set_pud(hop_region_pud, __pud(_KERNPG_TABLE | __pa(hop_region_pmds)));
	return 0;
}

void hop_region_exit(void)
{
	int i;

	/* Not ours any more: somebody else's, and so is what hangs from it. */
	if (pud_pfn(*hop_region_pud) != __pa(hop_region_pmds) >> PAGE_SHIFT) {
		pr_warn("somebody has changed the page tables of the region: left alone\n");
		return;
	}
	set_pud(hop_region_pud, __pud(0));
	hop_flush_tlb_all();
	for (i = 0; i < PTRS_PER_PMD; i++)
		if (!pmd_none(hop_region_pmds[i]))
			free_page(pmd_page_vaddr(hop_region_pmds[i]));
	free_page((unsigned long)hop_region_pmds);
	hop_region_pmds = NULL;
}

unsigned long hop_region_addr(unsigned long offset)
{
	return hop_region_base + offset;
}

bool hop_region_holds(unsigned long addr)
{
	return addr - hop_region_base < PUD_SIZE;
}

static pte_t *hop_region_pte(unsigned long offset)
{
	pmd_t *pmd = &hop_region_pmds[offset >> PMD_SHIFT];

	if (offset >= PUD_SIZE)
		return NULL;
	if (pmd_none(*pmd)) {
		unsigned long table = get_zeroed_page(GFP_KERNEL);

		if (!table)
			return NULL;
		set_pmd(pmd, __pmd(_KERNPG_TABLE | __pa(table)));
	}
	return (pte_t *)pmd_page_vaddr(*pmd) + pte_index(offset);
}

/* Not-present entries are never cached (SDM vol. 3, 4.10.2.3): no flush. */
int hop_region_map(unsigned long offset, struct page **pages, unsigned int nr,
		   pgprot_t prot)
{
	unsigned int i;

	for (i = 0; i < nr; i++, offset += PAGE_SIZE) {
		pte_t *pte = hop_region_pte(offset);

		if (!pte)
			return -ENOMEM;
		if (!pte_none(*pte))
			return -EBUSY;
		set_pte(pte, pfn_pte(page_to_pfn(pages[i]), prot));
	}
	return 0;
}

int hop_region_map_vmalloc(unsigned long offset, void *mem, size_t bytes,
			   pgprot_t prot)
{
	size_t done;
	int err = 0;

	for (done = 0; done < bytes && !err; done += PAGE_SIZE) {
		struct page *page = vmalloc_to_page(mem + done);

		err = hop_region_map(offset + done, &page, 1, prot);
	}
	return err;
}
