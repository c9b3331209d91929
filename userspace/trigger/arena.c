// SPDX-License-Identifier: GPL-2.0
/*
 * Maps the arena and sets it for a run.
 */
#include <err.h>
#include <string.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#include "arena.h"

#define OFFSET(field) offsetof(struct hop_arena, field)
#define AT(field, name) \
	_Static_assert(OFFSET(field) == HOP_ARENA_##name, #field)

AT(fd, fd);
AT(req_paint, req_paint);
AT(req_residue, req_residue);
AT(paint, paint);
AT(residue_entry, residue_entry);
AT(residue_irq, residue_irq);
AT(paint_err, paint_err);
AT(entry_err, entry_err);
AT(irq_err, irq_err);
AT(back.ip, back_ip);
AT(back.sp, back_sp);
AT(back.arg, back_arg);
AT(frame, frame);
AT(close, close);
AT(leave, leave);
AT(return_to, return_to);
AT(enter, enter);
AT(args, args);
AT(nr, nr);
AT(open, open);
AT(spins, spins);
AT(control, control);
AT(done, done);
AT(done_fd, done_fd);
AT(over, over);
AT(nap, nap);
AT(paint_sp, paint_sp);
AT(from, from);
AT(to, to);
AT(again, again);
AT(gap, gap);
_Static_assert(sizeof(struct hop_arena) <= HOP_ARENA_CODE, "arena");

/* In ticks of hop_ticks_now(), 12 to 60 ms: longer than the period of any timer in use. */
#define SPINS 60000000

bool hop_arena_map(void)
{
	void *at = mmap(HOP_ARENA, HOP_ARENA_SIZE,
			PROT_READ | PROT_WRITE | PROT_EXEC,
			MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1,
			0);

	if (at == HOP_ARENA)
		return true;
	warn("cannot have memory at %#x for the triggers", HOP_ARENA_ADDR);
	return false;
}

void hop_arena_unmap(void)
{
	munmap(HOP_ARENA, HOP_ARENA_SIZE);
}

void hop_arena_reset(void)
{
	struct hop_arena *arena = HOP_ARENA;

	memset(arena, 0, sizeof(*arena));
	memset(hop_arena_at(HOP_ARENA_BUFFER), 0, HOP_ARENA_BUFFER_BYTES);
	arena->fd = -1;
	arena->req_paint = HOP_IOC_PAINT;
	arena->req_residue = HOP_IOC_RESIDUE;
	arena->paint.kinds = 1 << HOP_KIND_ENTRY | 1 << HOP_KIND_IRQ;
	arena->residue_entry.kind = HOP_KIND_ENTRY;
	arena->residue_entry.nr = HOP_ENTRY_WORDS;
	arena->residue_entry.words = (uintptr_t)arena->entry_words;
	arena->residue_irq.kind = HOP_KIND_IRQ;
	arena->residue_irq.nr = HOP_IRQ_WORDS;
	arena->residue_irq.words = (uintptr_t)arena->irq_words;
	arena->spins = SPINS;
	arena->nap[1] = 1000000;
}

static void touch(volatile char *page)
{
	char byte = *page;

	*page = byte;
}

void hop_arena_touch(void)
{
	unsigned long page = sysconf(_SC_PAGESIZE);

	for (unsigned long at = 0; at < HOP_ARENA_SIZE; at += page)
		if (at / HOP_ARENA_PAGE != HOP_ARENA_HOLE / HOP_ARENA_PAGE &&
		    at / HOP_ARENA_PAGE != HOP_ARENA_FRESH / HOP_ARENA_PAGE)
			touch(hop_arena_at(at));
	(void)*(volatile const char *)hop_snippet_run;
}
