// SPDX-License-Identifier: GPL-2.0
/*
 * The window lies between the SYSCALL that painted and the one that read back.
 */
#include <errno.h>
#include <string.h>

#include "arch/arch.h"
#include "kernel/kernel.h"
#include "run_collect.h"
#include "setup.h"

#define PAGE 0x1000ULL
#define TI (1 << 2) /* selector of the LDT */
#define SAVED_WORD 6

/* What the vDSO's landing pad pops: three registers and the return address. */
#define LANDING_POPS 16

static int tape_read(struct hop_runner *runner, struct hop_read *read)
{
	memset(read, 0, sizeof(*read));
	read->cpu = runner->cpu;
	read->nr = runner->info.tape_records;
	read->records = (uintptr_t)runner->tape;
	return hop_dev_read(runner->fd, read);
}

int hop_collect_start(struct hop_runner *runner)
{
	struct hop_read read;

	return tape_read(runner, &read);
}

static bool closes(const struct hop_record *rec)
{
	return rec->point == HOP_POINT_SYSCALL &&
	       rec->ip == (uintptr_t)hop_snippet_closing;
}

/* Only what lies in the window, and how much is missing there. */
static int tape_cut(struct hop_runner *runner, struct hop_run *run)
{
	struct hop_read read;
	size_t from = 0, to;
	int err = tape_read(runner, &read);

	if (err)
		return err;
	while (from < read.nr && runner->tape[from].pos <= run->first)
		from++;
	for (to = from; to < read.nr && !closes(&runner->tape[to]); to++)
		;
	if (to == read.nr)
		return -EAGAIN;
	run->tape = runner->tape + from;
	run->nr_tape = to + 1 - from;
	run->end = runner->tape[to].pos - 1;
	run->lost += run->end + 1 - run->first - run->nr_tape;
	return 0;
}

static void probes_cut(const struct hop_runner *runner, struct hop_run *run)
{
	size_t from = 0, to;

	while (from < runner->nr_seen && runner->seen[from].pos < run->first)
		from++;
	for (to = from; to < runner->nr_seen; to++)
		if (runner->seen[to].pos > run->end)
			break;
	run->probes = runner->seen + from;
	run->nr_probes = to - from;
}

static int task_find(struct hop_runner *runner, uint64_t sp)
{
	struct hop_find find = { .addr = sp };
	int err;

	if (hop_stack_at(&runner->stacks, &runner->tasks, sp).kind ||
	    runner->tasks.nr == HOP_TASKS_MAX)
		return 0;
	err = hop_dev_find(runner->fd, &find);
	if (err || (find.kind != HOP_KIND_TASK && find.kind != HOP_KIND_ESPFIX))
		return err;
	/* An espfix stack is a part of a page that has no bounds of its own. */
	runner->tasks.stack[runner->tasks.nr++] = (struct hop_stack){
		.base = find.top ? find.base : sp & -PAGE,
		.top = find.top ? find.top : (sp & -PAGE) + PAGE,
		.cpu = find.pid,
		.kind = find.kind,
		.flags = HOP_STACK_MAPPED,
	};
	return 0;
}

static int tasks_find(struct hop_runner *runner, struct hop_run *run)
{
	int err = 0;

	runner->tasks.nr = 0;
	for (size_t i = 0; i < run->nr_probes && !err; i++)
		err = task_find(runner, run->probes[i].sp);
	for (size_t i = 0; i < run->nr_tape && !err; i++) {
		err = task_find(runner, run->tape[i].sp);
		if (!err && run->tape[i].vector)
			err = task_find(runner, run->tape[i].frame_sp);
	}
	if (!err && run->irq.nr && run->irq.words[0] != HOP_PAINT)
		err = task_find(runner, run->irq.words[0]);
	/* Below the frame of an IRET to an SS of the LDT: RSP of the last IRET. */
	if (!err && run->entry.nr > SAVED_WORD && run->entry.words[0] & TI)
		err = task_find(runner, run->entry.words[SAVED_WORD]);
	run->tasks = runner->tasks;
	return err;
}

static bool from_user(const struct hop_record *rec)
{
	return (rec->x86.cs & 3) == 3;
}

/* A device's vector is not known before its handler has been seen. */
static uint8_t device_vector(const struct hop_run *run)
{
	uint64_t served = 0;

	for (size_t i = 0; i < run->nr_probes && !served; i++)
		if (run->probes[i].point == HOP_PROBE_IRQ)
			served = run->probes[i].pos;
	for (size_t i = 0; i < run->nr_tape; i++)
		if (run->tape[i].pos == served &&
		    hop_vector_of(run->tape[i].vector)->device)
			return run->tape[i].vector;
	return 0;
}

/* An own gate's is that of the record of its entry. */
static uint8_t own_vector(const struct hop_run *run)
{
	for (size_t i = 0; i < run->nr_tape; i++)
		if (run->tape[i].point == HOP_POINT_ENTRY)
			return run->tape[i].vector;
	return 0;
}

/* One before the entry came behind an interrupt of the window's own opening. */
static bool softirq_seen(const struct hop_run *run,
			 const struct hop_record *entry)
{
	for (size_t i = 0; i < run->nr_probes; i++)
		if (run->probes[i].point == HOP_PROBE_SOFTIRQ &&
		    run->probes[i].pos >= entry->pos)
			return true;
	return false;
}

/* Whether this run shows what it must for this trigger, of all that can be. */
static bool conclusive(const struct hop_trigger *trigger,
		       const struct hop_run *run,
		       const struct hop_record *entry)
{
	bool untouched = run->irq.nr && run->irq.words[0] == HOP_PAINT;

	if ((trigger->needs & HOP_NEED_SOFTIRQ) && !softirq_seen(run, entry))
		return false;
	return !(trigger->needs & HOP_NEED_QUIET) || untouched;
}

/*
 * The order of struct pt_regs from SI down, in that of struct sigcontext, which
 * the marks were counted in: SI, DX, CX, AX, R8 to R11, BX, BP, R12 to R15.
 */
static void pushed_fill(struct hop_run *run)
{
	static const uint8_t order[HOP_PUSHED] = { 9, 12, 14, 13, 0, 1, 2,
						   3, 11, 10, 4,  5, 6, 7 };

	for (size_t i = 0; i < HOP_PUSHED; i++)
		run->pushed[i] = HOP_ARENA->args[0] + order[i];
	run->nr_pushed = HOP_PUSHED;
}

/* Did the entry come that the trigger is about? Then its record. */
static const struct hop_record *entry_find(const struct hop_run *run)
{
	for (size_t i = 0; i + 1 < run->nr_tape; i++) {
		const struct hop_record *rec = &run->tape[i];

		if (run->syscall && rec->point == run->syscall)
			return rec;
		if (!run->syscall && rec->vector == run->vector &&
		    (rec->point == HOP_POINT_TAP ||
		     rec->point == HOP_POINT_ENTRY) &&
		    from_user(rec) == run->from_user)
			return rec;
	}
	return NULL;
}

static int entry_fill(const struct hop_trigger *trigger, struct hop_run *run)
{
	const struct hop_snippet *snippet = trigger->setup->snippet;
	const struct hop_record *rec;

	run->from_user = !strcmp(trigger->mode, "user");
	run->syscall = trigger->syscall;
	run->vector = trigger->vector;
	if (!run->syscall && !run->vector)
		run->vector = trigger->needs & HOP_NEED_GATES ?
				      own_vector(run) :
				      device_vector(run);
	if (run->from_user && run->syscall != HOP_POINT_SYSENTER) {
		run->rip_lo = HOP_ARENA_ADDR + HOP_ARENA_CODE + snippet->low;
		run->rip_hi = HOP_ARENA_ADDR + HOP_ARENA_CODE + snippet->high;
	}
	rec = entry_find(run);
	if (!rec || !conclusive(trigger, run, rec))
		return -EAGAIN;
	run->back = HOP_ARENA->back;
	run->back.known = run->from_user || trigger->setup->marked;
	if (trigger->setup->marked)
		pushed_fill(run);
	if (trigger->setup->end == HOP_END_UNKNOWN) {
		run->back.rip = 0;
		run->back.rsp -= LANDING_POPS;
	}
	if (trigger->setup->end == HOP_END_RESUMED)
		run->back.rip = rec->ip;
	return 0;
}

static void residue_fill(struct hop_residue_words *to,
			 const struct hop_residue *from, const uint64_t *words)
{
	to->nr = from->nr;
	to->depth = from->depth;
	memcpy(to->words, words, from->nr * sizeof(*words));
}

int hop_collect(struct hop_runner *runner, const struct hop_trigger *trigger,
		struct hop_run *run)
{
	const struct hop_arena *arena = HOP_ARENA;
	uint32_t wanted = 1 << HOP_KIND_ENTRY | 1 << HOP_KIND_IRQ;
	int err;

	if (!arena->done || arena->paint_err || arena->entry_err ||
	    arena->irq_err || arena->paint.kinds != wanted)
		return -EAGAIN;
	run->cpu = runner->cpu;
	run->first = arena->paint.pos;
	run->stacks = runner->stacks;
	err = tape_cut(runner, run);
	if (err)
		return err;
	probes_cut(runner, run);
	residue_fill(&run->entry, &arena->residue_entry, arena->entry_words);
	residue_fill(&run->irq, &arena->residue_irq, arena->irq_words);
	/* It was read one SYSCALL later: what came between is not of this run. */
	if (arena->residue_irq.pos != run->end + 2)
		run->irq.nr = 0;
	run->paint_rsp = arena->paint_rsp;
	err = entry_fill(trigger, run);
	return err ? err : tasks_find(runner, run);
}
