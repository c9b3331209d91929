/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory that the parent and the child of a run share, at a fixed low address:
 * 32-bit code reaches it, and assembly needs no register for it.
 */
#ifndef HOP_ARCH_ARENA_H
#define HOP_ARCH_ARENA_H

#define HOP_ARENA_ADDR 0x18000000
#define HOP_ARENA_SIZE 0xa0000

/* The largest page that any port has: what has a page of its own begins one. */
#define HOP_ARENA_PAGE 0x10000

/* What follows is relative to HOP_ARENA_ADDR. */
#define HOP_ARENA_CODE 0x10000 /* a page: the trigger's instructions */
#define HOP_ARENA_WATCH 0x20000 /* a page with a word that is watched */
#define HOP_ARENA_BUFFER 0x30000 /* a page to be written over */
#define HOP_ARENA_BUFFER_BYTES 0x1000 /* as much of it as triggers use */
#define HOP_ARENA_ALT 0x50000 /* top of the sigaltstack */
#define HOP_ARENA_STACK 0x60000 /* top of the stack that triggers run on */
#define HOP_ARENA_PARTNER 0x70000 /* top of the stack of a second task */
#define HOP_ARENA_HOLE 0x80000 /* a page that nobody may touch */
#define HOP_ARENA_FRESH 0x90000 /* a page of the child's own, not there yet */

/* Offsets in struct hop_arena, for assembly. */
#define HOP_ARENA_fd 0
#define HOP_ARENA_req_paint 8
#define HOP_ARENA_req_residue 16
#define HOP_ARENA_paint 24
#define HOP_ARENA_residue_entry 40
#define HOP_ARENA_residue_irq 80
#define HOP_ARENA_paint_err 120
#define HOP_ARENA_entry_err 128
#define HOP_ARENA_irq_err 136
#define HOP_ARENA_back_ip 144
#define HOP_ARENA_back_sp 152
#define HOP_ARENA_back_arg 160
#define HOP_ARENA_frame 176
#define HOP_ARENA_close 184
#define HOP_ARENA_leave 192
#define HOP_ARENA_return_to 200
#define HOP_ARENA_enter 208
#define HOP_ARENA_args 216
#define HOP_ARENA_nr 264
#define HOP_ARENA_open 272
#define HOP_ARENA_spins 280
#define HOP_ARENA_control 288
#define HOP_ARENA_done 296
#define HOP_ARENA_done_fd 304
#define HOP_ARENA_over 312
#define HOP_ARENA_nap 320
#define HOP_ARENA_paint_sp 336
#define HOP_ARENA_from 352
#define HOP_ARENA_to 360
#define HOP_ARENA_again 368
#define HOP_ARENA_gap 376

#ifndef __ASSEMBLER__
#include "evidence.h"

/**
 * struct hop_arena - see above
 * @fd:		/dev/stackhop
 * @req_paint, @req_residue: the ioctls' numbers
 * @paint, @residue_entry, @residue_irq: their arguments
 * @paint_err, @entry_err, @irq_err: what they returned
 * @back_ip, @back_sp, @back_arg: the registers when the trigger was over
 * @frame:	stack pointer to return to C with
 * @close:	address of the code that ends the window
 * @leave:	address of what comes after that
 * @return_to:	address of the code that returns to C
 * @enter:	address of the trigger's instructions
 * @enter_mode: right behind it: hop_snippet.mode
 * @args:	the arguments of a system call, at the trigger's first instruction
 * @nr:		the number of one, there
 * @open:	not 0: the window is open
 * @spins:	how long a trigger that waits may do so, in ticks of hop_ticks_now()
 * @control:	a control word, for those who change it
 * @done:	not 0: the window has been closed
 * @done_fd:	a byte written there tells the parent so
 * @over:	not 0: the parent has seen enough, tasks that linger may end
 * @paint_sp:	stack pointer that the window was opened with
 * @started:	not 0: the window opens soon; another number each time
 * @nap:	how long they sleep before they look: a struct timespec
 * @from, @to:	time stamps, before the trigger and after it
 * @again:	one more, right after @to
 * @gap:	least time between two looks of one that waits
 * @beat:	goes on as long as a helper on another CPU waits for the window
 * @entry_words, @irq_words: for the residues
 */
struct hop_arena {
	uint64_t fd;
	uint64_t req_paint;
	uint64_t req_residue;
	struct hop_paint paint;
	struct hop_residue residue_entry;
	struct hop_residue residue_irq;
	int64_t paint_err;
	int64_t entry_err;
	int64_t irq_err;
	struct hop_back back;
	uint64_t frame;
	uint64_t close;
	uint64_t leave;
	uint64_t return_to;
	uint32_t enter;
	uint32_t enter_mode;
	uint64_t args[6];
	uint64_t nr;
	volatile uint64_t open;
	uint64_t spins;
	uint64_t control;
	volatile uint64_t done;
	uint64_t done_fd;
	volatile uint64_t over;
	uint64_t nap[2];
	uint64_t paint_sp;
	volatile uint64_t started;
	uint64_t from;
	uint64_t to;
	uint64_t again;
	uint64_t gap;
	volatile uint64_t beat;
	uint64_t entry_words[HOP_ENTRY_WORDS];
	uint64_t irq_words[HOP_IRQ_WORDS];
};

#define HOP_ARENA ((struct hop_arena *)HOP_ARENA_ADDR)

/* hop_arena_at() - memory of the arena, by its offset */
static inline void *hop_arena_at(unsigned long offset)
{
	return (char *)HOP_ARENA + offset;
}
#endif

#endif
