// SPDX-License-Identifier: GPL-2.0
/*
 * Checks that a run's records are whole, then walks through records and probes
 * in the order of the tape.
 */
#include <string.h>

#include "assemble.h"
#include "exit_path.h"
#include "regs.h"
#include "walk.h"

static void probe_take(struct hop_walk *w, const struct hop_probe *probe)
{
	const struct hop_observation s = {
		.stack = hop_run_stack(w->run, probe->sp),
		.sp = probe->sp,
		.seen = HOP_SEEN_PROBE,
		.probe = probe,
	};

	hop_walk_note(w, &s.stack);
	hop_walk_observe(w, &s);
}

/* HANDLER and EXIT of an own gate. */
static void gate_take(struct hop_walk *w, const struct hop_record *rec)
{
	const struct hop_observation s = {
		.stack = hop_run_stack(w->run, rec->sp),
		.sp = rec->sp,
		.seen = HOP_SEEN_TAP,
	};
	struct hop_open_entry *e = hop_walk_gate(w, rec->vector);

	if (!e)
		return;
	hop_walk_go(w, e, &s);
	e->handled |= rec->point == HOP_POINT_HANDLER;
	if (rec->point != HOP_POINT_EXIT)
		return;
	if (e->user)
		hop_observed_go(e->o, e->from, HOP_SEEN_TAP, rec->frame_sp);
	else if (e->handled && hop_stack_same(&s.stack, &e->from))
		hop_walk_pop(w);
}

static bool is_own(const struct hop_walk *w, const struct hop_record *rec)
{
	const struct hop_run *run = w->run;

	if (w->own_begun || hop_record_user(rec) != run->from_user)
		return false;
	if (run->from_user && run->ip_high && !hop_call_switches(rec->point) &&
	    (rec->ip < run->ip_low || rec->ip >= run->ip_high))
		return false;
	if (run->call)
		return rec->point == run->call;
	return rec->point <= HOP_POINT_TAP && rec->vector == run->vector;
}

/* Where the path of a new entry goes; NULL: there is no room. */
static struct hop_observed *path_for(struct hop_walk *w,
				     const struct hop_record *rec)
{
	struct hop_assembly *out = w->out;

	if (is_own(w, rec)) {
		w->own_begun = true;
		return &out->own;
	}
	if (hop_record_user(rec)) {
		memset(&w->unwanted, 0, sizeof(w->unwanted));
		return &w->unwanted;
	}
	if (out->nr_nested < HOP_NESTED)
		return &out->nested[out->nr_nested++];
	return NULL;
}

/*
 * A system call instruction leaves the stack pointer to the kernel, or starts on an
 * empty stack, whose top it is then.
 */
static struct hop_stack_info begun_on(const struct hop_run *run,
				      const struct hop_record *rec)
{
	bool empty = hop_call_switches(rec->point);

	if (rec->point >= HOP_POINT_SYSCALL && !empty)
		return (struct hop_stack_info){ .kind = HOP_KIND_USER };
	return hop_run_stack(run, rec->sp - empty);
}

/* Its first two stops: where it came from, where the CPU put it. */
static void begin(struct hop_walk *w, const struct hop_record *rec,
		  struct hop_observed *o)
{
	struct hop_open_entry *e = &w->open[w->nr++];
	struct hop_stack_info at = begun_on(w->run, rec);
	const char *wrong;

	*e = (struct hop_open_entry){
		.o = o,
		.user = hop_record_user(rec),
		.from.kind = HOP_KIND_USER,
	};
	if (!e->user)
		e->from = hop_run_stack(w->run, rec->frame_sp);
	if (e->from.kind == HOP_KIND_TASK)
		e->task = e->from;
	o->rec = *rec;
	o->regs = HOP_REGS_UNSEEN;
	hop_observed_go(o, e->from, HOP_SEEN_NOT,
			hop_call_switches(rec->point) ? 0 : rec->frame_sp);
	hop_observed_go(o, at, HOP_SEEN_HW, rec->sp);
	wrong = hop_frame_check(rec, &at, &e->from, &o->frame_gap);
	if (wrong)
		hop_observed_judge(o, HOP_RUN_INCOMPLETE, wrong);
	hop_walk_note(w, &at);
}

/* What an entry from kernel mode interrupted is evidence for that. */
static bool interrupted(struct hop_walk *w, const struct hop_record *rec)
{
	const struct hop_observation s = {
		.stack = hop_run_stack(w->run, rec->frame_sp),
		.sp = rec->frame_sp,
		.seen = HOP_SEEN_TAP,
	};

	if (s.stack.kind == HOP_KIND_USER)
		return false;
	hop_walk_observe(w, &s);
	return true;
}

static void entry_take(struct hop_walk *w, const struct hop_record *rec)
{
	struct hop_observed *o;
	bool by_stack = true;

	if (hop_record_user(rec))
		hop_walk_end(w);
	else
		by_stack = interrupted(w, rec);
	o = w->nr < HOP_OPEN_MAX ? path_for(w, rec) : NULL;
	if (!o) {
		w->out->more++;
		hop_observed_judge(&w->out->own, HOP_RUN_DISTURBED,
				   "too many interrupts in one run");
		return;
	}
	/* Scratch, or still the user's, in a system call's first instructions. */
	if (!by_stack)
		hop_observed_judge(o, HOP_RUN_DISTURBED,
				   "there was no stack pointer when it came");
	begin(w, rec, o);
}

static void record_take(struct hop_walk *w, const struct hop_record *rec)
{
	if (rec->point == HOP_POINT_HANDLER || rec->point == HOP_POINT_EXIT)
		gate_take(w, rec);
	else
		entry_take(w, rec);
}

/* NULL, or why the run proves nothing. */
static const char *tape_check(const struct hop_run *run)
{
	size_t entries = 0;

	if (run->lost)
		return "records were lost";
	if (!run->nr_tape || run->tape[0].pos != run->first + 1 ||
	    run->tape[run->nr_tape - 1].pos != run->end + 1)
		return "the tape does not cover the run";
	for (size_t i = 0; i < run->nr_tape; i++) {
		const struct hop_record *rec = &run->tape[i];

		if (rec->pos != run->first + 1 + i)
			return "records are missing or out of order";
		if (rec->cpu != run->cpu || rec->point < HOP_POINT_ENTRY ||
		    rec->point >= HOP_POINT_NR)
			return "a record is torn, or of another CPU";
		entries += rec->point != HOP_POINT_HANDLER &&
			   rec->point != HOP_POINT_EXIT && hop_record_user(rec);
	}
	if (run->tape[run->nr_tape - 1].point != HOP_POINT_SYSCALL)
		return "the run does not end with a system call";
	if ((run->from_user || run->nr_pushed) && entries > 2)
		return "another entry from user mode came between";
	return NULL;
}

static const char *probes_check(const struct hop_run *run)
{
	for (size_t i = 0; i < run->nr_probes; i++) {
		const struct hop_probe *probe = &run->probes[i];

		if (probe->cpu != run->cpu || !probe->point ||
		    probe->point >= HOP_PROBE_NR)
			return "a probe is torn, or of another CPU";
		if (probe->pos < run->first || probe->pos > run->end)
			return "a probe is not of this run";
		if (i &&
		    (probe->seq <= probe[-1].seq || probe->pos < probe[-1].pos))
			return "probes are out of order";
	}
	return NULL;
}

/* A probe at pos ran before the record that has pos + 1, in its way of counting. */
static void walk(struct hop_walk *w)
{
	const struct hop_run *run = w->run;
	size_t next = 0;

	for (size_t i = 0; i < run->nr_tape; i++) {
		while (next < run->nr_probes &&
		       run->probes[next].pos < run->tape[i].pos)
			probe_take(w, &run->probes[next++]);
		if (i + 1 < run->nr_tape)
			record_take(w, &run->tape[i]);
	}
	hop_walk_end(w);
}

/* Probes and paint must tell the same story of the IRQ stack. */
static void irq_check(const struct hop_walk *w)
{
	bool used = w->run->irq.words[0] != HOP_PAINT;

	if (!w->run->irq.nr)
		return;
	if (used && !w->irq_seen)
		hop_observed_judge(&w->out->own, HOP_RUN_INCOMPLETE,
				   "the IRQ stack was used, nothing saw it");
	if (!used && w->irq_seen_own)
		hop_observed_judge(
			&w->out->own, HOP_RUN_INCOMPLETE,
			"the IRQ stack was seen in use, but is blank");
}

static void nested_finish(struct hop_assembly *out)
{
	size_t nr = 0;

	for (size_t i = 0; i < out->nr_nested; i++) {
		hop_observed_number(&out->nested[i]);
		if (out->nested[i].verdict != HOP_RUN_DISTURBED)
			out->nested[nr++] = out->nested[i];
	}
	out->nr_nested = nr;
}

void hop_assemble(const struct hop_run *run, struct hop_assembly *out)
{
	struct hop_walk w = { .run = run, .out = out };
	const char *why = tape_check(run);

	memset(out, 0, sizeof(*out));
	if (!why)
		why = probes_check(run);
	if (why) {
		hop_observed_judge(&out->own, HOP_RUN_DISTURBED, why);
		return;
	}
	walk(&w);
	if (!w.own_begun)
		hop_observed_judge(&out->own, HOP_RUN_INCOMPLETE,
				   "the entry was not seen");
	irq_check(&w);
	hop_observed_number(&out->own);
	nested_finish(out);
}

void hop_assemble_gate(const struct hop_run *run, struct hop_observed *o)
{
	const struct hop_record *last = &run->tape[run->nr_tape - 1];
	static struct hop_assembly out;
	struct hop_walk w = { .run = run, .out = &out };

	memset(&out.own, 0, sizeof(out.own));
	out.nr_nested = 0;
	for (size_t i = 0; i < run->nr_tape; i++)
		record_take(&w, &run->tape[i]);
	if (w.nr && !w.open[0].user && last->point == HOP_POINT_EXIT)
		hop_observed_go(&out.own, hop_run_stack(run, last->frame_sp),
				HOP_SEEN_TAP, last->frame_sp);
	hop_walk_end(&w);
	hop_observed_number(&out.own);
	*o = out.own;
}
