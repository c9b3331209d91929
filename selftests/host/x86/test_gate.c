// SPDX-License-Identifier: GPL-2.0
/*
 * Each thing that can be wrong with an entry is noticed, and by its own check.
 */
#include "unit.h"

#include <stackhop.h>

#include "arch/x86/thunks.h"
#include "arch/x86/x86.h"
#include "gate/check.h"

#define SP0 0xfffffe0000003000
#define OWN_TOP 0xfffffe0000017000
#define IST_TOP 0xfffffe000001a000
#define TASK_TOP 0xff5135ce00334000
#define USER_CR3 0x20c9000
#define KERNEL_CR3 0x20c8000
#define WRONG_STACK HOP_WRONG_NR

#define MAPPED HOP_STACK_MAPPED

enum { ENTRY, OWN, IST, TASK, NR_STACKS };

struct fixture {
	struct hop_gate_entry p;
	struct hop_stack stack[NR_STACKS];
	struct hop_expect e;
};

#define STACKS                                                            \
	{                                                                 \
		{ SP0 - 0x1000, SP0, 0, HOP_KIND_ENTRY, MAPPED },         \
			{ OWN_TOP - 0x2000, OWN_TOP, 0, HOP_KIND_OWN,     \
			  MAPPED },                                       \
			{ IST_TOP - 0x2000, IST_TOP, 0, HOP_KIND_OWN_IST, \
			  MAPPED },                                       \
			{ TASK_TOP - 0x4000, TASK_TOP, 0, HOP_KIND_TASK,  \
			  MAPPED },                                       \
	}

static void flags_set(struct fixture *f, __u16 flags)
{
	f->p.entry.flags = flags;
	f->p.handler.flags = flags;
	f->p.exit.flags = flags;
}

static void ip_set(struct fixture *f, __u64 ip)
{
	f->p.entry.ip = ip;
	f->p.handler.ip = ip;
	f->p.exit.ip = ip;
}

/* At the entry and at the exit. */
static void sp_set(struct fixture *f, __u64 sp)
{
	f->p.entry.sp = sp;
	f->p.exit.sp = sp;
}

static void points_set(struct fixture *f)
{
	f->p.entry.point = HOP_POINT_ENTRY;
	f->p.handler.point = HOP_POINT_HANDLER;
	f->p.exit.point = HOP_POINT_EXIT;
}

static void frame_set(struct fixture *f, __u64 ip, __u64 sp, __u16 cs, __u16 ss)
{
	f->p.entry.ip = ip;
	f->p.entry.frame_sp = sp;
	f->p.entry.x86.cs = cs;
	f->p.entry.x86.ss = ss;
	f->p.entry.x86.rflags = 0x206;
	f->p.handler = f->p.entry;
	f->p.exit = f->p.entry;
	points_set(f);
}

/* Values of a 6.1 guest with pti=on. */
static struct fixture own_from_user(void)
{
	struct fixture f = {
		.stack = STACKS,
		.e = { .gate = HOP_GATE_OWN,
		       .user = true,
		       .pti = true,
		       .shot = { .ip = 0x55841865951b,
				 .sp = 0x7fffd78cf5f8,
				 .words = { [HOP_SHOT_CS] = 0x33,
					    [HOP_SHOT_SS] = 0x2b } } },
	};

	frame_set(&f, f.e.shot.ip, f.e.shot.sp, 0x33, 0x2b);
	flags_set(&f, HOP_REC_USER);
	f.p.entry.flags |= HOP_REC_CR3_USER;
	f.p.exit.flags |= HOP_REC_CR3_USER;
	f.p.entry.x86.cr3 = USER_CR3;
	f.p.handler.x86.cr3 = KERNEL_CR3;
	f.p.exit.x86.cr3 = USER_CR3;
	f.p.entry.sp = SP0 - 40;
	f.p.handler.sp = OWN_TOP - 224;
	f.p.exit.sp = SP0 - 40;
	return f;
}

static struct fixture ist_from_user(void)
{
	struct fixture f = own_from_user();

	f.e.gate = HOP_GATE_IST;
	flags_set(&f, HOP_REC_USER | HOP_REC_PARANOID | HOP_REC_GS_USER);
	f.p.entry.flags |= HOP_REC_CR3_USER;
	f.p.exit.flags |= HOP_REC_CR3_USER;
	sp_set(&f, IST_TOP - 40);
	f.p.handler.sp = IST_TOP - 224;
	return f;
}

/* The CPU aligns RSP: ...b98 becomes ...b90. */
static struct fixture own_from_kernel(void)
{
	struct fixture f = {
		.stack = STACKS,
		.e = { .gate = HOP_GATE_OWN, .pti = true },
	};

	frame_set(&f, 0xffffffffc02001da, TASK_TOP - 0x468, 0x10, 0x18);
	f.p.entry.x86.cr3 = KERNEL_CR3;
	f.p.handler.x86.cr3 = KERNEL_CR3;
	f.p.exit.x86.cr3 = KERNEL_CR3;
	sp_set(&f, TASK_TOP - 0x470 - 40);
	f.p.handler.sp = OWN_TOP - 224;
	return f;
}

static struct fixture ist_from_kernel(void)
{
	struct fixture f = own_from_kernel();

	f.e.gate = HOP_GATE_IST;
	flags_set(&f, HOP_REC_PARANOID);
	sp_set(&f, IST_TOP - 40);
	f.p.handler.sp = IST_TOP - 224;
	return f;
}

static void assemble(struct fixture *f, struct hop_observed *o)
{
	const struct hop_run run = {
		.from_user = f->p.entry.flags & HOP_REC_USER,
		.tape = &f->p.entry,
		.nr_tape = 3,
		.stacks = { f->stack, NR_STACKS },
	};

	hop_assemble_gate(&run, o);
}

static unsigned int check(struct fixture *f)
{
	struct hop_observed o;

	assemble(f, &o);
	return hop_gate_check(&f->p, &o, &f->e);
}

static void right(void **state)
{
	struct {
		struct fixture f;
		const char *path;
	} cases[] = {
		{ own_from_user(), "user > entry > own > entry > user" },
		{ ist_from_user(), "user > own-ist > user" },
		{ own_from_kernel(), "task > own > task" },
		{ ist_from_kernel(), "task > own-ist > task" },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		struct hop_observed path;
		char text[HOP_OBSERVED_TEXT];

		print_message("%s\n", cases[i].path);
		assert_int_equal(check(&cases[i].f), 0);
		assemble(&cases[i].f, &path);
		assert_int_equal(path.verdict, HOP_RUN_OK);
		assert_string_equal(hop_observed_text(&path, text),
				    cases[i].path);
	}
}

/* One field spoilt: exactly the check that is about it fails. */
#define SPOIL(make, change, want)                         \
	do {                                              \
		struct fixture f = make();                \
		change;                                   \
		print_message(#make ": " #change "\n");   \
		assert_int_equal(check(&f), 1 << (want)); \
	} while (0)

static void frame_overwritten(void **state)
{
	(void)state;
	SPOIL(own_from_user, f.p.exit.ip++, HOP_WRONG_FRAME);
	SPOIL(own_from_user, f.p.exit.x86.rflags ^= 1, HOP_WRONG_FRAME);
	SPOIL(own_from_user, f.p.handler.frame_sp = 0, HOP_WRONG_FRAME);
	SPOIL(own_from_user, f.p.exit.x86.cs = 0x10, HOP_WRONG_FRAME);
	SPOIL(own_from_user, f.p.exit.x86.ss = 0, HOP_WRONG_FRAME);
}

static void not_where_it_fired(void **state)
{
	(void)state;
	SPOIL(own_from_user, f.e.shot.ip++, HOP_WRONG_IP);
	SPOIL(own_from_user, f.e.shot.sp += 8, HOP_WRONG_FRAME_SP);
	SPOIL(own_from_user, f.e.shot.words[HOP_SHOT_CS] = 0x23,
	      HOP_WRONG_SEGMENTS);
	SPOIL(ist_from_user, f.e.shot.words[HOP_SHOT_SS] = 0,
	      HOP_WRONG_SEGMENTS);
	SPOIL(own_from_kernel, ip_set(&f, 0x400000), HOP_WRONG_IP);
	SPOIL(ist_from_kernel, ip_set(&f, 0), HOP_WRONG_IP);
}

static void wrong_mode(void **state)
{
	(void)state;
	SPOIL(own_from_user, f.p.handler.flags &= ~HOP_REC_USER,
	      HOP_WRONG_MODE);
	SPOIL(own_from_kernel, f.p.entry.flags |= HOP_REC_USER, HOP_WRONG_MODE);
	SPOIL(own_from_user, f.p.exit.flags |= HOP_REC_PARANOID,
	      HOP_WRONG_PARANOID);
	SPOIL(ist_from_user, f.p.entry.flags &= ~HOP_REC_GS_USER,
	      HOP_WRONG_PARANOID);
	SPOIL(ist_from_kernel, f.p.entry.flags |= HOP_REC_GS_USER,
	      HOP_WRONG_PARANOID);
	SPOIL(ist_from_kernel, flags_set(&f, 0), HOP_WRONG_PARANOID);
}

static void wrong_stack_pointer(void **state)
{
	(void)state;
	SPOIL(own_from_user, sp_set(&f, SP0 - 48), HOP_WRONG_ENTRY_SP);
	SPOIL(own_from_user, f.p.exit.sp += 8, HOP_WRONG_EXIT_SP);
	SPOIL(own_from_kernel, f.p.entry.sp += 8;
	      f.p.exit.sp += 8, HOP_WRONG_ENTRY_SP);
	SPOIL(ist_from_kernel, f.p.entry.sp -= 40;
	      f.p.exit.sp -= 40, HOP_WRONG_ENTRY_SP);
}

static void wrong_page_table(void **state)
{
	(void)state;
	SPOIL(own_from_user, f.p.entry.flags &= ~HOP_REC_CR3_USER,
	      HOP_WRONG_CR3);
	SPOIL(own_from_user, f.p.handler.flags |= HOP_REC_CR3_USER,
	      HOP_WRONG_CR3);
	SPOIL(own_from_user, f.p.exit.x86.cr3 = KERNEL_CR3, HOP_WRONG_CR3);
	SPOIL(own_from_user, f.e.pti = false, HOP_WRONG_CR3);
	SPOIL(own_from_kernel, f.p.entry.flags |= HOP_REC_CR3_USER,
	      HOP_WRONG_CR3);
}

static void stack_not_known(void **state)
{
	(void)state;
	SPOIL(own_from_user, f.stack[OWN].flags = 0, WRONG_STACK);
	SPOIL(ist_from_kernel, f.stack[TASK].flags = 0, WRONG_STACK);
	SPOIL(own_from_user, f.p.handler.sp = OWN_TOP + 8, WRONG_STACK);
}

/* The path shows what was seen, also where that is not what should be. */
static void path_is_evidence(void **state)
{
	struct fixture f = own_from_user();
	char text[HOP_OBSERVED_TEXT];
	struct hop_observed path;

	(void)state;
	f.p.handler.sp = TASK_TOP - 224;
	f.p.exit.sp = OWN_TOP + 8;
	assemble(&f, &path);
	assert_string_equal(hop_observed_text(&path, text),
			    "user > entry > task > ? > user");
	assert_int_not_equal(path.verdict, HOP_RUN_OK);
	assert_true(check(&f) & 1 << WRONG_STACK);
}

/* It returns where the frame leads that it returns by, not where it came from. */
static void returns_by_the_last_frame(void **state)
{
	struct fixture f = ist_from_kernel();
	char text[HOP_OBSERVED_TEXT];
	struct hop_observed path;

	(void)state;
	f.p.exit.frame_sp = OWN_TOP - 64;
	assemble(&f, &path);
	assert_string_equal(hop_observed_text(&path, text),
			    "task > own-ist > own > ?");
	assert_int_equal(path.verdict, HOP_RUN_INCOMPLETE);
}

static void all_zero(void **state)
{
	struct fixture f = { 0 };

	(void)state;
	points_set(&f);
	assert_true(check(&f) & 1 << HOP_WRONG_ENTRY_SP);
	assert_true(check(&f) & 1 << HOP_WRONG_IP);
	f.e.user = true;
	assert_true(check(&f) & 1 << HOP_WRONG_MODE);
}

static void texts(void **state)
{
	(void)state;
	for (unsigned int bit = 0; bit <= WRONG_STACK; bit++)
		assert_true(strlen(hop_wrong_text(bit)) > 10);
	assert_null(hop_wrong_text(WRONG_STACK + 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(right),
		cmocka_unit_test(frame_overwritten),
		cmocka_unit_test(not_where_it_fired),
		cmocka_unit_test(wrong_mode),
		cmocka_unit_test(wrong_stack_pointer),
		cmocka_unit_test(wrong_page_table),
		cmocka_unit_test(stack_not_known),
		cmocka_unit_test(path_is_evidence),
		cmocka_unit_test(returns_by_the_last_frame),
		cmocka_unit_test(all_zero),
		cmocka_unit_test(texts),
	};

	return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
