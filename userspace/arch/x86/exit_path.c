// SPDX-License-Identifier: GPL-2.0
/*
 * How an entry went back to user mode, from what that left on the entry stack.
 *
 * Two ways leave marks there: three words before a SYSRET (user RSP, user RDI, a
 * scratch word), or the whole frame of an IRET and below it the user's RDI. The
 * way in leaves the same five words but not RDI. That no mark is there at all, or
 * still the frame of the way in, shows that the way did not lead over that stack.
 */
#include "arch/arch.h"
#include "x86.h"

#define WORD 8

/* What is read of the entry stack at least; RSP of the last IRET is the last. */
#define SAVED 6
#define WORDS 7

/* Below the five words and the error code of a frame: RDI, then RSI. */
#define PUSHED 7

#define SYSRET_RSP 0
#define SYSRET_RDI 1
#define SYSRET_WORDS 2

/*
 * All below the deepest word is still paint, so what is above was written since
 * the painting; a stack that was not painted, or was read badly, is not so.
 */
static bool painted(const struct hop_residue_words *r)
{
	size_t used = r->depth / WORD;

	if (r->nr < WORDS || r->nr > HOP_ENTRY_WORDS || r->depth % WORD)
		return false;
	if (used && used <= r->nr && r->words[used - 1] == HOP_PAINT)
		return false;
	for (size_t i = used; i < r->nr; i++)
		if (r->words[i] != HOP_PAINT)
			return false;
	return used < r->nr;
}

/* The call that painted left by SYSRET, too: it must not be taken for this one. */
static bool sysret_mark(const struct hop_run *run)
{
	const uint64_t *w = run->entry.words;
	bool other_sp = run->paint_sp && run->paint_sp != run->back.sp;

	return w[SYSRET_RSP] == run->back.sp &&
	       w[SYSRET_RDI] == run->back.arg &&
	       (other_sp || hop_mark_is(run->back.arg));
}

/* Whether the frame can be the one that the CPU pushed on the way in. */
static bool frame_in(const struct hop_record *rec, const struct hop_run *run)
{
	return rec->ip == run->back.ip && rec->frame_sp == run->back.sp &&
	       !hop_mark_is(run->back.arg);
}

static bool iret_mark(const struct hop_record *rec, const struct hop_run *run)
{
	const uint64_t *w = run->entry.words;

	return run->back.ip && w[HOP_W_RIP] == run->back.ip &&
	       w[HOP_W_RSP] == run->back.sp && w[HOP_W_RDI] == run->back.arg &&
	       (w[HOP_W_CS] & HOP_RPL) == HOP_RPL &&
	       (w[HOP_W_SS] & HOP_RPL) == HOP_RPL &&
	       w[HOP_W_RFLAGS] & HOP_RFLAGS_FIXED && !frame_in(rec, run);
}

/*
 * Where neither a SYSRET nor an IRET with that RSP can have passed. Only after
 * an entry that pushed nothing there.
 */
static bool no_mark(const struct hop_run *run)
{
	const uint64_t *w = run->entry.words;

	return w[SYSRET_RSP] != run->back.sp && w[HOP_W_RSP] != run->back.sp &&
	       (!run->back.ip || w[HOP_W_RIP] != run->back.ip);
}

/*
 * What the CPU pushed there on the way in is there still, and what a way out
 * over it would have put in its place is not the same.
 */
static bool frame_left(const struct hop_record *rec, const struct hop_run *run)
{
	const uint64_t *w = run->entry.words;
	bool other_ip = run->back.ip && run->back.ip != rec->ip;
	bool no_arg = hop_mark_is(run->back.arg) &&
		      w[HOP_W_RDI] != run->back.arg;

	return w[HOP_W_SS] == rec->x86.ss && w[HOP_W_RSP] == rec->frame_sp &&
	       w[HOP_W_RFLAGS] == rec->x86.rflags &&
	       w[HOP_W_CS] == rec->x86.cs && w[HOP_W_RIP] == rec->ip &&
	       (other_ip || no_arg || run->back.sp != rec->frame_sp);
}

/* Since 6.8 so without page-table isolation, for IRET (c516213726fb). */
static bool straight(const struct hop_record *rec, const struct hop_run *run,
		     const struct hop_stack_info *entry)
{
	bool pushed = rec->point < HOP_POINT_SYSCALL &&
		      hop_stack_holds(entry, rec->sp);

	return pushed ? frame_left(rec, run) :
			no_mark(run) && painted(&run->entry);
}

/*
 * A frame whose SS is of the LDT is not what the last IRET takes: the stack that
 * it is copied to must have been seen. Its address was saved below the frame
 * while CR3 was switched, just before RSP was set to it.
 */
static const char ldt_lost[] =
	"SS is of the LDT: where the last IRET ran was not seen";

__u64 hop_exit_last_sp(const struct hop_residue_words *entry)
{
	return entry->nr > SAVED && entry->words[HOP_W_SS] & HOP_TI ?
		       entry->words[SAVED] :
		       0;
}

struct hop_exit_marks hop_exit_read(const struct hop_record *rec,
				    const struct hop_run *run,
				    const struct hop_stack_info *entry)
{
	struct hop_exit_marks marks = { .way = HOP_EXIT_UNSEEN };
	bool by_iret;

	if (run->entry.nr < WORDS || run->entry.nr > HOP_ENTRY_WORDS)
		return marks;
	by_iret = iret_mark(rec, run);
	if (by_iret || sysret_mark(run)) {
		size_t words = by_iret ? HOP_FRAME_WORDS : SYSRET_WORDS;

		marks.way = HOP_EXIT_OVER;
		marks.sp = entry->top - words * WORD;
		if (by_iret && run->entry.words[HOP_W_SS] & HOP_TI) {
			marks.last_sp = run->entry.words[SAVED];
			marks.lost = ldt_lost;
		}
	} else if (straight(rec, run, entry)) {
		marks.way = HOP_EXIT_STRAIGHT;
		if (rec->x86.ss & HOP_TI)
			marks.lost = ldt_lost;
	}
	return marks;
}

/*
 * User mode was not reached, so nobody else can have had these registers; the
 * way out, and the frame of what it goes to in the end, end above them.
 */
__u64 hop_exit_failed(const struct hop_run *run,
		      const struct hop_stack_info *entry)
{
	const struct hop_residue_words *r = &run->entry;

	if (!run->nr_pushed || r->nr < PUSHED + run->nr_pushed ||
	    r->nr > HOP_ENTRY_WORDS)
		return 0;
	for (size_t i = 0; i < run->nr_pushed; i++)
		if (r->words[PUSHED + i] != run->pushed[i])
			return 0;
	return entry->top - (PUSHED - 1) * WORD;
}

const struct hop_exit_name *hop_exit_name_of(__u64 bytes)
{
	static const struct hop_exit_name iret = { "what leads to IRET",
						   "IRET" };
	static const struct hop_exit_name sysret = { "what leads to SYSRET",
						     "SYSRET" };

	return bytes == HOP_FRAME_WORDS * WORD ? &iret : &sysret;
}
