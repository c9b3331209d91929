// SPDX-License-Identifier: GPL-2.0
/*
 * Layout of the region:
 *
 *   page 0  the stubs (read-only, executable)
 *   page 1  struct hop_stub_data (stubs and taps reach it relative to RIP)
 *   page 2  the taps (read-only, executable), two pages
 *   from HOP_CPUS_OFFSET on, for each CPU: struct hop_gate_cpu in a page, its
 *   tape, and for each own stack a guard page and room for it
 *
 * That room is used only where a CPU entry area has no page table for the
 * place of the #VC stacks, which own stacks prefer: the unwinder takes them for
 * exception stacks there, and follows traces through them.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <asm/cpu_entry_area.h>

#include "ksyms.h"
#include "own.h"
#include "region.h"
#include "stub.h"

#define HOP_TAPS_OFFSET (HOP_STUB_CODE_SIZE + HOP_STUB_DATA_SIZE)
#define HOP_CPUS_OFFSET (HOP_TAPS_OFFSET + HOP_TAP_CODE_SIZE)
#define HOP_OWN_ROOM (PAGE_SIZE + EXCEPTION_STKSZ)
#define HOP_OWN_PAGES (EXCEPTION_STKSZ / PAGE_SIZE)

/**
 * struct hop_own_stack - one own stack of one CPU
 * @mem:  its memory
 * @base: where it is mapped for the CPU to use; 0: not mapped
 * @vc:   it lies at the address of a #VC stack: these PTEs are not the region's
 */
struct hop_own_stack {
	void *mem;
	unsigned long base;
	bool vc;
};

static DEFINE_PER_CPU(struct hop_own_stack[HOP_GATE_NR], hop_own_stacks);
static DEFINE_PER_CPU(struct hop_gate_cpu *, hop_gate_cpu);
static void *hop_stub_code;
static void *hop_tap_code;
struct hop_stub_data *hop_stub_words;

u64 hop_leave_addr[HOP_GATE_NR];

static unsigned long hop_cpu_stride(void)
{
	return HOP_GATE_CPU_SIZE + hop_tape_bytes() +
	       HOP_GATE_NR * HOP_OWN_ROOM;
}

static unsigned long hop_cpu_offset(int cpu)
{
	return HOP_CPUS_OFFSET + cpu * hop_cpu_stride();
}

static unsigned long hop_cpu_stack_offset(int cpu, enum hop_gate gate)
{
	return hop_cpu_offset(cpu) + HOP_GATE_CPU_SIZE + hop_tape_bytes() +
	       gate * HOP_OWN_ROOM + PAGE_SIZE;
}

unsigned long hop_own_stub_addr(const char *symbol)
{
	return hop_region_addr(symbol - hop_stubs_begin);
}

unsigned long hop_own_tap_addr(const char *symbol)
{
	return hop_region_addr(HOP_TAPS_OFFSET + (symbol - hop_taps_begin));
}

unsigned long hop_own_stack_base(int cpu, enum hop_gate gate)
{
	return per_cpu(hop_own_stacks, cpu)[gate].base;
}

void hop_own_free(void)
{
	int cpu, gate;

	free_page((unsigned long)hop_stub_code);
	free_page((unsigned long)hop_stub_words);
	vfree(hop_tap_code);
	for_each_possible_cpu(cpu) {
		free_page((unsigned long)per_cpu(hop_gate_cpu, cpu));
		for (gate = 0; gate < HOP_GATE_NR; gate++)
			vfree(per_cpu(hop_own_stacks, cpu)[gate].mem);
	}
}

static bool hop_own_alloc_cpu(int cpu)
{
	struct hop_gate_cpu *page = (void *)get_zeroed_page(GFP_KERNEL);
	bool ok = page;
	int gate;

	per_cpu(hop_gate_cpu, cpu) = page;
	for (gate = 0; gate < HOP_GATE_NR; gate++) {
		struct hop_own_stack *own = &per_cpu(hop_own_stacks, cpu)[gate];

		own->mem = vzalloc_node(EXCEPTION_STKSZ, cpu_to_node(cpu));
		ok = ok && own->mem;
	}
	return ok;
}

int hop_own_alloc(void)
{
	bool ok;
	int cpu;

	BUILD_BUG_ON(HOP_STUB_CODE_SIZE != PAGE_SIZE);
	BUILD_BUG_ON(HOP_GATE_CPU_SIZE != PAGE_SIZE);
	BUILD_BUG_ON(sizeof(struct hop_stub_data) > HOP_STUB_DATA_SIZE);
	if (hop_stubs_end - hop_stubs_begin > HOP_STUB_CODE_SIZE ||
	    hop_taps_end - hop_taps_begin > HOP_TAP_CODE_SIZE)
		return -E2BIG;
	hop_stub_code = (void *)get_zeroed_page(GFP_KERNEL);
	hop_stub_words = (void *)get_zeroed_page(GFP_KERNEL);
	hop_tap_code = vzalloc(HOP_TAP_CODE_SIZE);
	ok = hop_stub_code && hop_stub_words && hop_tap_code;
	for_each_possible_cpu(cpu)
		ok = ok && hop_own_alloc_cpu(cpu);
	if (!ok)
		hop_own_free();
	return ok ? 0 : -ENOMEM;
}

static unsigned long hop_vc_base(int cpu, enum hop_gate gate)
{
	struct cea_exception_stacks *estacks =
		&get_cpu_entry_area(cpu)->estacks;

	return gate == HOP_GATE_OWN ? CEA_ESTACK_BOT(estacks, VC) :
				      CEA_ESTACK_BOT(estacks, VC2);
}

/*
 * A PTE that is not empty belongs to somebody, present or not. Both checks
 * come before the first change: a stack is there whole or not at all.
 */
static bool hop_vc_map(struct hop_own_stack *stack, unsigned long base)
{
	pte_t *pte[HOP_OWN_PAGES];
	unsigned int i;

	for (i = 0; i < HOP_OWN_PAGES; i++) {
		pte[i] = hop_pte_lookup(base + i * PAGE_SIZE);
		if (!pte[i] || !pte_none(*pte[i]))
			return false;
	}
	for (i = 0; i < HOP_OWN_PAGES; i++) {
		struct page *page = vmalloc_to_page(stack->mem + i * PAGE_SIZE);

		set_pte(pte[i], pfn_pte(page_to_pfn(page), hop_prot_data()));
	}
	stack->base = base;
	stack->vc = true;
	return true;
}

static void hop_vc_unmap_page(const struct hop_own_stack *stack,
			      unsigned long offset)
{
	pte_t *pte = hop_pte_lookup(stack->base + offset);

	if (pte && pte_pfn(*pte) == vmalloc_to_pfn(stack->mem + offset))
		set_pte(pte, __pte(0));
	else
		pr_warn("somebody has changed the mapping of an own stack: left alone\n");
}

static void hop_vc_unmap(struct hop_own_stack *stack)
{
	unsigned int i;

	for (i = 0; i < HOP_OWN_PAGES && stack->vc; i++)
		hop_vc_unmap_page(stack, i * PAGE_SIZE);
	stack->vc = false;
}

static int hop_own_stack_map(int cpu, enum hop_gate gate)
{
	struct hop_own_stack *stack = &per_cpu(hop_own_stacks, cpu)[gate];
	unsigned long offset = hop_cpu_stack_offset(cpu, gate);

	if (hop_vc_map(stack, hop_vc_base(cpu, gate)))
		return 0;
	stack->base = hop_region_addr(offset);
	return hop_region_map_vmalloc(offset, stack->mem, EXCEPTION_STKSZ,
				      hop_prot_data());
}

static void hop_gate_cpu_fill(int cpu)
{
	struct hop_gate_cpu *gate_cpu = per_cpu(hop_gate_cpu, cpu);
	int gate, point;

	gate_cpu->own_top =
		hop_own_stack_base(cpu, HOP_GATE_OWN) + EXCEPTION_STKSZ;
	gate_cpu->gs_base = per_cpu_offset(cpu);
	for (gate = 0; gate < HOP_GATE_NR; gate++)
		for (point = HOP_POINT_ENTRY; point <= HOP_POINT_EXIT; point++)
			gate_cpu->meta[gate][point] =
				HOP_META(cpu, point, hop_gate_vectors[gate], 0);
	for (point = HOP_POINT_TAP; point < HOP_POINT_NR; point++)
		gate_cpu->meta_tap[point] = HOP_META(cpu, point, 0, 0);
}

static int hop_own_cpu_map(int cpu)
{
	struct page *page = virt_to_page(per_cpu(hop_gate_cpu, cpu));
	unsigned long offset = hop_cpu_offset(cpu);
	int err;

	err = hop_region_map(offset, &page, 1, hop_prot_data());
	if (err)
		return err;
	err = hop_region_map_vmalloc(offset + HOP_GATE_CPU_SIZE,
				     per_cpu(hop_tape, cpu), hop_tape_bytes(),
				     hop_prot_data());
	if (err)
		return err;
	err = hop_own_stack_map(cpu, HOP_GATE_OWN);
	return err ? err : hop_own_stack_map(cpu, HOP_GATE_IST);
}

static void hop_stub_fill(void)
{
	memcpy(hop_stub_code, hop_stubs_begin, hop_stubs_end - hop_stubs_begin);
	memcpy(hop_tap_code, hop_taps_begin, hop_taps_end - hop_taps_begin);
	hop_stub_words->enter_own = (u64)hop_enter_own;
	hop_stub_words->enter_ist = (u64)hop_enter_ist;
	hop_stub_words->iret = hop_x86_ksyms.native_irq_return_iret;
	hop_stub_words->iret_ldt = hop_x86_ksyms.native_irq_return_ldt;
	hop_stub_words->cpus = hop_region_addr(hop_cpu_offset(0));
	hop_stub_words->stride = hop_cpu_stride();
	hop_leave_addr[HOP_GATE_OWN] = hop_own_stub_addr(hop_leave_own);
	hop_leave_addr[HOP_GATE_IST] = hop_own_stub_addr(hop_leave_ist);
}

static int hop_stub_map(void)
{
	struct page *code = virt_to_page(hop_stub_code);
	struct page *data = virt_to_page(hop_stub_words);
	int err;

	hop_stub_fill();
	err = hop_region_map(0, &code, 1, hop_prot_code());
	if (err)
		return err;
	err = hop_region_map(HOP_STUB_CODE_SIZE, &data, 1, hop_prot_data());
	if (err)
		return err;
	return hop_region_map_vmalloc(HOP_TAPS_OFFSET, hop_tap_code,
				      HOP_TAP_CODE_SIZE, hop_prot_code());
}

/*
 * What lies in the region goes away with it: hop_region_exit(), which comes
 * next, and before the memory is freed, also has all CPUs forget these.
 */
void hop_own_unmap(void)
{
	int cpu, gate;

	for_each_possible_cpu(cpu)
		for (gate = 0; gate < HOP_GATE_NR; gate++)
			hop_vc_unmap(&per_cpu(hop_own_stacks, cpu)[gate]);
}

int hop_own_map(void)
{
	int cpu, err = hop_stub_map();

	for_each_possible_cpu(cpu) {
		if (!err)
			err = hop_own_cpu_map(cpu);
		if (!err)
			hop_gate_cpu_fill(cpu);
	}
	if (err)
		hop_own_unmap();
	return err;
}
