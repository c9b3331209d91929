// SPDX-License-Identifier: GPL-2.0
/*
 * What the CPU pushes at an entry through the IDT, and where: SS, RSP, RFLAGS, CS
 * and RIP, then an error code or not (SDM vol. 3, 6.13 and 6.14.2).
 */
#include "arch/arch.h"
#include "x86.h"

#define WORD 8

size_t hop_record_words(const struct hop_record *rec,
			struct hop_word words[HOP_WORDS_MAX])
{
	const struct hop_record_x86 *x = &rec->x86;

	words[0] = (struct hop_word){ "rflags", x->rflags, true };
	words[1] = (struct hop_word){ "cr3", x->cr3, true };
	words[2] = (struct hop_word){ "cs", x->cs, false };
	words[3] = (struct hop_word){ "ss", x->ss, false };
	return 4;
}

/* `int n` pushes no error code. */
bool hop_record_sound(const struct hop_record *rec)
{
	return rec->x86.error == 0;
}

static bool has_error_code(const struct hop_record *rec)
{
	return rec->point == HOP_POINT_TAP &&
	       hop_vector_of(rec->vector)->error_code;
}

size_t hop_frame_words(const struct hop_record *rec,
		       struct hop_word words[HOP_WORDS_MAX])
{
	const struct hop_record_x86 *x = &rec->x86;

	if (rec->point >= HOP_POINT_SYSCALL)
		return 0;
	words[HOP_W_SS] = (struct hop_word){ .name = "SS", .value = x->ss };
	words[HOP_W_RSP] =
		(struct hop_word){ .name = "RSP", .value = rec->frame_sp };
	words[HOP_W_RFLAGS] =
		(struct hop_word){ .name = "RFLAGS", .value = x->rflags };
	words[HOP_W_CS] = (struct hop_word){ .name = "CS", .value = x->cs };
	words[HOP_W_RIP] = (struct hop_word){ .name = "RIP", .value = rec->ip };
	words[HOP_FRAME_WORDS] =
		(struct hop_word){ .name = "error code", .value = x->error };
	return HOP_FRAME_WORDS + has_error_code(rec);
}

/* The segments and RSP are those of one mode, all of them. */
static const char *mode_check(const struct hop_record *rec)
{
	bool user = rec->flags & HOP_REC_USER;

	if (!(rec->x86.rflags & HOP_RFLAGS_FIXED))
		return "the RFLAGS pushed cannot be";
	if (user != ((rec->x86.cs & HOP_RPL) == HOP_RPL))
		return "the CS pushed is not that of the mode it came from";
	if (user && (rec->x86.ss & HOP_RPL) != HOP_RPL)
		return "the SS pushed is not that of user mode";
	if (!user && rec->x86.ss & HOP_RPL)
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
	unsigned int bytes = (HOP_FRAME_WORDS + has_error_code(rec)) * WORD;
	const char *wrong;

	*gap = 0;
	if (rec->point >= HOP_POINT_SYSCALL)
		return NULL;
	wrong = mode_check(rec);
	if (wrong)
		return wrong;
	*gap = push_from(rec, at, from) - rec->sp;
	/* A stack of the kind IST starts anew even if it interrupts itself. */
	if (*gap != bytes && at->top - rec->sp == bytes)
		*gap = bytes;
	if (*gap != bytes)
		return "the frame is not where the CPU should push it";
	return NULL;
}

/* From memory, rising: the selectors are 16 bits, what lies above is not said. */
static bool is_frame(const __u64 *word, const struct hop_record *rec)
{
	return word[0] == rec->ip && (uint16_t)word[1] == rec->x86.cs &&
	       word[2] == rec->x86.rflags && word[3] == rec->frame_sp &&
	       (uint16_t)word[4] == rec->x86.ss;
}

/*
 * The kernel copies a frame to the task's stack, or builds its like from registers
 * after SYSCALL. For the fast calls of 32-bit code it sets RIP and RSP itself.
 */
__u64 hop_frame_find(const struct hop_record *rec, const __u64 *words,
		     size_t nr)
{
	if (rec->point != HOP_POINT_TAP && rec->point != HOP_POINT_SYSCALL)
		return ~0ULL;
	for (size_t above = 0; above + HOP_FRAME_WORDS <= nr; above++)
		if (is_frame(words + nr - HOP_FRAME_WORDS - above, rec))
			return above * WORD;
	return ~0ULL;
}

const char *hop_cpu_moved(const struct hop_record *rec, unsigned int kind)
{
	if (rec->point == HOP_POINT_SYSENTER)
		return "the CPU, from MSR_IA32_SYSENTER_ESP";
	if (kind == HOP_KIND_ENTRY)
		return "the CPU, from sp0 in the TSS";
	return "the CPU, from the IST in the TSS";
}
