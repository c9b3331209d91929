// SPDX-License-Identifier: GPL-2.0
/*
 * The picture of a path: a lane for each stack, an arrow for each hop, the frame
 * below; never wider than a terminal.
 */
#include "unit.h"

#include "path/findings.h"
#include "show.h"

#define COLUMNS 80

static char text[8192];

static void view_draw(const void *report)
{
	hop_report_draw(report);
}

/* What is drawn of one path. */
static void draw(const struct hop_observed *o)
{
	struct hop_findings list = { .trigger = "int80", .mode = "user" };
	const struct hop_report report = { .list = &list, .nr = 1 };

	hop_findings_add(&list, o, NULL);
	show(text, sizeof(text), view_draw, &report);
}

/* The @nth line of what was drawn, from 0. */
static const char *line(unsigned int nth, char to[256])
{
	const char *at = text;

	while (nth-- && at)
		at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL;
	assert_non_null(at);
	snprintf(to, 256, "%.*s", (int)strcspn(at, "\n"), at);
	return to;
}

static const struct hop_observed trap = {
	.stop = {
		{ { .kind = HOP_KIND_USER }, 1, HOP_SEEN_NOT, 0 },
		{ { 0, 0x3000, HOP_KIND_ENTRY }, 1, HOP_SEEN_HW, 0x2fd0 },
		{ { .kind = HOP_KIND_TASK }, 1, HOP_SEEN_PROBE, 0 },
		{ { 0, 0x3000, HOP_KIND_ENTRY }, 1, HOP_SEEN_RESIDUE, 0 },
		{ { .kind = HOP_KIND_USER }, 1, HOP_SEEN_RESIDUE, 0 },
	},
	.nr = 5,
	.rec = { .point = HOP_POINT_TAP, .vector = 13, .flags = HOP_REC_USER,
		 .sp = 0x2fd0, .ip = 0x401000, .x86.rflags = 0x246,
		 .frame_sp = 0x7ffd0000, .x86.cs = 0x33, .x86.ss = 0x2b, .x86.error = 0x17 },
	.frame_gap = 48,
};

static void a_fault(void **state)
{
	static const char *const want[] = {
		"int80, from user mode, 1 of 1:",
		"  user > entry > task > entry > user",
		"  +------------+  +------------+  +------------+",
		"  |    user    |  |    entry   |  |    task    |",
		"  +------------+  +------------+  +------------+",
		"         o----- hw ----->|               |",
		"         |               o---- probe --->|",
		"         |               |<-- residue ---o",
		"         |<-- residue ---o               |",
		"         |               |               |",
		"  What the CPU pushed at 0x3000 (start of pt_regs):",
		"  +-------------------------------+",
		"  | SS         0x000000000000002b | -8",
		"  | RSP        0x000000007ffd0000 | -16",
		"  | RFLAGS     0x0000000000000246 | -24",
		"  | CS         0x0000000000000033 | -32",
		"  | RIP        0x0000000000401000 | -40",
		"  | error code 0x0000000000000017 | -48  <- RSP",
	};
	char got[256];

	(void)state;
	draw(&trap);
	for (unsigned int i = 0; i < NR(want); i++)
		assert_string_equal(line(i, got), want[i]);
}

/* Without an error code RSP is at RIP; SYSCALL pushes nothing; a bad frame. */
static void frames(void **state)
{
	struct hop_observed o = trap;

	(void)state;
	o.rec.vector = 0x80;
	o.frame_gap = 40;
	draw(&o);
	assert_non_null(
		strstr(text, "RIP        0x0000000000401000 | -40  <- RSP"));
	assert_null(strstr(text, "error code"));
	o.frame_gap = 0;
	draw(&o);
	assert_non_null(strstr(text, "not as it must be"));
	o.rec.point = HOP_POINT_SYSCALL;
	draw(&o);
	assert_non_null(strstr(text, "push no frame"));
}

/* As many stacks as a path can hold, with the longest names there are. */
static void wide(void **state)
{
	(void)state;
	for (unsigned int nr = 1; nr <= HOP_STOPS; nr++) {
		struct hop_observed o = trap;

		o.nr = nr;
		for (unsigned int i = 0; i < nr; i++)
			o.stop[i] = (struct hop_stop){
				.stack = { i, i + 1, HOP_KIND_OVERFLOW },
				.nth = i + 1,
				.seen = HOP_SEEN_RESIDUE,
			};
		draw(&o);
		for (const char *at = strstr(text, "+--"); at && *at;
		     at += strcspn(at, "\n") + !!strchr(at, '\n'))
			assert_true(strcspn(at, "\n") <= COLUMNS);
		assert_int_equal(!!strstr(text, "more stacks than fit"),
				 nr > 6);
	}
}

static void without_evidence(void **state)
{
	struct hop_observed o = trap;

	(void)state;
	o.stop[2].stack.kind = HOP_KIND_UNKNOWN;
	o.stop[2].seen = HOP_SEEN_NOT;
	hop_observed_judge(&o, HOP_RUN_INCOMPLETE, "because");
	draw(&o);
	assert_non_null(strstr(text, "no evidence: because"));
	assert_non_null(strstr(text, "|      ?     |"));
	assert_non_null(strstr(text, " ? "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fault),
		cmocka_unit_test(frames),
		cmocka_unit_test(wide),
		cmocka_unit_test(without_evidence),
	};

	return cmocka_run_group_tests_name("draw", tests, NULL, NULL);
}
