/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What tests of x86 share: firing by `int n`, registers of the CPU, its page
 * tables. Functions give 0 or more, or a negative errno.
 */
#ifndef HOP_LIB_X86_H
#define HOP_LIB_X86_H

#include "lib/arch.h"
#include "lib/x86/fire.h"

/* Reads a model specific register of @cpu through the msr driver. */
int hop_rdmsr(int cpu, uint32_t msr, uint64_t *value);

/* Calls @number of the 32-bit table, which takes no argument, by `int $0x80`. */
long hop_int80(long number);

#define HOP_NR32_GETPID 20
#define HOP_NR32_GETPPID 64

/* The kernel's way out to a 16-bit stack; kernels without those lack it. */
#define HOP_ESPFIX_EXIT "native_irq_return_ldt"

/*
 * What the kernel has as the pointer to @cpu's IRQ stack. Where that is a field
 * of pcpu_hot (6.2 to 6.14), whose place in there only a header tells: the word
 * of it that is @expected, if there is one.
 */
int hop_irq_pointer(int cpu, uint64_t expected, uint64_t *pointer);

/* ---- ptable.c: page tables, walked from outside */

#define HOP_PTES 512
#define HOP_PTE_PRESENT 1ul
#define HOP_PTE_USER 4ul
#define HOP_PTE_LARGE 0x80ul
#define HOP_PTE_ADDR 0x000ffffffffff000ull
#define HOP_CPU_ENTRY_AREA 0xfffffe0000000000ull

/* Reads a page of physical memory by way of the direct map. */
int hop_peek_phys(uint64_t phys, void *page);

/*
 * Walks the kernel's own page tables to @addr. @entries gets what it met from
 * the top down; gives how many of them (the last one maps, or is empty).
 */
int hop_ptable_walk(uint64_t addr, uint64_t entries[5]);

/*
 * Sum of every page-table page under the CPU entry area's PGD entry: what is
 * mapped there, without the accessed and dirty bits that the CPU sets.
 * @pages gets how many page-table pages there are.
 */
int hop_entry_area_sum(uint64_t *sum, unsigned int *pages);

#endif
