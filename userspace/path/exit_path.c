// SPDX-License-Identifier: GPL-2.0
/*
 * How an entry went back to user mode, from what that left on the entry stack.
 *
 * Two ways leave marks there: three words before a SYSRET (user RSP, user RDI, a
 * scratch word), or the whole frame of an IRET and below it the user's RDI. The
 * way in leaves the same five words but not RDI. That no mark is there at all, or
 * still the frame of the way in, shows that the way did not lead over that stack.
 */
#include "exit_path.h"
#include "kernel/kernel.h"
#include "trigger/trigger.h"

/* Words of an IRET's frame, from the top down, and what lies below it. */
enum { W_SS, W_RSP, W_RFLAGS, W_CS, W_RIP, W_RDI, W_SAVED, W_NR };

/* Below the five words and the error code of a frame: RDI, then RSI. */
#define W_PUSHED 7

#define SYSRET_RSP 0
#define SYSRET_RDI 1
#define RPL 3
#define TI (1 << 2) /* selector of the LDT */
#define RFLAGS_FIXED (1 << 1)

/*
 * All below the deepest word is still paint, so what is above was written since
 * the painting; a stack that was not painted, or was read badly, is not so.
 */
static bool painted(const struct hop_residue_words *r)
{
	size_t used = r->depth / 8;

	if (r->nr < W_NR || r->nr > HOP_ENTRY_WORDS || r->depth % 8)
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
	bool other_rsp = run->paint_rsp && run->paint_rsp != run->back.rsp;

	return w[SYSRET_RSP] == run->back.rsp &&
	       w[SYSRET_RDI] == run->back.rdi &&
	       (other_rsp || hop_mark_is(run->back.rdi));
}

/* Whether the frame can be the one that the CPU pushed on the way in. */
static bool frame_in(const struct hop_observed *o, const struct hop_run *run)
{
	return o->rec.ip == run->back.rip && o->rec.frame_sp == run->back.rsp &&
	       !hop_mark_is(run->back.rdi);
}

static bool iret_mark(const struct hop_observed *o, const struct hop_run *run)
{
	const uint64_t *w = run->entry.words;

	return run->back.rip && w[W_RIP] == run->back.rip &&
	       w[W_RSP] == run->back.rsp && w[W_RDI] == run->back.rdi &&
	       (w[W_CS] & RPL) == RPL && (w[W_SS] & RPL) == RPL &&
	       w[W_RFLAGS] & RFLAGS_FIXED && !frame_in(o, run);
}

/*
 * Where neither a SYSRET nor an IRET with that RSP can have passed. Only after
 * an entry that pushed nothing there.
 */
static bool no_mark(const struct hop_run *run)
{
	const uint64_t *w = run->entry.words;

	return w[SYSRET_RSP] != run->back.rsp && w[W_RSP] != run->back.rsp &&
	       (!run->back.rip || w[W_RIP] != run->back.rip);
}

/*
 * What the CPU pushed there on the way in is there still, and what a way out
 * over it would have put in its place is not the same.
 */
static bool frame_left(const struct hop_observed *o, const struct hop_run *run)
{
	const uint64_t *w = run->entry.words;
	const struct hop_record *rec = &o->rec;
	bool other_rip = run->back.rip && run->back.rip != rec->ip;
	bool no_rdi = hop_mark_is(run->back.rdi) && w[W_RDI] != run->back.rdi;

	return w[W_SS] == rec->x86.ss && w[W_RSP] == rec->frame_sp &&
	       w[W_RFLAGS] == rec->x86.rflags && w[W_CS] == rec->x86.cs &&
	       w[W_RIP] == rec->ip &&
	       (other_rip || no_rdi || run->back.rsp != rec->frame_sp);
}

/* Since 6.8 so without page-table isolation, for IRET (c516213726fb). */
static bool straight(const struct hop_observed *o, const struct hop_run *run,
		     const struct hop_stack_info *entry)
{
	bool pushed = o->rec.point < HOP_POINT_SYSCALL &&
		      hop_stack_holds(entry, o->rec.sp);

	return pushed ? frame_left(o, run) :
			no_mark(run) && painted(&run->entry);
}

static struct hop_stack_info entry_of(const struct hop_run *run)
{
	return hop_stack_info_of(
		hop_stacks_of(&run->stacks, run->cpu, HOP_KIND_ENTRY));
}

/* The IRQ stack's top word holds RSP from before the switch to it. */
static bool link_leads_to(const struct hop_run *run,
			  const struct hop_stack_info *task)
{
	return task->kind == HOP_KIND_TASK && run->irq.nr &&
	       hop_stack_holds(task, run->irq.words[0]);
}

/*
 * User mode was not reached, so nobody else can have had these registers; the
 * way out, and the frame of what it goes to in the end, end above them.
 */
bool hop_exit_path_failed(const struct hop_run *run,
			  struct hop_stack_info *entry, __u64 *sp)
{
	const struct hop_residue_words *r = &run->entry;

	if (!run->nr_pushed || r->nr < W_PUSHED + run->nr_pushed)
		return false;
	for (size_t i = 0; i < run->nr_pushed; i++)
		if (r->words[W_PUSHED + i] != run->pushed[i])
			return false;
	*entry = entry_of(run);
	*sp = entry->top - (W_PUSHED - 1) * sizeof(__u64);
	return entry->kind == HOP_KIND_ENTRY;
}

/* Back from the IRQ stack to where the kernel went there from. */
static void off_irq_stack(struct hop_observed *o, const struct hop_run *run,
			  const struct hop_stack_info *task)
{
	if (link_leads_to(run, task)) {
		hop_observed_go(o, *task, HOP_SEEN_LINK, run->irq.words[0]);
		return;
	}
	/* Somebody came before the word was read: nothing is wrong with it. */
	if (!run->irq.nr)
		hop_observed_judge(o, HOP_RUN_DISTURBED,
				   "the IRQ stack was read too late");
	hop_observed_lost(o, "the way off the IRQ stack was not seen");
}

static void to_user(struct hop_observed *o, enum hop_seen seen,
		    const struct hop_run *run)
{
	const struct hop_stack_info user = { .kind = HOP_KIND_USER };

	hop_observed_go(o, user, seen,
			seen == HOP_SEEN_NOT ? 0 : run->back.rsp);
}

static const char ldt_lost[] =
	"SS is of the LDT: where the last IRET ran was not seen";

/*
 * A frame whose SS is of the LDT is not what the last IRET takes: the stack that
 * it is copied to must have been seen. Its address was saved below the frame
 * while CR3 was switched, just before RSP was set to it.
 */
static void over_ldt(struct hop_observed *o, const struct hop_run *run)
{
	__u64 rsp = run->entry.words[W_SAVED];
	struct hop_stack_info stack = hop_run_stack(run, rsp);

	if (stack.kind == HOP_KIND_ESPFIX)
		hop_observed_go(o, stack, HOP_SEEN_RESIDUE, rsp);
	else
		hop_observed_lost(o, ldt_lost);
}

void hop_exit_path(struct hop_observed *o, const struct hop_run *run,
		   const struct hop_stack_info *task)
{
	const struct hop_residue_words *r = &run->entry;
	struct hop_stack_info entry = entry_of(run);
	bool by_iret;

	if (hop_observed_last(o)->kind == HOP_KIND_IRQ)
		off_irq_stack(o, run, task);
	if (!run->back.known || r->nr < W_NR || r->nr > HOP_ENTRY_WORDS ||
	    !entry.kind) {
		hop_observed_lost(o, "the way out was not seen");
		to_user(o, HOP_SEEN_NOT, run);
		return;
	}
	by_iret = iret_mark(o, run);
	if (by_iret || sysret_mark(run)) {
		hop_observed_go(o, entry, HOP_SEEN_RESIDUE,
				entry.top - (by_iret ? 5 : 2) * 8);
		if (by_iret && r->words[W_SS] & TI)
			over_ldt(o, run);
		to_user(o, HOP_SEEN_RESIDUE, run);
		return;
	}
	if (straight(o, run, &entry)) {
		if (o->rec.x86.ss & TI)
			hop_observed_lost(o, ldt_lost);
		to_user(o, HOP_SEEN_RESIDUE, run);
		return;
	}
	hop_observed_lost(o, "the entry stack does not show the way out");
	to_user(o, HOP_SEEN_NOT, run);
}
