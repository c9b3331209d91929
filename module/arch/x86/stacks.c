// SPDX-License-Identifier: GPL-2.0
/*
 * Where the per-CPU stacks of x86-64 lie: the CPU entry area has the entry
 * stack and those of the IST, a pointer of the kernel's has the IRQ stack.
 */
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/pgtable.h>
#include <linux/sched.h>
#include <asm/cpu_entry_area.h>
#include <asm/page_types.h>
#include <asm/processor.h>

#include "../../compat.h"
#include "../../ksyms.h"
#include "../arch.h"
#include "own.h"
#include "region.h"

/* Lowest address of a stack of the IST. */
#define HOP_ESTACK(cpu, name) \
	CEA_ESTACK_BOT(&get_cpu_entry_area(cpu)->estacks, name)

typedef void (*hop_range_fn)(int cpu, struct hop_stack *stack);

static void hop_range_set(struct hop_stack *stack, unsigned long base,
			  unsigned long size)
{
	stack->base = base;
	stack->top = base + size;
}

static void hop_range_entry(int cpu, struct hop_stack *stack)
{
	hop_range_set(stack, (unsigned long)cpu_entry_stack(cpu),
		      sizeof(struct entry_stack));
}

/*
 * Since 5.9 the pointer is to the highest word, before that to the end of the
 * stack: rounding up makes both the end (arch/x86/kernel/irq_64.c).
 */
static void hop_range_irq(int cpu, struct hop_stack *stack)
{
	unsigned long ptr = hop_var_get(HOP_VAR_IRQ_STACK, cpu);
	unsigned long top = round_up(ptr, PAGE_SIZE);

	if (ptr)
		hop_range_set(stack, top - IRQ_STACK_SIZE, IRQ_STACK_SIZE);
}

static void hop_range_df(int cpu, struct hop_stack *stack)
{
	hop_range_set(stack, HOP_ESTACK(cpu, DF), CEA_ESTACK_SIZE(DF));
}

static void hop_range_nmi(int cpu, struct hop_stack *stack)
{
	hop_range_set(stack, HOP_ESTACK(cpu, NMI), CEA_ESTACK_SIZE(NMI));
}

static void hop_range_db(int cpu, struct hop_stack *stack)
{
	hop_range_set(stack, HOP_ESTACK(cpu, DB), CEA_ESTACK_SIZE(DB));
}

static void hop_range_mce(int cpu, struct hop_stack *stack)
{
	hop_range_set(stack, HOP_ESTACK(cpu, MCE), CEA_ESTACK_SIZE(MCE));
}

static void hop_range_vc(int cpu, struct hop_stack *stack)
{
	hop_range_set(stack, HOP_ESTACK(cpu, VC), CEA_ESTACK_SIZE(VC));
}

static void hop_range_own(int cpu, struct hop_stack *stack)
{
	unsigned long base = hop_own_stack_base(cpu, HOP_GATE_OWN);

	if (base)
		hop_range_set(stack, base, EXCEPTION_STKSZ);
}

static void hop_range_own_ist(int cpu, struct hop_stack *stack)
{
	unsigned long base = hop_own_stack_base(cpu, HOP_GATE_IST);

	if (base)
		hop_range_set(stack, base, EXCEPTION_STKSZ);
}

static const struct {
	enum hop_kind kind;
	hop_range_fn range;
} hop_x86_stacks[] = {
	{ HOP_KIND_ENTRY, hop_range_entry },
	{ HOP_KIND_IRQ, hop_range_irq },
	{ HOP_KIND_IST_DF, hop_range_df },
	{ HOP_KIND_IST_NMI, hop_range_nmi },
	{ HOP_KIND_IST_DB, hop_range_db },
	{ HOP_KIND_IST_MCE, hop_range_mce },
	{ HOP_KIND_IST_VC, hop_range_vc },
	{ HOP_KIND_OWN, hop_range_own },
	{ HOP_KIND_OWN_IST, hop_range_own_ist },
};

unsigned int hop_arch_stacks_per_cpu(void)
{
	return ARRAY_SIZE(hop_x86_stacks);
}

/* A page of the entry area's page table, as the kernel itself has it now. */
static bool hop_page_is_mapped(unsigned long addr)
{
	unsigned int level;
	pte_t *pte = lookup_address(addr, &level);

	return pte && (level != PG_LEVEL_4K || pte_present(*pte));
}

/* Where an own stack lies on the #VC stack's address, there is no #VC stack. */
static bool hop_stack_is_mapped(const struct hop_stack *stack)
{
	return hop_page_is_mapped(stack->base) &&
	       (stack->kind != HOP_KIND_IST_VC ||
		stack->base != hop_own_stack_base(stack->cpu, HOP_GATE_OWN));
}

/*
 * Below the entry stack lies the GDT, mapped read-only: as good a guard as a
 * hole, for a push (cpu_entry_area.h).
 */
static bool hop_stack_is_guarded(const struct hop_stack *stack)
{
	unsigned int level;
	pte_t *pte = lookup_address(stack->base - PAGE_SIZE, &level);

	return !pte || (level == PG_LEVEL_4K &&
			(!pte_present(*pte) || !pte_write(*pte)));
}

bool hop_arch_stack_get(int cpu, unsigned int nth, struct hop_stack *stack)
{
	memset(stack, 0, sizeof(*stack));
	stack->cpu = cpu;
	stack->kind = hop_x86_stacks[nth].kind;
	hop_x86_stacks[nth].range(cpu, stack);
	if (!stack->base)
		return false;
	if (hop_stack_is_mapped(stack))
		stack->flags |= HOP_STACK_MAPPED;
	if (hop_stack_is_guarded(stack))
		stack->flags |= HOP_STACK_GUARDED;
	return true;
}

const u32 hop_arch_paint_kinds = BIT(HOP_KIND_ENTRY) | BIT(HOP_KIND_IRQ) |
				 BIT(HOP_KIND_IST_DF) | BIT(HOP_KIND_IST_NMI) |
				 BIT(HOP_KIND_IST_DB) | BIT(HOP_KIND_IST_MCE) |
				 BIT(HOP_KIND_OWN) | BIT(HOP_KIND_OWN_IST);

/*
 * asm_exc_nmi keeps its "NMI executing" mark at the top of its stack: with
 * anything but zero there the next NMI would take itself for nested. Below,
 * nobody minds: an NMI that comes while this writes has gone when it goes on.
 */
u64 hop_arch_paint_top(const struct hop_stack *s)
{
	return s->kind == HOP_KIND_IST_NMI ? s->top - HOP_NMI_TOP : s->top;
}

/* The espfix stacks fill a top-level entry of their own (espfix_64.c). */
enum hop_kind hop_arch_kind_other(unsigned long addr)
{
#ifdef CONFIG_X86_ESPFIX64
	if (addr - ESPFIX_BASE_ADDR < P4D_SIZE)
		return HOP_KIND_ESPFIX;
#endif
	return HOP_KIND_UNKNOWN;
}

/* So begin all, with 4 and with 5 levels of page tables (x86/x86_64/mm.rst). */
bool hop_arch_is_address(unsigned long word)
{
	return word >> 56 == 0xff;
}

/* Saved by __switch_to_asm, below all that the task has pushed. */
unsigned long hop_arch_task_sp(const struct task_struct *task)
{
	return READ_ONCE(task->thread.sp);
}
