// SPDX-License-Identifier: GPL-2.0
/*
 * The window lies between the system call that painted and the one that read back.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "arch/arch.h"
#include "kernel/kernel.h"
#include "run_collect.h"
#include "setup.h"

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
	uint64_t page = sysconf(_SC_PAGESIZE);
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
		.base = find.top ? find.base : sp & -page,
		.top = find.top ? find.top : (sp & -page) + page,
		.cpu = find.pid,
		.kind = find.kind,
		.flags = HOP_STACK_MAPPED,
	};
	return 0;
}

static int tasks_find(struct hop_runner *runner, struct hop_run *run)
{
	uint64_t last_sp = hop_exit_last_sp(&run->entry);
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
	if (!err && last_sp)
		err = task_find(runner, last_sp);
	run->tasks = runner->tasks;
	return err;
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

static void pushed_fill(struct hop_run *run)
{
	for (size_t i = 0; i < hop_port.nr_marked; i++)
		run->pushed[i] = HOP_ARENA->args[0] + hop_port.marked[i];
	run->nr_pushed = hop_port.nr_marked;
}

/* Did the entry come that the trigger is about? Then its record. */
static const struct hop_record *entry_find(const struct hop_run *run)
{
	for (size_t i = 0; i + 1 < run->nr_tape; i++) {
		const struct hop_record *rec = &run->tape[i];

		if (run->call && rec->point == run->call)
			return rec;
		if (!run->call && rec->vector == run->vector &&
		    (rec->point == HOP_POINT_TAP ||
		     rec->point == HOP_POINT_ENTRY) &&
		    !!(rec->flags & HOP_REC_USER) == run->from_user)
			return rec;
	}
	return NULL;
}

static int entry_fill(const struct hop_trigger *trigger, struct hop_run *run)
{
	const struct hop_snippet *snippet = trigger->setup->snippet;
	const struct hop_record *rec;

	run->from_user = !strcmp(trigger->mode, "user");
	run->call = trigger->call;
	run->vector = trigger->vector;
	if (!run->call && !run->vector)
		run->vector = trigger->needs & HOP_NEED_GATES ?
				      own_vector(run) :
				      device_vector(run);
	if (run->from_user && !hop_call_switches(run->call)) {
		run->ip_low = HOP_ARENA_ADDR + HOP_ARENA_CODE + snippet->low;
		run->ip_high = HOP_ARENA_ADDR + HOP_ARENA_CODE + snippet->high;
	}
	rec = entry_find(run);
	if (!rec || !conclusive(trigger, run, rec))
		return -EAGAIN;
	run->back = HOP_ARENA->back;
	run->back.known = run->from_user || trigger->setup->marked;
	if (trigger->setup->marked)
		pushed_fill(run);
	if (trigger->setup->end == HOP_END_UNKNOWN) {
		run->back.ip = 0;
		run->back.sp -= trigger->setup->popped;
	}
	if (trigger->setup->end == HOP_END_RESUMED)
		run->back.ip = rec->ip;
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
	/* It was read one call later: what came between is not of this run. */
	if (arena->residue_irq.pos != run->end + 2)
		run->irq.nr = 0;
	run->paint_sp = arena->paint_sp;
	err = entry_fill(trigger, run);
	return err ? err : tasks_find(runner, run);
}
