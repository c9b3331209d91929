// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop watch` for people.
 */
#include <string.h>

#include "kernel/kernel.h"
#include "lib/lib.h"
#include "names.h"
#include "view.h"

#define BAR 40

/* What a trace begins with: the program, and what called it. */
static const char *const own_names[] = { "bpf_prog_", "bpf_trace_run",
					 "__bpf_trace_", "__traceiter_",
					 "hop_forward_" };

static bool is_own(__u64 addr)
{
	char name[128];

	if (!hop_sym_name(addr, name, sizeof(name)))
		return false;
	for (size_t i = 0; i < sizeof(own_names) / sizeof(own_names[0]); i++)
		if (!strncmp(name, own_names[i], strlen(own_names[i])))
			return true;
	return false;
}

/* Programs loaded after the symbols were read have no name yet. */
size_t hop_watch_own_frames(const struct hop_watch_sample *s)
{
	size_t nr = hop_watch_frames(s), own = 0;

	for (size_t i = 0; i < nr && i < 6; i++)
		if (is_own(s->trace[i]))
			own = i + 1;
	return own;
}

/* kernel.perf_event_max_stack is the limit of what bpf_get_stack() gives. */
size_t hop_watch_limit(void)
{
	static size_t limit;
	unsigned int most = HOP_WATCH_FRAMES;
	FILE *f;

	if (limit)
		return limit;
	f = fopen("/proc/sys/kernel/perf_event_max_stack", "re");
	if (f && fscanf(f, "%u", &most) != 1)
		most = HOP_WATCH_FRAMES;
	if (f)
		fclose(f);
	limit = most < HOP_WATCH_FRAMES ? most : HOP_WATCH_FRAMES;
	return limit;
}

static void part_print(FILE *f, const struct hop_watch_part *part)
{
	char name[128], line[HOP_SOURCE_TEXT];

	fprintf(f, "  %-8s %6llu", hop_kind_name(part->hop->kind),
		part->hop->depth);
	if (part->own)
		fprintf(f, "  (with what watch itself put there)\n%17s", "");
	if (!part->nr)
		fputs("  (the trace ends before this stack)\n", f);
	for (size_t i = 0; i < part->nr; i++) {
		fprintf(f, i ? "%17s  " : "%s  ", "");
		if (hop_sym_name(part->frame[i], name, sizeof(name)))
			fprintf(f, "%s%s\n", name,
				hop_source_behind(hop_call_at(part->frame[i]),
						  line, sizeof(line)));
		else
			fprintf(f, "0x%llx\n", part->frame[i]);
	}
}

void hop_watch_print_sample(FILE *f, const char *title,
			    const struct hop_watch_sample *s)
{
	struct hop_watch_part part[HOP_WATCH_HOPS];
	size_t nr = hop_watch_split(s, hop_watch_own_frames(s), part);
	char comm[HOP_TEXT_ROOM(sizeof(s->comm))];

	hop_text_clean(s->comm, sizeof(s->comm), comm, sizeof(comm));
	fprintf(f, "%s: %s, CPU %u, thread %u (%s)\n", title,
		hop_watch_names[s->point], s->cpu, s->pid, comm);
	for (size_t i = 0; i < nr; i++)
		part_print(f, &part[i]);
	if (hop_watch_frames(s) >= hop_watch_limit())
		fprintf(f, "%17s  (cut: a trace has %zu frames at most)\n", "",
			hop_watch_limit());
}

static void histogram_print(FILE *f, const struct hop_watch_row *row)
{
	__u64 most = 0;

	for (unsigned int i = 0; i < HOP_WATCH_BUCKETS; i++)
		if (row->bucket[i] > most)
			most = row->bucket[i];
	fprintf(f, "\n%s on %s, bytes deep:\n", hop_watch_names[row->point],
		hop_kind_name(row->kind));
	for (unsigned int i = 0; i < HOP_WATCH_BUCKETS; i++) {
		int bar = most ? row->bucket[i] * BAR / most : 0;

		if (row->bucket[i])
			fprintf(f, "  %5llu-%-5llu %10llu  %.*s\n",
				i * row->step + 1, (i + 1) * row->step,
				row->bucket[i], bar ?: 1,
				"########################################");
	}
}

static void row_print(struct hop_table *t, const struct hop_watch_row *row,
		      const struct hop_watch_result *result,
		      const struct hop_watch_style *style)
{
	if (style->per_cpu && row->cpu < 0)
		hop_table_add(t, "all");
	else if (style->per_cpu)
		hop_table_add(t, "%d", row->cpu);
	hop_table_add(t, "%s", hop_watch_names[row->point]);
	hop_table_add(t, "%s", hop_kind_name(row->kind));
	hop_table_add(t, "%llu", row->count);
	if (style->rates)
		hop_table_add(t, "%.0f", row->count / result->seconds);
	hop_table_add(t, "%llu", hop_watch_row_upto(row, 50));
	hop_table_add(t, "%llu", hop_watch_row_upto(row, 99));
	if (row->deepest)
		hop_table_add(t, "%llu", row->deepest);
	else
		hop_table_add(t, "-");
}

static bool is_shown(const struct hop_watch_row *row,
		     const struct hop_watch_style *style)
{
	return style->per_cpu || row->cpu < 0;
}

void hop_watch_print_rows(FILE *f, const struct hop_watch_result *result,
			  const struct hop_watch_style *style)
{
	const char *head[8];
	struct hop_table *t;
	size_t nr = 0;

	if (style->per_cpu)
		head[nr++] = ">CPU";
	head[nr++] = "ENTRY";
	head[nr++] = "STACK";
	head[nr++] = ">COUNT";
	if (style->rates)
		head[nr++] = ">PER SECOND";
	head[nr++] = ">HALF UP TO";
	head[nr++] = ">99% UP TO";
	head[nr++] = ">DEEPEST";
	t = hop_table_new(head, nr);
	for (size_t i = 0; i < result->rows.nr; i++)
		if (result->rows.row[i].count &&
		    is_shown(&result->rows.row[i], style))
			row_print(t, &result->rows.row[i], result, style);
	hop_table_print(t, f);
	hop_table_free(t);
	for (size_t i = 0; style->histogram && i < result->rows.nr; i++)
		if (result->rows.row[i].cpu < 0 && result->rows.row[i].count)
			histogram_print(f, &result->rows.row[i]);
}

/* Stacks that events came from, to be counted on another one. */
static void left_print(FILE *f, const struct hop_watch_rows *rows)
{
	static const char *const head[] = { "ENTRY", "CAME FROM", ">DEEPEST" };
	struct hop_table *t = NULL;

	for (size_t i = 0; i < rows->nr; i++) {
		const struct hop_watch_row *row = &rows->row[i];

		if (row->cpu >= 0 || !row->left)
			continue;
		if (!t)
			t = hop_table_new(head, 3);
		hop_table_add(t, "%s", hop_watch_names[row->point]);
		hop_table_add(t, "%s", hop_kind_name(row->kind));
		hop_table_add(t, "%llu", row->left);
	}
	if (!t)
		return;
	fputc('\n', f);
	hop_table_print(t, f);
	hop_table_free(t);
}

static void best_print(FILE *f, const struct hop_watch_best *best,
		       unsigned int point, size_t at, const char *title)
{
	if (best->depth[point][at])
		hop_watch_print_sample(f, title, &best->sample[point][at]);
}

static void deepest_print(FILE *f, const struct hop_watch_result *result,
			  bool each)
{
	char title[64];

	for (unsigned int kind = 1; kind < HOP_KIND_NR; kind++) {
		const struct hop_watch_best *best = result->best;
		const struct hop_watch_sample *s =
			hop_watch_best_of(best, kind);

		snprintf(title, sizeof(title), "\ndeepest %s stack",
			 hop_kind_name(kind));
		if (s && !each)
			hop_watch_print_sample(f, title, s);
		for (unsigned int i = 0;
		     each && i < HOP_WATCH_NR * HOP_WATCH_ROLES; i++)
			best_print(f, best, i / HOP_WATCH_ROLES,
				   hop_watch_stack_at(i % HOP_WATCH_ROLES,
						      kind),
				   title);
	}
}

/* "sys_enter 5, sys_exit 2" of what is not 0. */
static __u64 numbers_print(FILE *f, const __u64 number[HOP_WATCH_NR])
{
	const char *gap = ": ";
	__u64 sum = 0;

	for (unsigned int i = 0; i < HOP_WATCH_NR; i++) {
		if (!number[i])
			continue;
		fprintf(f, "%s%s %llu", gap, hop_watch_names[i], number[i]);
		gap = ", ";
		sum += number[i];
	}
	fputc('\n', f);
	return sum;
}

static __u64 sum_of(const __u64 number[HOP_WATCH_NR])
{
	__u64 sum = 0;

	for (unsigned int i = 0; i < HOP_WATCH_NR; i++)
		sum += number[i];
	return sum;
}

/* Events missed by programs, and whether the kernel counts those at all. */
static bool missed_of(const struct hop_watch_result *result,
		      __u64 missed[HOP_WATCH_NR])
{
	bool known = true;

	for (unsigned int i = 0; i < HOP_WATCH_NR; i++) {
		missed[i] = result->missed[i] > 0 ? result->missed[i] : 0;
		known &= result->missed[i] >= 0;
	}
	return known;
}

static void reasons_print(FILE *f, const struct hop_watch_loss *loss)
{
	static const char *const words[HOP_WATCH_WHYS] = {
		[HOP_WATCH_LATE] = "the reader had to wait for a CPU",
		[HOP_WATCH_WRITING] = "it took so long to write them",
		[HOP_WATCH_FAST] =
			"more came in a turn than rings hold (--buffer)",
	};

	for (unsigned int i = 0; i < HOP_WATCH_WHYS; i++)
		if (loss->lost[i])
			fprintf(f, "  %llu lost as %s, for %.1f ms at most\n",
				loss->lost[i], words[i],
				loss->longest[i] / 1e6);
}

void hop_watch_losses_print(FILE *f, const struct hop_watch_result *result)
{
	__u64 unknown = hop_watch_rows_unknown(&result->rows);
	__u64 missed[HOP_WATCH_NR];
	bool known = missed_of(result, missed);

	if (unknown)
		fprintf(f, "%llu events on stacks that are not known\n",
			unknown);
	if (known) {
		fprintf(f, "%llu events missed", sum_of(missed));
		numbers_print(f, missed);
	} else {
		fputs("this kernel does not count missed events\n", f);
	}
	if (result->events) {
		fprintf(f, "%llu events shown, %llu lost", sum_of(result->seen),
			sum_of(result->lost));
		numbers_print(f, result->lost);
		reasons_print(f, &result->loss);
	}
	if (result->traceless)
		fputs(HOP_WATCH_TRACELESS "\n", f);
	else
		fprintf(f, "%llu traces lost\n", result->traces_lost);
	if (result->processes_lost)
		fprintf(f,
			"%llu processes not watched: too many, or started at the same time\n",
			result->processes_lost);
	if (sum_of(result->hits)) {
		fprintf(f, "%llu events hit watch's own programs: left out",
			sum_of(result->hits));
		numbers_print(f, result->hits);
	}
	for (unsigned int i = 0; i < HOP_WATCH_NR; i++)
		if (result->absent & 1ULL << i)
			fprintf(f, "%s: not on this kernel\n",
				hop_watch_names[i]);
}

__u64 hop_watch_lost_sum(const struct hop_watch_result *result)
{
	__u64 missed[HOP_WATCH_NR];

	missed_of(result, missed);
	return sum_of(missed) + sum_of(result->lost) + result->traces_lost +
	       result->processes_lost;
}

void hop_watch_print(FILE *f, const struct hop_watch_result *result,
		     const struct hop_watch_style *style)
{
	hop_watch_print_rows(f, result, style);
	left_print(f, &result->rows);
	deepest_print(f, result, style->traces);
	fputc('\n', f);
	hop_watch_losses_print(f, result);
}
