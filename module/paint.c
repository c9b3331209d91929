// SPDX-License-Identifier: GPL-2.0
/*
 * While a CPU runs on a task's stack its other stacks hold nothing that anybody
 * will read again. Filled with a known word, they show later who was there.
 */
#include <linux/bits.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/smp.h>

#include "arch/arch.h"
#include "paint.h"
#include "stackmap.h"
#include "tape.h"
#include "word.h"

/* The stack of a kind of the running CPU, if it has pages. */
static const struct hop_stack *hop_stack_here(unsigned int kind)
{
	const struct hop_stack *s;
	unsigned int n;

	for (n = 0; (s = hop_stackmap_nth(n)); n++)
		if (s->cpu == smp_processor_id() && s->kind == kind &&
		    (s->flags & HOP_STACK_MAPPED))
			return s;
	return NULL;
}

static void hop_paint_stack(const struct hop_stack *s)
{
	unsigned long *word = hop_stack_word(s->base);
	unsigned long *top = hop_stack_word(hop_arch_paint_top(s));

	while (word < top)
		hop_word_put(word++, HOP_PAINT_WORD);
}

/*
 * With interrupts off in a task no interrupt is being served here, unless this
 * is called from one, and it is not. Own stacks are idle whenever C runs.
 */
int hop_stacks_paint(struct hop_paint *paint)
{
	u32 kinds = paint->kinds;
	const struct hop_stack *s;
	unsigned long flags;
	unsigned int kind;

	if (!kinds || kinds & ~hop_arch_paint_kinds)
		return -EINVAL;
	paint->kinds = 0;
	local_irq_save(flags);
	for (kind = 0; kind < HOP_KIND_NR; kind++) {
		s = kinds & BIT(kind) ? hop_stack_here(kind) : NULL;
		if (!s)
			continue;
		hop_paint_stack(s);
		paint->kinds |= BIT(kind);
	}
	paint->cpu = smp_processor_id();
	paint->pos = hop_tape_head(paint->cpu);
	local_irq_restore(flags);
	return 0;
}

static u64 hop_paint_depth(const struct hop_stack *s)
{
	const unsigned long *word = hop_stack_word(s->base);

	while (word < hop_stack_word(s->top) &&
	       hop_word_get(word) == HOP_PAINT_WORD)
		word++;
	return s->top - (unsigned long)word;
}

u32 hop_paint_words_max(void)
{
	const struct hop_stack *s;
	unsigned int n;
	u64 most = 0;

	for (n = 0; (s = hop_stackmap_nth(n)); n++)
		most = max(most, s->top - s->base);
	return most / sizeof(long);
}

int hop_paint_read(struct hop_residue *residue, u64 *words, u32 nr)
{
	const struct hop_stack *s;
	unsigned long flags;
	int err = -EINVAL;
	u32 i;

	local_irq_save(flags);
	s = hop_stack_here(residue->kind);
	if (s) {
		nr = min_t(u64, nr, (s->top - s->base) / sizeof(long));
		for (i = 0; i < nr; i++)
			words[i] = hop_word_get(hop_stack_word(s->top) - 1 - i);
		residue->nr = nr;
		residue->depth = hop_paint_depth(s);
		residue->cpu = smp_processor_id();
		residue->pos = hop_tape_head(residue->cpu);
		err = 0;
	}
	local_irq_restore(flags);
	return err;
}
