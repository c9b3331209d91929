// SPDX-License-Identifier: GPL-2.0
/*
 * One small check for each thing that can be wrong with a passage.
 */
#include "kernel/kernel.h"
#include "passage.h"

/* SS, RSP, RFLAGS, CS, RIP: SDM vol. 3, 6.14.2. */
#define FRAME_BYTES 40
#define RPL 3

struct hop_passage_args {
	const struct hop_passage *p;
	const struct hop_whereabouts *w;
	const struct hop_expect *e;
};

enum { NR_PARTS = 3 };

static const struct hop_record *part(const struct hop_passage_args *c, int i)
{
	const struct hop_record *const parts[NR_PARTS] = { &c->p->entry,
							   &c->p->handler,
							   &c->p->exit };

	return parts[i];
}

static bool same_frame(const struct hop_record *a, const struct hop_record *b)
{
	return a->ip == b->ip && a->x86.rflags == b->x86.rflags &&
	       a->frame_sp == b->frame_sp && a->x86.cs == b->x86.cs &&
	       a->x86.ss == b->x86.ss;
}

static bool frame_ok(const struct hop_passage_args *c)
{
	return same_frame(&c->p->entry, &c->p->handler) &&
	       same_frame(&c->p->entry, &c->p->exit);
}

static bool ip_ok(const struct hop_passage_args *c)
{
	if (c->e->user)
		return c->p->entry.ip == c->e->ip;
	return !hop_addr_user(c->p->entry.ip);
}

static bool frame_sp_ok(const struct hop_passage_args *c)
{
	if (c->e->user)
		return c->p->entry.frame_sp == c->e->sp;
	return !hop_addr_user(c->p->entry.frame_sp);
}

static bool segments_ok(const struct hop_passage_args *c)
{
	const struct hop_record *r = &c->p->entry;

	if (c->e->user)
		return r->x86.cs == c->e->cs && r->x86.ss == c->e->ss;
	return r->x86.cs != 0 && (r->x86.cs & RPL) == 0 &&
	       (r->x86.ss & RPL) == 0;
}

static bool mode_ok(const struct hop_passage_args *c)
{
	for (int i = 0; i < NR_PARTS; i++)
		if (!!(part(c, i)->flags & HOP_REC_USER) != c->e->user)
			return false;
	return true;
}

/* Only the gate that can come at any time looks at GSBASE; it must be right. */
static bool paranoid_ok(const struct hop_passage_args *c)
{
	__u16 want = 0;

	if (c->e->gate == HOP_GATE_IST)
		want = HOP_REC_PARANOID | (c->e->user ? HOP_REC_GS_USER : 0);
	for (int i = 0; i < NR_PARTS; i++)
		if ((part(c, i)->flags &
		     (HOP_REC_PARANOID | HOP_REC_GS_USER)) != want)
			return false;
	return true;
}

/*
 * A switch by the hardware starts at the top of the new stack; without one the
 * CPU aligns RSP to 16 bytes and pushes there.
 */
static bool entry_sp_ok(const struct hop_passage_args *c)
{
	__u64 from = c->w->entry.top;

	if (!c->e->user && c->e->gate != HOP_GATE_IST)
		from = c->p->entry.frame_sp & ~15ULL;
	return c->p->entry.sp == from - FRAME_BYTES;
}

static bool exit_sp_ok(const struct hop_passage_args *c)
{
	return c->p->exit.sp == c->p->entry.sp;
}

/* With PTI a user's entry begins and ends on the user page table, only there. */
static bool cr3_ok(const struct hop_passage_args *c)
{
	bool user_table = c->e->pti && c->e->user;

	return !!(c->p->entry.flags & HOP_REC_CR3_USER) == user_table &&
	       !(c->p->handler.flags & HOP_REC_CR3_USER) &&
	       c->p->exit.x86.cr3 == c->p->entry.x86.cr3;
}

static bool stack_ok(const struct hop_passage_args *c)
{
	struct hop_path path;

	hop_passage_path(c->p, c->w, &path);
	return hop_path_known(&path);
}

static const struct {
	bool (*ok)(const struct hop_passage_args *c);
	const char *text;
} checks[HOP_WRONG_NR] = {
	{ frame_ok, "the pushed frame changed during the passage" },
	{ ip_ok, "RIP is not where it was fired" },
	{ frame_sp_ok, "RSP is not that of the program" },
	{ segments_ok, "CS or SS is not that of the program" },
	{ mode_ok, "the mode it came from is wrong" },
	{ paranoid_ok, "the GSBASE test is missing or wrong" },
	{ entry_sp_ok, "the frame is not where the CPU should push it" },
	{ exit_sp_ok, "RSP at the exit is not that of the entry" },
	{ cr3_ok, "CR3 is not that of the mode" },
	{ stack_ok, "a stack is not known" },
};

const char *hop_wrong_text(unsigned int bit)
{
	return bit < HOP_WRONG_NR ? checks[bit].text : "?";
}

unsigned int hop_passage_check(const struct hop_passage *p,
			       const struct hop_whereabouts *w,
			       const struct hop_expect *e)
{
	const struct hop_passage_args args = { p, w, e };
	unsigned int wrong = 0;

	for (unsigned int i = 0; i < HOP_WRONG_NR; i++)
		if (!checks[i].ok(&args))
			wrong |= 1 << i;
	return wrong;
}

void hop_passage_path(const struct hop_passage *p,
		      const struct hop_whereabouts *w, struct hop_path *path)
{
	const struct hop_stack_info user = { .kind = HOP_KIND_USER };
	bool from_user = (p->entry.x86.cs & RPL) == RPL;
	const struct hop_stack_info *from = from_user ? &user : &w->from;

	path->nr = 0;
	hop_path_add(path, from);
	hop_path_add(path, &w->entry);
	hop_path_add(path, &w->handler);
	hop_path_add(path, &w->exit);
	hop_path_add(path, from);
}
