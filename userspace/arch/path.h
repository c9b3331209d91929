/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a port reads the evidence of an entry: the frame that the CPU pushed, the
 * registers that a record has, and what the way out leaves on the entry stack.
 */
#ifndef HOP_ARCH_PATH_H
#define HOP_ARCH_PATH_H

#include "evidence.h"

/**
 * struct hop_word - a register of a record, or a word of a frame
 * @name:	as the architecture's manual writes it; of a register in small letters,
 *		its key in JSON, too
 * @value:	what it holds
 * @address:	it is printed as an address in JSON, others as a number
 */
struct hop_word {
	const char *name;
	__u64 value;
	bool address;
};

/* No entry has more than so many. */
#define HOP_WORDS_MAX 8

/* hop_record_words() - the registers that the port adds to a record; how many */
size_t hop_record_words(const struct hop_record *rec,
			struct hop_word words[HOP_WORDS_MAX]);

/* hop_record_sound() - an own gate's record: is zero what must be in it? */
bool hop_record_sound(const struct hop_record *rec);

/**
 * hop_frame_words() - the frame that the CPU pushed, from the top down
 *
 * Returns how many; 0: the CPU pushes none at such an entry.
 */
size_t hop_frame_words(const struct hop_record *rec,
		       struct hop_word words[HOP_WORDS_MAX]);

/**
 * hop_frame_check() - is the frame that the CPU pushed as it must be?
 * @rec:	record of an entry's first instruction
 * @at:		stack that holds rec->sp
 * @from:	stack that holds rec->frame_sp
 * @gap:	out: bytes from where the CPU began to push down to rec->sp
 *
 * Returns NULL, or what is wrong. Entries that push nothing are always right.
 */
const char *hop_frame_check(const struct hop_record *rec,
			    const struct hop_stack_info *at,
			    const struct hop_stack_info *from, __u64 *gap);

/**
 * hop_frame_find() - the frame of @rec among the words at a task stack's end
 * @words:	rising addresses; the last one ends the stack
 *
 * Returns the bytes that lie above it, or ~0: it is not there, or the kernel does
 * not keep the frame of such an entry.
 */
__u64 hop_frame_find(const struct hop_record *rec, const __u64 *words,
		     size_t nr);

/* How an entry went back to user mode. */
enum hop_exit_way {
	HOP_EXIT_UNSEEN = 0, /* the entry stack does not show it */
	HOP_EXIT_OVER, /* over the entry stack */
	HOP_EXIT_STRAIGHT, /* straight from the stack that it was on */
};

/**
 * struct hop_exit_marks - what the entry stack shows
 * @way:	see above
 * @sp:		HOP_EXIT_OVER: the stack pointer on the entry stack
 * @last_sp:	it went on to a stack that holds this address, or 0
 * @lost:	why it is not known where it went on to; NULL: it is
 */
struct hop_exit_marks {
	enum hop_exit_way way;
	__u64 sp;
	__u64 last_sp;
	const char *lost;
};

/**
 * hop_exit_read() - read the marks of a way out
 * @rec:	record of the entry's first instruction
 * @entry:	the CPU's entry stack, whose words @run has
 */
struct hop_exit_marks hop_exit_read(const struct hop_record *rec,
				    const struct hop_run *run,
				    const struct hop_stack_info *entry);

/* hop_exit_last_sp() - hop_exit_marks.last_sp, whatever the way was; 0: none */
__u64 hop_exit_last_sp(const struct hop_residue_words *entry);

/**
 * hop_exit_failed() - did an entry begin on the entry stack with the registers of
 * a way out that failed?
 * @entry:	that stack
 *
 * Returns the stack pointer at its first instruction, or 0.
 */
__u64 hop_exit_failed(const struct hop_run *run,
		      const struct hop_stack_info *entry);

/**
 * struct hop_exit_name - what left over the entry stack
 * @leads:	"what leads to ..."
 * @does:	the instruction
 */
struct hop_exit_name {
	const char *leads;
	const char *does;
};

/* hop_exit_name_of() - by the bytes that it left there */
const struct hop_exit_name *hop_exit_name_of(__u64 bytes);

/* hop_cpu_moved() - what the CPU took the stack pointer from; for people */
const char *hop_cpu_moved(const struct hop_record *rec, unsigned int kind);

#endif
