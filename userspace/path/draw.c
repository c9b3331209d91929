// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop path --draw`: a box for each stack, time runs downwards, an arrow
 * for each hop; below it the frame that the CPU pushed. 80 columns of ASCII.
 */
#include <stdio.h>
#include <string.h>

#include "arch/arch.h"
#include "findings.h"

#define WIDTH 79
#define LANES 6 /* more stacks than that do not fit */
#define WORD sizeof(__u64)

struct lanes {
	const struct hop_stop *stop[LANES];
	size_t nr;
	int width;
};

static size_t lane_of(const struct lanes *l, const struct hop_stop *stop)
{
	size_t i;

	for (i = 0; i < l->nr; i++)
		if (l->stop[i]->stack.kind == stop->stack.kind &&
		    l->stop[i]->nth == stop->nth)
			break;
	return i;
}

static bool lanes_make(struct lanes *l, const struct hop_observed *o)
{
	l->nr = 0;
	for (size_t i = 0; i < o->nr; i++) {
		if (lane_of(l, &o->stop[i]) < l->nr)
			continue;
		if (l->nr == LANES)
			return false;
		l->stop[l->nr++] = &o->stop[i];
	}
	l->width = l->nr < 5 ? 16 : WIDTH / (int)l->nr;
	return l->nr;
}

static void line_put(char *line)
{
	size_t len = strlen(line);

	while (len && line[len - 1] == ' ')
		len--;
	printf("  %.*s\n", (int)len, line);
}

static int middle(const struct lanes *l, size_t lane)
{
	return (int)lane * l->width + (l->width - 2) / 2;
}

/* A line of blanks; the stacks' life lines in it if @lives. */
static void line_new(const struct lanes *l, char line[WIDTH + 1], bool lives)
{
	memset(line, ' ', WIDTH);
	line[WIDTH] = '\0';
	for (size_t i = 0; lives && i < l->nr; i++)
		line[middle(l, i)] = '|';
}

static void text_put(char *line, int at, const char *text)
{
	memcpy(line + (at < 0 ? 0 : at), text, strlen(text));
}

static void boxes_print(const struct lanes *l)
{
	char line[WIDTH + 1], name[HOP_STOP_NAME];
	int inner = l->width - 4;

	for (int row = 0; row < 3; row++) {
		line_new(l, line, false);
		for (size_t i = 0; i < l->nr; i++) {
			const char *text = hop_stop_name(l->stop[i], name);
			int at = (int)i * l->width;

			memset(line + at + 1, row == 1 ? ' ' : '-', inner);
			line[at] = row == 1 ? '|' : '+';
			line[at + inner + 1] = line[at];
			if (row == 1)
				text_put(line,
					 middle(l, i) - (int)strlen(text) / 2,
					 text);
		}
		line_put(line);
	}
}

static void arrow_print(const struct lanes *l, const struct hop_stop *from,
			const struct hop_stop *to)
{
	const char *seen = hop_seen_name(to->seen);
	char line[WIDTH + 1], label[16];
	int a = middle(l, lane_of(l, from));
	int b = middle(l, lane_of(l, to));
	int left = a < b ? a : b, right = a < b ? b : a;

	line_new(l, line, true);
	for (int i = left + 1; i < right; i++)
		line[i] = '-';
	line[a] = 'o';
	line[a < b ? b - 1 : b + 1] = a < b ? '>' : '<';
	snprintf(label, sizeof(label), " %s ", seen);
	text_put(line, (left + right + 1 - (int)strlen(label)) / 2, label);
	line_put(line);
}

static void path_draw(const struct hop_observed *o)
{
	char line[WIDTH + 1];
	struct lanes l;

	if (!lanes_make(&l, o)) {
		puts("  (more stacks than fit)");
		return;
	}
	boxes_print(&l);
	for (size_t i = 1; i < o->nr; i++)
		arrow_print(&l, &o->stop[i - 1], &o->stop[i]);
	line_new(&l, line, true);
	line_put(line);
}

/* The words that the CPU pushed, as the record has them. */
static void frame_draw(const struct hop_observed *o)
{
	static const char edge[] = "  +-------------------------------+";
	const struct hop_record *rec = &o->rec;
	struct hop_word words[HOP_WORDS_MAX];
	size_t nr = hop_frame_words(rec, words);

	if (!nr) {
		printf("  %s: pt_regs is all the kernel's.\n",
		       hop_port.frameless);
		return;
	}
	if (!o->frame_gap) {
		puts("  The frame that the CPU pushed is not as it must be.");
		return;
	}
	printf("  What the CPU pushed at 0x%llx (start of pt_regs):\n",
	       rec->sp + o->frame_gap);
	puts(edge);
	for (size_t i = 0; i < nr; i++)
		printf("  | %-10s 0x%016llx | -%zu%s%s\n", words[i].name,
		       words[i].value, (i + 1) * WORD,
		       i + 1 == nr ? "  <- " : "",
		       i + 1 == nr ? hop_port.sp_name : "");
	puts(edge);
}

static void findings_draw(const struct hop_findings *f)
{
	if (!f->nr)
		printf("%s: %s\n\n", f->trigger,
		       f->cannot ? f->cannot : "nothing seen");
	for (size_t i = 0; i < f->nr; i++) {
		const struct hop_finding *path = &f->path[i];
		char text[HOP_OBSERVED_TEXT];

		printf("%s, from %s mode, %llu of %llu:\n  %s\n", f->trigger,
		       f->mode, path->count, f->runs,
		       hop_observed_text(&path->first, text));
		if (path->first.verdict != HOP_RUN_OK)
			printf("  no evidence: %s\n", path->first.why);
		if (path->first.nr)
			path_draw(&path->first);
		frame_draw(&path->first);
		putchar('\n');
	}
	if (f->dropped)
		printf("%s: %llu of %llu runs took other paths: there is room for %d\n\n",
		       f->trigger, f->dropped, f->runs, HOP_FINDINGS_PATHS);
}

void hop_report_draw(const struct hop_report *report)
{
	for (size_t i = 0; i < report->nr; i++)
		findings_draw(&report->list[i]);
	hop_report_sum(report);
}
