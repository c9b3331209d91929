// SPDX-License-Identifier: GPL-2.0
/*
 * What the CPU pushes at an entry through the IDT, and where.
 */
#include "arch/arch.h"
#include "assembly.h"
#include "frame.h"

#define WORD 8
#define FRAME_WORDS 5 /* SS, RSP, RFLAGS, CS, RIP */
#define RPL 3
#define RFLAGS_FIXED (1 << 1)

/* The segments and RSP are those of one mode, all of them. */
static const char *mode_check(const struct hop_record *rec)
{
	bool user = rec->flags & HOP_REC_USER;

	if (!(rec->x86.rflags & RFLAGS_FIXED))
		return "the RFLAGS pushed cannot be";
	if (user != ((rec->x86.cs & RPL) == RPL))
		return "the CS pushed is not that of the mode it came from";
	if (user && (rec->x86.ss & RPL) != RPL)
		return "the SS pushed is not that of user mode";
	if (!user && rec->x86.ss & RPL)
		return "the SS pushed is not that of kernel mode";
	if (user && !hop_addr_user(rec->frame_sp))
		return "the RSP pushed is not that of user mode";
	return NULL;
}

/* A stack that the CPU switched to is empty; else RSP is aligned to 16 bytes. */
static __u64 push_from(const struct hop_record *rec,
		       const struct hop_stack_info *at,
		       const struct hop_stack_info *from)
{
	bool stays = !(rec->flags & HOP_REC_USER) && at->base == from->base &&
		     rec->frame_sp > rec->sp;

	return stays ? rec->frame_sp & ~15ULL : at->top;
}

const char *hop_frame_check(const struct hop_record *rec,
			    const struct hop_stack_info *at,
			    const struct hop_stack_info *from, __u64 *gap)
{
	unsigned int words = FRAME_WORDS;
	const char *wrong;

	*gap = 0;
	if (rec->point >= HOP_POINT_SYSCALL)
		return NULL;
	wrong = mode_check(rec);
	if (wrong)
		return wrong;
	if (rec->point == HOP_POINT_TAP)
		words += hop_vector_of(rec->vector)->error_code;
	*gap = push_from(rec, at, from) - rec->sp;
	/* A stack of the kind IST starts anew even if it interrupts itself. */
	if (*gap != words * WORD && at->top - rec->sp == words * WORD)
		*gap = words * WORD;
	if (*gap != words * WORD)
		return "the frame is not where the CPU should push it";
	return NULL;
}
