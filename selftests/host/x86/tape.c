// SPDX-License-Identifier: GPL-2.0
/*
 * Stacks, records and residues of a 6.1 guest with pti=on.
 */
#include "tape.h"

#define MAPPED HOP_STACK_MAPPED

static struct hop_stack stacks[] = {
	{ SP0 - 0x1000, SP0, CPU, HOP_KIND_ENTRY, MAPPED },
	{ IRQ_TOP - 0x4000, IRQ_TOP, CPU, HOP_KIND_IRQ, MAPPED },
	{ NMI_TOP - 0x2000, NMI_TOP, CPU, HOP_KIND_IST_NMI, MAPPED },
	{ DB_TOP - 0x2000, DB_TOP, CPU, HOP_KIND_IST_DB, MAPPED },
	{ DF_TOP - 0x2000, DF_TOP, CPU, HOP_KIND_IST_DF, MAPPED },
	/* Not mapped, at the same addresses as the next one. */
	{ OWN_TOP - 0x2000, OWN_TOP, CPU, HOP_KIND_IST_VC, 0 },
	{ OWN_TOP - 0x2000, OWN_TOP, CPU, HOP_KIND_OWN, MAPPED },
	{ IST_TOP - 0x2000, IST_TOP, CPU, HOP_KIND_OWN_IST, MAPPED },
	/* Of another CPU. */
	{ 0xfffffe0000040000, 0xfffffe0000041000, 0, HOP_KIND_ENTRY, MAPPED },
};

static struct hop_stack tasks[] = {
	{ TASK_TOP - 0x4000, TASK_TOP, PID, HOP_KIND_TASK, MAPPED },
	{ TASK2_TOP - 0x4000, TASK2_TOP, PID2, HOP_KIND_TASK, MAPPED },
	{ KTHREAD_TOP - 0x4000, KTHREAD_TOP, KTHREAD, HOP_KIND_TASK, MAPPED },
};

static void paint(struct hop_residue_words *r, unsigned int nr)
{
	for (unsigned int i = 0; i < HOP_ENTRY_WORDS; i++)
		r->words[i] = HOP_PAINT;
	r->nr = nr;
	r->depth = 0;
}

void tape_begin(struct tape *t, unsigned int vector, unsigned int syscall)
{
	memset(t, 0, sizeof(*t));
	t->run = (struct hop_run){
		.cpu = CPU,
		.pid = PID,
		.first = FIRST,
		.vector = vector,
		.call = syscall,
		.from_user = true,
		.tape = t->rec,
		.probes = t->probe,
		.back = { USER_RIP + 2, USER_RSP, MARK, true },
		.stacks = { stacks, NR(stacks) },
		.tasks = { tasks, NR(tasks) },
	};
	paint(&t->run.entry, HOP_ENTRY_WORDS);
	paint(&t->run.irq, HOP_IRQ_WORDS);
	/* The way out of the PAINT call: RSP then, RDI, a return value. */
	t->run.entry.words[0] = USER_RSP;
	t->run.entry.words[1] = 3;
	t->run.entry.words[2] = 0;
	t->run.entry.depth = 24;
}

static struct hop_record *record(struct tape *t)
{
	struct hop_record *rec = &t->rec[t->run.nr_tape++];

	rec->pos = FIRST + t->run.nr_tape;
	rec->cpu = CPU;
	rec->x86.rflags = 0x246;
	return rec;
}

struct hop_record *tape_user(struct tape *t, unsigned int point,
			     unsigned int vector, uint64_t sp)
{
	struct hop_record *rec = record(t);

	rec->point = point;
	rec->vector = vector;
	rec->sp = sp;
	if (point == HOP_POINT_SYSENTER)
		return rec;
	rec->ip = USER_RIP;
	rec->frame_sp = USER_RSP;
	rec->x86.cs = 0x33;
	rec->x86.ss = 0x2b;
	rec->flags = point <= HOP_POINT_TAP ? HOP_REC_USER : 0;
	return rec;
}

struct hop_record *tape_kernel(struct tape *t, unsigned int vector, uint64_t sp,
			       uint64_t frame_sp)
{
	struct hop_record *rec = record(t);

	rec->point = HOP_POINT_TAP;
	rec->vector = vector;
	rec->sp = sp;
	rec->frame_sp = frame_sp;
	rec->ip = 0xffffffff81a00123;
	rec->x86.cs = 0x10;
	rec->x86.ss = 0x18;
	return rec;
}

void tape_probe(struct tape *t, unsigned int point, uint64_t sp, uint64_t arg)
{
	struct hop_probe *probe = &t->probe[t->run.nr_probes];

	*probe = (struct hop_probe){
		.pos = FIRST + t->run.nr_tape,
		.seq = t->run.nr_probes++,
		.sp = sp,
		.point = point,
		.pid = PID,
		.cpu = CPU,
		.arg = arg,
	};
}

static void residue(struct tape *t, const uint64_t *words, size_t nr)
{
	memcpy(t->run.entry.words, words, nr * sizeof(*words));
	t->run.entry.depth = nr * sizeof(*words);
}

void tape_sysret(struct tape *t)
{
	const uint64_t words[] = { t->run.back.sp, t->run.back.arg, 139 };

	residue(t, words, NR(words));
}

void tape_iret(struct tape *t)
{
	const uint64_t words[] = { 0x2b,  t->run.back.sp, 0x206,
				   0x33,  t->run.back.ip, t->run.back.arg,
				   139,	  0x1122,	  0x3344,
				   0x5566 };

	residue(t, words, NR(words));
}

void tape_link(struct tape *t, uint64_t rsp)
{
	t->run.irq.words[0] = rsp;
	t->run.irq.depth = 1200;
}

void tape_end(struct tape *t)
{
	tape_user(t, HOP_POINT_SYSCALL, 0, USER_RSP);
	t->run.end = FIRST + t->run.nr_tape - 1;
	hop_assemble(&t->run, &t->a);
}

void path_expect(const struct hop_observed *o, const char *path,
		 const char *evidence, enum hop_verdict verdict)
{
	char text[HOP_OBSERVED_TEXT];
	char seen[HOP_OBSERVED_TEXT] = "";

	for (size_t i = 1; i < o->nr; i++) {
		strcat(seen, i > 1 ? "," : "");
		strcat(seen, hop_seen_name(o->stop[i].seen));
	}
	print_message("%s%s%s\n", path, o->why ? ": " : "",
		      o->why ? o->why : "");
	assert_string_equal(hop_observed_text(o, text), path);
	assert_string_equal(seen, evidence);
	assert_int_equal(o->verdict, verdict);
	assert_int_equal(!o->why, verdict == HOP_RUN_OK);
}

void tape_expect(const struct tape *t, const char *path, const char *evidence,
		 enum hop_verdict verdict)
{
	path_expect(&t->a.own, path, evidence, verdict);
}
