/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What one run of a trigger left behind on its CPU: made by the runner from
 * tape, probes and painted stacks, read by the assembler, which knows no kernel.
 */
#ifndef HOP_ARCH_EVIDENCE_H
#define HOP_ARCH_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <hop_path.h>
#include <stackhop.h>

#include "stack.h"

/* Words read back from the top of the entry and of the IRQ stack. */
#define HOP_ENTRY_WORDS 32
#define HOP_IRQ_WORDS 1

/* Registers that an entry pushes at most. */
#define HOP_PUSHED 32

/**
 * struct hop_back - the first thing user mode saw after the way out
 * @ip, @sp: where it was, and its stack pointer; @ip 0: only that is not known
 * @arg:   the register that a call's first argument is in: the residue is held
 *	   against all three
 * @known: they are known (a trigger that cannot tell leaves this 0)
 */
struct hop_back {
	uint64_t ip;
	uint64_t sp;
	uint64_t arg;
	uint64_t known;
};

/**
 * struct hop_residue_words - a painted stack, read back
 * @words:  from the top down: words[0] lies at top - 8
 * @nr:     how many of them are valid; 0: not read
 * @depth:  bytes from the top to the deepest word that was overwritten
 */
struct hop_residue_words {
	uint64_t words[HOP_ENTRY_WORDS];
	unsigned int nr;
	uint64_t depth;
};

/**
 * struct hop_run - the evidence of one run
 * @cpu:     CPU that it ran on
 * @pid:     thread that ran it
 * @first:   position after the record of the system call that painted: the window
 *	     begins here
 * @end:     position of the record of the system call that read back: the window
 *	     ends before it, the record itself is tape[nr_tape - 1]
 * @vector:  number of the entry that the trigger makes; with @call instead
 *	     HOP_POINT_SYSCALL...: one of the two is 0
 * @from_user: the entry comes from user mode
 * @ip_low, @ip_high: a user-mode entry's address lies in here, if it can be told; 0, 0
 *	     otherwise
 * @tape:    records from @first to @end, both included, in order of pos
 * @probes:  probes of this CPU with first <= pos <= end, in order of seq
 * @entry, @irq: residues
 * @back:    where user mode went on
 * @stacks:  all per-CPU stacks
 * @tasks:   stacks of the tasks that took part, kind HOP_KIND_TASK, cpu = pid
 * @lost:    records, probes lost in the window: the run proves nothing if not 0
 * @pushed:  the registers of user mode that a way out had loaded before it failed,
 *	     in the order in which an entry pushes them
 * @nr_pushed: how many; 0: this is not about a way out that fails
 * @paint_sp: stack pointer that the painting system call was made with; 0: not known
 */
struct hop_run {
	uint32_t cpu;
	uint32_t pid;
	uint64_t first;
	uint64_t end;
	uint8_t vector;
	uint8_t call;
	bool from_user;
	uint64_t ip_low;
	uint64_t ip_high;
	const struct hop_record *tape;
	size_t nr_tape;
	const struct hop_probe *probes;
	size_t nr_probes;
	struct hop_residue_words entry;
	struct hop_residue_words irq;
	struct hop_back back;
	struct hop_stacklist stacks;
	struct hop_stacklist tasks;
	uint64_t lost;
	uint64_t pushed[HOP_PUSHED];
	size_t nr_pushed;
	uint64_t paint_sp;
};

#endif
