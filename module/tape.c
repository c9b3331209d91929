// SPDX-License-Identifier: GPL-2.0
/*
 * Memory and readers of the tapes. The writers are the stubs (arch/).
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/vmalloc.h>

#include "arch/arch.h"
#include "tape.h"

#define HOP_TAPE_MIN 64
#define HOP_TAPE_MAX 65536

static uint tape_records = 4096;
module_param(tape_records, uint, 0400);
MODULE_PARM_DESC(
	tape_records,
	"records on each CPU's tape: a power of two, 64 to 65536 (default 4096, 256 KiB)");

DEFINE_PER_CPU(struct hop_tape *, hop_tape);

unsigned int hop_tape_capacity(void)
{
	return tape_records;
}

size_t hop_tape_bytes(void)
{
	return PAGE_ALIGN(sizeof(struct hop_tape) +
			  tape_records * sizeof(struct hop_record));
}

void hop_tape_exit(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		vfree(per_cpu(hop_tape, cpu));
		per_cpu(hop_tape, cpu) = NULL;
	}
}

int hop_tape_init(void)
{
	int cpu;

	if (!is_power_of_2(tape_records) || tape_records < HOP_TAPE_MIN ||
	    tape_records > HOP_TAPE_MAX) {
		pr_err("refused: tape_records=%u is not a power of two from %d to %d\n",
		       tape_records, HOP_TAPE_MIN, HOP_TAPE_MAX);
		return -EINVAL;
	}
	for_each_possible_cpu(cpu) {
		struct hop_tape *tape =
			vzalloc_node(hop_tape_bytes(), cpu_to_node(cpu));

		if (!tape) {
			hop_tape_exit();
			return -ENOMEM;
		}
		tape->mask = tape_records - 1;
		per_cpu(hop_tape, cpu) = tape;
	}
	return 0;
}

u64 hop_tape_head(int cpu)
{
	return local64_read(&per_cpu(hop_tape, cpu)->head);
}

u64 hop_tape_head_addr(unsigned int cpu)
{
	return cpu_possible(cpu) ?
		       (unsigned long)&per_cpu(hop_tape, cpu)->head :
		       0;
}

/* One instruction where it fits a word, as in the stubs, which claim in between. */
static u64 hop_tape_claim(struct hop_tape *tape)
{
	return local64_inc_return(&tape->head) - 1;
}

/* A record's position is read and written as one, also where words have 32 bits. */
static atomic64_t *hop_record_pos(const struct hop_record *rec)
{
	return (atomic64_t *)&rec->pos;
}

notrace void hop_tape_stamp(u8 what, u64 begin)
{
	struct hop_tape *tape = this_cpu_read(hop_tape);
	u64 pos = hop_tape_claim(tape);
	struct hop_record *rec = &tape->rec[pos & tape->mask];

	atomic64_set(hop_record_pos(rec), 0);
	/* Whoever copies new words meanwhile sees it: hop_record_copy(). */
	smp_wmb();
	rec->cpu = raw_smp_processor_id();
	rec->point = HOP_POINT_STAMP;
	rec->vector = what;
	rec->flags = 0;
	rec->sp = (unsigned long)__builtin_frame_address(0);
	rec->ip = begin;
	memset(rec->words, 0, sizeof(rec->words));
	rec->frame_sp = hop_arch_ticks();
	/* Whoever sees this sees the rest. */
	atomic64_set_release(hop_record_pos(rec), pos + 1);
}

enum hop_copy { HOP_COPIED, HOP_UNFINISHED, HOP_OVERWRITTEN, HOP_TORN };

/*
 * Copy one record as a sequence lock is read: its pos must be right before and
 * after. A pos that is not ours yet is a writer at work, unless the tape has
 * gone round meanwhile.
 */
static enum hop_copy hop_record_copy(const struct hop_tape *tape, u64 pos,
				     struct hop_record *to)
{
	const struct hop_record *rec = &tape->rec[pos & tape->mask];

	/* The stub's last store is to pos: whoever sees it sees the rest. */
	if (atomic64_read_acquire(hop_record_pos(rec)) != pos + 1) {
		if (local64_read(&tape->head) - pos > tape->mask + 1)
			return HOP_OVERWRITTEN;
		return HOP_UNFINISHED;
	}
	memcpy(to, rec, sizeof(*to));
	/* The stub's first store is to pos: a copy of new words shows there. */
	smp_rmb();
	if (atomic64_read(hop_record_pos(rec)) != pos + 1)
		return HOP_TORN;
	hop_arch_record_finish(to);
	return HOP_COPIED;
}

/* Step over what the writer has overwritten already. */
static void hop_reader_catch_up(const struct hop_tape *tape,
				struct hop_tape_reader *rd)
{
	u64 head = local64_read(&tape->head);

	if (head - rd->pos <= tape->mask + 1)
		return;
	rd->lost += head - (tape->mask + 1) - rd->pos;
	rd->pos = head - (tape->mask + 1);
}

unsigned int hop_tape_read(int cpu, struct hop_tape_reader *rd,
			   struct hop_record *buf, unsigned int nr)
{
	const struct hop_tape *tape = per_cpu(hop_tape, cpu);
	unsigned int done = 0;

	hop_reader_catch_up(tape, rd);
	while (done < nr && rd->pos < hop_tape_head(cpu)) {
		switch (hop_record_copy(tape, rd->pos, &buf[done])) {
		case HOP_COPIED:
			rd->pos++;
			done++;
			break;
		case HOP_UNFINISHED:
			return done;
		case HOP_OVERWRITTEN:
			hop_reader_catch_up(tape, rd);
			break;
		case HOP_TORN:
			rd->torn++;
			rd->pos++;
			break;
		}
	}
	return done;
}
