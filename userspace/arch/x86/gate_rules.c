// SPDX-License-Identifier: GPL-2.0
/*
 * One small check for each thing that can be wrong with an entry through an own
 * gate of x86.
 */
#include "arch/arch.h"
#include "thunks.h"
#include "x86.h"

enum { NR_PARTS = 3 };

static const struct hop_record *part(const struct hop_gate_args *a, int i)
{
	const struct hop_record *const parts[NR_PARTS] = { &a->p->entry,
							   &a->p->handler,
							   &a->p->exit };

	return parts[i];
}

static bool same_frame(const struct hop_record *a, const struct hop_record *b)
{
	return a->ip == b->ip && a->x86.rflags == b->x86.rflags &&
	       a->frame_sp == b->frame_sp && a->x86.cs == b->x86.cs &&
	       a->x86.ss == b->x86.ss;
}

static bool frame_ok(const struct hop_gate_args *a)
{
	return same_frame(&a->p->entry, &a->p->handler) &&
	       same_frame(&a->p->entry, &a->p->exit);
}

static bool ip_ok(const struct hop_gate_args *a)
{
	if (a->e->user)
		return a->p->entry.ip == a->e->shot.ip;
	return !hop_addr_user(a->p->entry.ip);
}

static bool frame_sp_ok(const struct hop_gate_args *a)
{
	if (a->e->user)
		return a->p->entry.frame_sp == a->e->shot.sp;
	return !hop_addr_user(a->p->entry.frame_sp);
}

static bool segments_ok(const struct hop_gate_args *a)
{
	const struct hop_record *r = &a->p->entry;

	if (a->e->user)
		return r->x86.cs == a->e->shot.words[HOP_SHOT_CS] &&
		       r->x86.ss == a->e->shot.words[HOP_SHOT_SS];
	return r->x86.cs != 0 && (r->x86.cs & HOP_RPL) == 0 &&
	       (r->x86.ss & HOP_RPL) == 0;
}

static bool mode_ok(const struct hop_gate_args *a)
{
	for (int i = 0; i < NR_PARTS; i++)
		if (!!(part(a, i)->flags & HOP_REC_USER) != a->e->user)
			return false;
	return true;
}

/* Only the gate that can come at any time looks at GSBASE; it must be right. */
static bool paranoid_ok(const struct hop_gate_args *a)
{
	__u16 want = 0;

	if (a->e->gate == HOP_GATE_IST)
		want = HOP_REC_PARANOID | (a->e->user ? HOP_REC_GS_USER : 0);
	for (int i = 0; i < NR_PARTS; i++)
		if ((part(a, i)->flags &
		     (HOP_REC_PARANOID | HOP_REC_GS_USER)) != want)
			return false;
	return true;
}

/*
 * A switch by the hardware starts at the top of the new stack; without one the
 * CPU aligns RSP to 16 bytes and pushes there.
 */
static bool entry_sp_ok(const struct hop_gate_args *a)
{
	__u64 from = a->entry_top;

	if (!a->e->user && a->e->gate != HOP_GATE_IST)
		from = a->p->entry.frame_sp & ~15ULL;
	return a->p->entry.sp == from - HOP_FRAME_WORDS * sizeof(__u64);
}

static bool exit_sp_ok(const struct hop_gate_args *a)
{
	return a->p->exit.sp == a->p->entry.sp;
}

/* With PTI a user's entry begins and ends on the user page table, only there. */
static bool cr3_ok(const struct hop_gate_args *a)
{
	bool user_table = a->e->pti && a->e->user;

	return !!(a->p->entry.flags & HOP_REC_CR3_USER) == user_table &&
	       !(a->p->handler.flags & HOP_REC_CR3_USER) &&
	       a->p->exit.x86.cr3 == a->p->entry.x86.cr3;
}

const struct hop_gate_rule hop_x86_gate_rules[HOP_WRONG_NR + 1] = {
	[HOP_WRONG_FRAME] = { frame_ok,
			      "the pushed frame changed during the entry" },
	[HOP_WRONG_IP] = { ip_ok, "RIP is not where it was fired" },
	[HOP_WRONG_FRAME_SP] = { frame_sp_ok,
				 "RSP is not that of the program" },
	[HOP_WRONG_SEGMENTS] = { segments_ok,
				 "CS or SS is not that of the program" },
	[HOP_WRONG_MODE] = { mode_ok, "the mode it came from is wrong" },
	[HOP_WRONG_PARANOID] = { paranoid_ok,
				 "the GSBASE test is missing or wrong" },
	[HOP_WRONG_ENTRY_SP] = { entry_sp_ok,
				 "the frame is not where the CPU should push it" },
	[HOP_WRONG_EXIT_SP] = { exit_sp_ok,
				"RSP at the exit is not that of the entry" },
	[HOP_WRONG_CR3] = { cr3_ok, "CR3 is not that of the mode" },
};
