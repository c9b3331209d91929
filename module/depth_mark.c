// SPDX-License-Identifier: GPL-2.0
/*
 * The deepest word of a stack: the lowest one that is not as it was when nobody
 * had used the stack. How that was is known of most stacks: they were zeroed,
 * painted or erased. Of others the stack itself has to show it.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "arch/arch.h"
#include "depth.h"
#include "word.h"

/* What is looked at in one go: a cache line. */
#define HOP_BLOCK 8

/* STACKLEAK_POISON of linux/stackleak.h, which is empty without the option. */
#define HOP_ERASED ((unsigned long)-0xBEEFL)

/* Fillers of up to 16 bytes repeat after so many words at most. */
#define HOP_PERIOD_MAX 16

/* Bytes: twice what the kernel's build lets a function's frame have. */
#define HOP_FILL_MIN 4096

/* Words in which a call that used the stack up has left an address. */
#define HOP_END_WORDS 32

static bool hop_word_is_blank(unsigned long word)
{
	return !word || word == HOP_PAINT_WORD || word == HOP_ERASED;
}

/* All of one blank value, as stacks are that were zeroed, painted or erased. */
static bool hop_block_is_blank(const unsigned long *word)
{
	unsigned long first = hop_word_get(word), differs = 0;
	int i;

	for (i = 1; i < HOP_BLOCK; i++)
		differs |= hop_word_get(word + i) ^ first;
	return !differs && hop_word_is_blank(first);
}

/* Others may be writing: what counts is that nothing is missed below. */
static const unsigned long *hop_blank_end(const unsigned long *word,
					  const unsigned long *top)
{
	while (word < top) {
		if (word + HOP_BLOCK <= top && hop_block_is_blank(word))
			word += HOP_BLOCK;
		else if (hop_word_is_blank(hop_word_get(word)))
			word++;
		else
			break;
	}
	return word;
}

/* Errors look like addresses of the kernel, and are none. */
static bool hop_word_is_address(unsigned long word)
{
	return hop_arch_is_address(word) && !IS_ERR_VALUE(word);
}

static bool hop_has_address(const unsigned long *word, const unsigned long *end)
{
	for (; word < end; word++)
		if (hop_word_is_address(hop_word_get(word)))
			return true;
	return false;
}

/* Up to where the first @period words are repeated. */
static const unsigned long *hop_repeat_end(const unsigned long *base,
					   const unsigned long *top,
					   unsigned int period)
{
	const unsigned long *word = base + period;

	while (word < top && hop_word_get(word) == hop_word_get(word - period))
		word++;
	return word;
}

/*
 * Some stacks are linked full of a pattern, as init_stack is of NOPs. Calls
 * leave none of that length: each frame has a return address, and none is so
 * large that it alone could hold it. NULL: there is no such pattern.
 */
static const unsigned long *hop_fill_end(const unsigned long *base,
					 const unsigned long *top)
{
	unsigned int period;
	const unsigned long *end;

	for (period = 1; period <= HOP_PERIOD_MAX; period++) {
		end = hop_repeat_end(base, top, period);
		if ((end - base) * sizeof(*base) >= HOP_FILL_MIN)
			return hop_has_address(base, base + period) ? NULL :
								      end;
	}
	return NULL;
}

/*
 * @base is in use, or was never blank. That it is in use is known of a stack
 * that went over its end, and where calls have left an address next to it.
 */
static void hop_depth_mark_full(const unsigned long *base,
				const unsigned long *top,
				struct hop_depth *depth)
{
	const unsigned long *end = hop_fill_end(base, top);

	if (depth->flags & HOP_DEPTH_CORRUPTED)
		depth->mark = depth->size;
	else if (end)
		depth->mark = (top - end) * sizeof(*top);
	else if (hop_has_address(base, base + HOP_END_WORDS))
		depth->mark = depth->size;
	else
		depth->flags |= HOP_DEPTH_UNKNOWN;
}

void hop_depth_mark(const unsigned long *base, const unsigned long *top,
		    struct hop_depth *depth)
{
	unsigned long first = hop_word_get(base);

	if (!hop_word_is_blank(first)) {
		hop_depth_mark_full(base, top, depth);
		return;
	}
	depth->mark = (top - hop_blank_end(base, top)) * sizeof(*top);
	if (first == HOP_PAINT_WORD)
		depth->flags |= HOP_DEPTH_PAINTED;
	else if (first == HOP_ERASED)
		depth->flags |= HOP_DEPTH_ERASED;
}
