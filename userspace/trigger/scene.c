// SPDX-License-Identifier: GPL-2.0
/*
 * Maps the scene and sets it for a run.
 */
#include <err.h>
#include <string.h>
#include <sys/mman.h>

#include "scene.h"

#define OFFSET(field) offsetof(struct hop_scene, field)
#define AT(field, name) \
	_Static_assert(OFFSET(field) == HOP_SCENE_##name, #field)

AT(fd, fd);
AT(req_paint, req_paint);
AT(req_residue, req_residue);
AT(paint, paint);
AT(residue_entry, residue_entry);
AT(residue_irq, residue_irq);
AT(paint_err, paint_err);
AT(entry_err, entry_err);
AT(irq_err, irq_err);
AT(back.rip, back_rip);
AT(back.rsp, back_rsp);
AT(back.rdi, back_rdi);
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
AT(paint_rsp, paint_rsp);
AT(from, from);
AT(to, to);
AT(again, again);
AT(gap, gap);
_Static_assert(sizeof(struct hop_scene) <= HOP_SCENE_CODE, "scene");

/* In time-stamp ticks, 12 to 60 ms: longer than the period of any timer in use. */
#define SPINS 60000000

bool hop_scene_map(void)
{
	void *at = mmap(HOP_SCENE, HOP_SCENE_SIZE,
			PROT_READ | PROT_WRITE | PROT_EXEC,
			MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1,
			0);

	if (at == HOP_SCENE)
		return true;
	warn("cannot have memory at %#x for the triggers", HOP_SCENE_ADDR);
	return false;
}

void hop_scene_unmap(void)
{
	munmap(HOP_SCENE, HOP_SCENE_SIZE);
}

void hop_scene_reset(void)
{
	struct hop_scene *scene = HOP_SCENE;

	memset(scene, 0, sizeof(*scene));
	memset(hop_scene_at(HOP_SCENE_BUFFER), 0, 4096);
	scene->fd = -1;
	scene->req_paint = HOP_IOC_PAINT;
	scene->req_residue = HOP_IOC_RESIDUE;
	scene->paint.kinds = 1 << HOP_KIND_ENTRY | 1 << HOP_KIND_IRQ;
	scene->residue_entry.kind = HOP_KIND_ENTRY;
	scene->residue_entry.nr = HOP_ENTRY_WORDS;
	scene->residue_entry.words = (uintptr_t)scene->entry_words;
	scene->residue_irq.kind = HOP_KIND_IRQ;
	scene->residue_irq.nr = HOP_IRQ_WORDS;
	scene->residue_irq.words = (uintptr_t)scene->irq_words;
	scene->spins = SPINS;
	scene->nap[1] = 1000000;
}
