/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The likely call chain that took a stack to its deepest place, from return
 * addresses that still lie there: left-over words, not a live trace.
 */
#ifndef HOP_DEPTH_BLAME_H
#define HOP_DEPTH_BLAME_H

#include <stdbool.h>
#include <stddef.h>

#include <stackhop.h>

/**
 * struct hop_blame_word - a word that may be a return address
 * @addr:	what it holds
 * @target:	where the call before that address goes, 0: not known
 * @depth:	bytes from the top of the stack to the word
 * @offset:	of @addr in its function
 * @direct:	@target is known, and is no thunk for indirect calls
 * @chained:	it is on the likely chain
 * @function:	name, with " [module]" behind it
 * @callee:	the function that @target is in, if @direct
 */
struct hop_blame_word {
	__u64 addr;
	__u64 target;
	__u32 depth;
	__u32 offset;
	bool direct;
	bool chained;
	char function[96];
	char callee[96];
};

/**
 * struct hop_blame - the words of one stack
 * @stack:	which
 * @checked:	kernel text was read: each word follows a call instruction
 * @word:	deepest first
 * @nr:		how many
 */
struct hop_blame {
	struct hop_depth stack;
	bool checked;
	struct hop_blame_word *word;
	size_t nr;
};

/**
 * struct hop_blame_source - where names and text come from
 * @text:	copies HOP_CALL_BYTES of kernel text that end at @addr; false if
 *		they cannot be read
 * @function:	names the function that @addr is in, and says how far; false if
 *		there is none
 */
struct hop_blame_source {
	bool (*text)(void *arg, __u64 addr, __u8 *bytes);
	bool (*function)(void *arg, __u64 addr, char *name, size_t size,
			 __u32 *offset);
	void *arg;
};

/**
 * hop_blame_words() - picks the words that may be return addresses
 * @blame:	stack is filled in; the rest is out: free(word) is yours
 * @words:	from the deepest word (stack.mark) upwards
 * @nr:		how many of them are dead
 *
 * False if there is no memory.
 */
bool hop_blame_words(struct hop_blame *blame,
		     const struct hop_blame_source *from, const __u64 *words,
		     size_t nr);

#endif
