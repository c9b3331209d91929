/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory that the parent and the child of a run share, at a fixed low address:
 * 32-bit code reaches it, and assembly needs no register for it.
 */
#ifndef HOP_TRIGGER_ARENA_H
#define HOP_TRIGGER_ARENA_H

#define HOP_ARENA_ADDR 0x18000000
#define HOP_ARENA_SIZE 0x20000

/* What follows is relative to HOP_ARENA_ADDR. */
#define HOP_ARENA_CODE 0x1000 /* a page: the trigger's instructions */
#define HOP_ARENA_WATCH 0x2000 /* a page with a word that is watched */
#define HOP_ARENA_BUFFER 0x3000 /* a page to be written over */
#define HOP_ARENA_ALT 0x8000 /* top of the sigaltstack */
#define HOP_ARENA_STACK 0x10000 /* top of the stack that triggers run on */
#define HOP_ARENA_PARTNER 0x18000 /* top of the stack of a second task */
#define HOP_ARENA_HOLE 0x1e000 /* a page that nobody may touch */
#define HOP_ARENA_FRESH 0x1f000 /* a page of the child's own, not there yet */

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
#define HOP_ARENA_back_rip 144
#define HOP_ARENA_back_rsp 152
#define HOP_ARENA_back_rdi 160
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
#define HOP_ARENA_paint_rsp 336
#define HOP_ARENA_from 352
#define HOP_ARENA_to 360
#define HOP_ARENA_again 368
#define HOP_ARENA_gap 376

/* Registers with marks of their own: R8 to R15, DI, SI, BP, BX, DX, AX, CX. */
#define HOP_MARKS 15

/* The selectors of 64-bit and 32-bit code of user mode. */
#define HOP_USER_CS 0x33
#define HOP_USER_CS32 0x23

#ifndef __ASSEMBLER__
#include "evidence.h"

/**
 * struct hop_arena - see above
 * @fd:		/dev/stackhop
 * @req_paint, @req_residue: the ioctls' numbers
 * @paint, @residue_entry, @residue_irq: their arguments
 * @paint_err, @entry_err, @irq_err: what they returned
 * @back_rip, @back_rsp, @back_rdi: the registers when the trigger was over
 * @frame:	RSP to return to C with
 * @close:	address of the code that ends the window
 * @leave:	address of what comes after that
 * @return_to:	address of the code that returns to C
 * @enter:	far pointer to the trigger's instructions: offset, selector
 * @args:	RDI, RSI, RDX, R10, R8, R9 at the trigger's first instruction
 * @nr:		RAX there
 * @open:	not 0: the window is open
 * @spins:	how long a trigger that waits may do so, in time-stamp ticks
 * @control:	MXCSR or the x87 control word, for those who change it
 * @done:	not 0: the window has been closed
 * @done_fd:	a byte written there tells the parent so
 * @over:	not 0: the parent has seen enough, tasks that linger may end
 * @paint_rsp:	RSP that the window was opened with
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
	uint32_t enter_cs;
	uint64_t args[6];
	uint64_t nr;
	volatile uint64_t open;
	uint64_t spins;
	uint64_t control;
	volatile uint64_t done;
	uint64_t done_fd;
	volatile uint64_t over;
	uint64_t nap[2];
	uint64_t paint_rsp;
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

/* hop_arena_map() - for this process and its children; false, with a line */
bool hop_arena_map(void);
void hop_arena_unmap(void);

/* hop_arena_reset() - as for a new run */
void hop_arena_reset(void);

/* hop_arena_at() - memory of the arena, by its offset */
static inline void *hop_arena_at(unsigned long offset)
{
	return (char *)HOP_ARENA + offset;
}
#endif

#endif
