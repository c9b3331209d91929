// SPDX-License-Identifier: GPL-2.0
/*
 * Where an entry's pt_regs lie on the task's stack: told by the tracepoint, by
 * the words at the stack's end, by both, or not at all.
 */
#include "tape.h"

#include "path/regs.h"

static const struct hop_stack_info task = { TASK_TOP - 0x4000, TASK_TOP,
					    HOP_KIND_TASK };

/* The entry's frame, @room bytes below the end; above it, what was there. */
static void frame_put(struct hop_probe *probe, const struct hop_record *rec,
		      unsigned int room)
{
	const uint64_t frame[] = { rec->ip, rec->x86.cs, rec->x86.rflags,
				   rec->frame_sp, rec->x86.ss };
	unsigned int at = HOP_PROBE_WORDS - NR(frame) - room / 8;

	memcpy(&probe->end[at], frame, sizeof(frame));
}

static void found(void **state)
{
	(void)state;
	for (unsigned int room = 0; room <= 24; room += 8) {
		struct tape t;
		struct hop_record *rec;

		tape_begin(&t, 14, 0);
		rec = tape_user(&t, HOP_POINT_TAP, 14, SP0 - 48);
		tape_probe(&t, HOP_PROBE_PAGE_FAULT_USER, TASK_TOP - 0x100, 0);
		assert_int_equal(hop_regs_room(rec, &task, t.probe),
				 HOP_REGS_UNSEEN);
		frame_put(t.probe, rec, room);
		assert_int_equal(hop_regs_room(rec, &task, t.probe), room);
		t.probe[0].regs_end = TASK_TOP - room;
		assert_int_equal(hop_regs_room(rec, &task, t.probe), room);
		tape_iret(&t);
		tape_end(&t);
		tape_expect(&t, "user > entry > task > entry > user",
			    "hw,probe,residue,residue", HOP_RUN_OK);
		assert_int_equal(t.a.own.regs, room);
	}
}

/* Every word of the frame counts. */
static void another_frame(void **state)
{
	struct hop_probe probe = { 0 };
	struct hop_record *rec;
	struct tape t;

	(void)state;
	tape_begin(&t, 14, 0);
	rec = tape_user(&t, HOP_POINT_TAP, 14, SP0 - 48);
	for (unsigned int i = 3; i < HOP_PROBE_WORDS; i++) {
		frame_put(&probe, rec, 0);
		probe.end[i] ^= 8;
		assert_int_equal(hop_regs_room(rec, &task, &probe),
				 HOP_REGS_UNSEEN);
	}
}

static void contradicting(void **state)
{
	struct hop_probe probe = { 0 };
	struct hop_record *rec;
	struct tape t;

	(void)state;
	tape_begin(&t, 0, HOP_POINT_SYSCALL);
	rec = tape_user(&t, HOP_POINT_SYSCALL, 0, USER_RSP);
	probe.regs_end = TASK_TOP - 0x200;
	assert_int_equal(hop_regs_room(rec, &task, &probe), 0x200);
	frame_put(&probe, rec, 0);
	assert_int_equal(hop_regs_room(rec, &task, &probe), HOP_REGS_WRONG);
	probe.regs_end = TASK2_TOP;
	assert_int_equal(hop_regs_room(rec, &task, &probe), HOP_REGS_WRONG);
	probe.regs_end = TASK_TOP + 8;
	assert_int_equal(hop_regs_room(rec, &task, &probe), HOP_REGS_WRONG);
	probe.regs_end = UINT64_MAX;
	assert_int_equal(hop_regs_room(rec, &task, &probe), HOP_REGS_WRONG);
}

#define CALLED 0xffffffff81a00456
#define IRQ_CALLED 0xffffffff81a00789

/* Of SYSENTER nothing is known that could be held against the words. */
static void by_pointer_only(void **state)
{
	struct hop_probe probe = { 0 };
	struct hop_record *rec;
	struct tape t;

	(void)state;
	tape_begin(&t, 0, HOP_POINT_SYSENTER);
	rec = tape_user(&t, HOP_POINT_SYSENTER, 0, SP0);
	assert_int_equal(hop_regs_room(rec, &task, &probe), HOP_REGS_UNSEEN);
	probe.regs_end = TASK_TOP;
	assert_int_equal(hop_regs_room(rec, &task, &probe), 0);
}

/*
 * The first probe may be a softirq's, on the IRQ stack: x87's trap comes to that
 * before its signal's. The words are those of the task that it interrupted.
 */
static void from_irq_stack(void **state)
{
	const uint64_t by[] = { 0, 0, CALLED, IRQ_CALLED, 0, 0, 0 };

	(void)state;
	for (unsigned int room = 0; room <= 16; room += 8) {
		struct hop_record *rec;
		struct tape t;

		tape_begin(&t, 16, 0);
		rec = tape_user(&t, HOP_POINT_TAP, 16, SP0 - 40);
		tape_probe(&t, HOP_PROBE_SOFTIRQ, IRQ_TOP - 0x100, 3);
		frame_put(&t.probe[0], rec, room);
		t.probe[0].called[HOP_CALLED_WORDS - 1 - room / 8] = CALLED;
		t.probe[0].irq_called = IRQ_CALLED;
		tape_link(&t, TASK_TOP - 0x200);
		tape_probe(&t, HOP_PROBE_SIGNAL, TASK_TOP - 0x300, 8);
		tape_iret(&t);
		tape_end(&t);
		tape_expect(&t,
			    "user > entry > task > irq > task > entry > user",
			    "hw,link,probe,probe,residue,residue", HOP_RUN_OK);
		assert_int_equal(t.a.own.regs, room);
		for (size_t i = 0; i < NR(by); i++)
			assert_int_equal(t.a.own.stop[i].by, by[i]);
	}
}

/* The word that tells where it came from was read behind another interrupt. */
static void from_irq_stack_late(void **state)
{
	struct tape t;

	(void)state;
	tape_begin(&t, 16, 0);
	tape_user(&t, HOP_POINT_TAP, 16, SP0 - 40);
	tape_probe(&t, HOP_PROBE_SOFTIRQ, IRQ_TOP - 0x100, 3);
	t.run.irq.nr = 0;
	tape_probe(&t, HOP_PROBE_SIGNAL, TASK_TOP - 0x300, 8);
	tape_iret(&t);
	tape_end(&t);
	assert_int_equal(t.a.own.verdict, HOP_RUN_DISTURBED);
	assert_string_equal(t.a.own.why, "the IRQ stack was read too late");
}

/* The first probe counts: later the frame may be another one. */
static void first_only(void **state)
{
	struct hop_record *rec;
	struct tape t;

	(void)state;
	tape_begin(&t, 0x80, 0);
	rec = tape_user(&t, HOP_POINT_TAP, 0x80, SP0 - 40);
	tape_probe(&t, HOP_PROBE_SYS_ENTER, TASK_TOP - 0x100, 20);
	frame_put(&t.probe[0], rec, 0);
	tape_probe(&t, HOP_PROBE_SYS_EXIT, TASK_TOP - 0x100, 20);
	frame_put(&t.probe[1], rec, 8);
	tape_iret(&t);
	tape_end(&t);
	assert_int_equal(t.a.own.regs, 0);
}

/* Each room has a word of its own; what is further down is not known. */
static void called(void **state)
{
	struct hop_probe probe = { .called = { 16, 8, 1 } };

	(void)state;
	assert_int_equal(hop_regs_called(&probe, 0), 1);
	assert_int_equal(hop_regs_called(&probe, 8), 8);
	assert_int_equal(hop_regs_called(&probe, 16), 16);
	assert_int_equal(hop_regs_called(&probe, 24), 0);
	assert_int_equal(hop_regs_called(&probe, 4), 0);
	assert_int_equal(hop_regs_called(&probe, HOP_REGS_UNSEEN), 0);
	assert_int_equal(hop_regs_called(&probe, HOP_REGS_WRONG), 0);
}

/* Who moved RSP is kept for the hop that it was seen at, and for no other. */
static void moved_by(void **state)
{
	const uint64_t by[] = { 0, CALLED, IRQ_CALLED, 0, 0, 0 };
	struct tape t;

	(void)state;
	tape_begin(&t, 0, HOP_POINT_SYSCALL);
	tape_user(&t, HOP_POINT_SYSCALL, 0, USER_RSP);
	tape_probe(&t, HOP_PROBE_SYS_ENTER, TASK_TOP - 0x100, 20);
	t.probe[0].regs_end = TASK_TOP - 8;
	t.probe[0].called[HOP_CALLED_WORDS - 2] = CALLED;
	t.probe[0].irq_called = 1;
	tape_probe(&t, HOP_PROBE_SOFTIRQ, IRQ_TOP - 0x100, 3);
	t.probe[1].irq_called = IRQ_CALLED;
	tape_link(&t, TASK_TOP - 0x200);
	tape_probe(&t, HOP_PROBE_SYS_EXIT, TASK_TOP - 0x100, 20);
	t.probe[2].called[HOP_CALLED_WORDS - 2] = CALLED;
	tape_sysret(&t);
	tape_end(&t);
	tape_expect(&t, "user > task > irq > task > entry > user",
		    "probe,probe,probe,residue,residue", HOP_RUN_OK);
	for (size_t i = 0; i < NR(by); i++)
		assert_int_equal(t.a.own.stop[i].by, by[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found),
		cmocka_unit_test(another_frame),
		cmocka_unit_test(contradicting),
		cmocka_unit_test(by_pointer_only),
		cmocka_unit_test(from_irq_stack),
		cmocka_unit_test(from_irq_stack_late),
		cmocka_unit_test(first_only),
		cmocka_unit_test(called),
		cmocka_unit_test(moved_by),
	};

	return cmocka_run_group_tests_name("regs", tests, NULL, NULL);
}
