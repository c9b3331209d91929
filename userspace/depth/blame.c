// SPDX-License-Identifier: GPL-2.0
/*
 * Which left-over words may be return addresses, and which of them make a chain.
 * A stack is written over many times: words of several chains lie mixed.
 */
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "blame.h"

/* More return addresses than a stack of 16 KiB has in any real chain. */
#define MAX_WORDS 1024

/* Longer than any function: what lies so far behind a symbol is not of it. */
#define MAX_FUNCTION 0x10000

/* What a link of the chain is worth: a call whose target is known is proof. */
enum { LINK_NONE = 0, LINK_INDIRECT = 1, LINK_DIRECT = 3, FIRST = 4 };

static bool is_thunk(const char *name)
{
	const char *begin = hop_port.thunk;

	return begin && !strncmp(name, begin, strlen(begin));
}

/* False if @addr is no kernel text or no call ends there. */
static bool word_read(struct hop_blame *b, const struct hop_blame_source *from,
		      __u64 addr, struct hop_blame_word *w)
{
	__u8 bytes[HOP_CALL_BYTES];
	__u32 ignored;

	memset(w, 0, sizeof(*w));
	w->addr = addr;
	/* A call that never returns may be the last thing in its function. */
	if (!from->function(from->arg, addr - 1, w->function,
			    sizeof(w->function), &w->offset) ||
	    w->offset >= MAX_FUNCTION)
		return false;
	w->offset++;
	if (!from->text(from->arg, addr, bytes)) {
		b->checked = false;
		return true;
	}
	if (!hop_call_before(bytes, addr, &w->target))
		return false;
	w->direct = w->target &&
		    from->function(from->arg, w->target, w->callee,
				   sizeof(w->callee), &ignored) &&
		    !is_thunk(w->callee);
	return true;
}

static unsigned int link_worth(const struct hop_blame_word *caller,
			       const struct hop_blame_word *callee)
{
	if (caller->direct)
		return strcmp(caller->callee, callee->function) ? LINK_NONE :
								  LINK_DIRECT;
	return LINK_INDIRECT;
}

/*
 * The chain that is worth most: for each word the best one that ends there, from
 * the deepest word up. The nearest of equals wins.
 */
static void chain_mark(struct hop_blame *b)
{
	unsigned int worth[MAX_WORDS];
	size_t before[MAX_WORDS], best = 0;

	for (size_t i = 0; i < b->nr; i++) {
		worth[i] = i ? 0 : FIRST;
		before[i] = i;
		for (size_t j = i; j-- > 0;) {
			unsigned int link =
				link_worth(&b->word[i], &b->word[j]);

			if (link && worth[j] + link > worth[i]) {
				worth[i] = worth[j] + link;
				before[i] = j;
			}
		}
		if (worth[i] > worth[best])
			best = i;
	}
	for (; b->nr && before[best] != best; best = before[best])
		b->word[best].chained = true;
	if (b->nr)
		b->word[best].chained = true;
}

bool hop_blame_words(struct hop_blame *b, const struct hop_blame_source *from,
		     const __u64 *words, size_t nr)
{
	b->checked = true;
	b->nr = 0;
	b->word = calloc(MAX_WORDS, sizeof(*b->word));
	if (!b->word)
		return false;
	for (size_t i = 0; i < nr && b->nr < MAX_WORDS; i++) {
		struct hop_blame_word *w = &b->word[b->nr];

		if (!word_read(b, from, words[i], w))
			continue;
		w->depth = b->stack.mark - i * sizeof(*words);
		b->nr++;
	}
	chain_mark(b);
	return true;
}
