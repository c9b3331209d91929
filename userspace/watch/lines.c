// SPDX-License-Identifier: GPL-2.0
/*
 * The last line of each point and kind is kept: what is different in the next
 * one, often little, is written over it, and then it is copied.
 */
#include <errno.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/kernel.h"
#include "lib/lib.h"
#include "lines.h"
#include "names.h"

/* Columns are that wide; a quote or a sign may stand before the number. */
enum {
	WIDTH_CPU = 4,
	WIDTH_SEQ = 12,
	WIDTH_PID = 8,
	WIDTH_DEPTH = 8,
	WIDTH_ARG = 21,
	WIDTH_TIME = 20
};

/* Columns without a time are no longer than that; nor most objects than that. */
#define HOP_WATCH_SHORT 96
#define HOP_WATCH_MIDDLE 128

/* Returns where the first digit is. */
static char *digits(char *end, __u64 value)
{
	do {
		*--end = '0' + value % 10;
		value /= 10;
	} while (value);
	return end;
}

static void number_put(char *end, unsigned int width, __u64 value)
{
	memset(end - width, ' ', width);
	digits(end, value);
}

static bool is_address(unsigned int point)
{
	return point == HOP_WATCH_PAGE_FAULT_USER ||
	       point == HOP_WATCH_PAGE_FAULT_KERNEL;
}

static void address_put(char *end, __u64 value, bool quoted)
{
	do {
		*--end = "0123456789abcdef"[value & 15];
		value >>= 4;
	} while (value);
	*--end = 'x';
	*--end = '0';
	if (quoted)
		*--end = '"';
}

static void arg_put(char *end, unsigned int point, __u64 arg, bool quoted)
{
	__s64 value = arg;

	memset(end - WIDTH_ARG, ' ', WIDTH_ARG);
	if (is_address(point)) {
		address_put(end, arg, quoted);
	} else if (value >= 0) {
		digits(end, arg);
	} else {
		end = digits(end, -arg);
		*--end = '-';
	}
}

static void text_add(struct hop_watch_piece *piece, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void text_add(struct hop_watch_piece *piece, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	piece->size += vsnprintf(piece->text + piece->size,
				 sizeof(piece->text) - piece->size, format,
				 args);
	va_end(args);
}

/* Adds room for a number; returns where it ends. */
static __u8 room_add(struct hop_watch_piece *piece, unsigned int width)
{
	text_add(piece, "%*s", width, "");
	return piece->size;
}

static void columns_make(struct hop_watch_piece *piece, const char *name,
			 const char *kind, bool stamped)
{
	piece->cpu_end = room_add(piece, WIDTH_CPU);
	piece->seq_end = room_add(piece, WIDTH_SEQ);
	piece->pid_end = room_add(piece, WIDTH_PID);
	text_add(piece, "  %-26s  %-7s", name, kind);
	piece->depth_end = room_add(piece, WIDTH_DEPTH);
	piece->arg_end = room_add(piece, WIDTH_ARG);
	if (stamped)
		piece->time_end = room_add(piece, WIDTH_TIME);
	text_add(piece, "\n");
}

static void json_make(struct hop_watch_piece *piece, const char *name,
		      const char *kind, bool stamped, bool quoted)
{
	text_add(piece, "{\"cpu\":");
	piece->cpu_end = room_add(piece, WIDTH_CPU);
	text_add(piece, ",\"seq\":");
	piece->seq_end = room_add(piece, WIDTH_SEQ);
	text_add(piece, ",\"pid\":");
	piece->pid_end = room_add(piece, WIDTH_PID);
	text_add(piece, ",\"entry\":\"%s\",\"kind\":\"%s\",\"depth\":", name,
		 kind);
	piece->depth_end = room_add(piece, WIDTH_DEPTH);
	text_add(piece, ",\"arg\":");
	piece->arg_end = room_add(piece, WIDTH_ARG);
	if (quoted)
		text_add(piece, "\"");
	if (stamped) {
		text_add(piece, ",\"time\":");
		piece->time_end = room_add(piece, WIDTH_TIME);
	}
	text_add(piece, "}\n");
}

static void piece_make(const struct hop_watch_lines *lines,
		       struct hop_watch_piece *piece, unsigned int point,
		       unsigned int kind)
{
	const char *name = hop_watch_names[point], *stack = hop_kind_name(kind);

	/* No event has these: everything is written the first time. */
	piece->cpu = ~0u;
	piece->pid = ~0u;
	piece->seq_base = ~0ULL / 2;
	if (lines->json)
		json_make(piece, name, stack, lines->stamped,
			  is_address(point));
	else
		columns_make(piece, name, stack, lines->stamped);
	arg_put(piece->text + piece->arg_end, point, 0, lines->json);
}

/* The rest is not worth a function call: most lines get by with it. */
static __attribute__((noinline)) void seq_rewrite(struct hop_watch_piece *piece,
						  __u64 seq)
{
	number_put(piece->text + piece->seq_end, WIDTH_SEQ, seq);
	/* Below 10 there is one digit only. */
	piece->seq_base = seq < 100 ? ~0ULL / 2 : seq - seq % 100;
}

static __attribute__((noinline)) void
fields_rewrite(const struct hop_watch_lines *lines,
	       struct hop_watch_piece *piece, unsigned int cpu,
	       unsigned int point, const struct hop_watch_event *event)
{
	if (cpu != piece->cpu)
		number_put(piece->text + piece->cpu_end, WIDTH_CPU, cpu);
	if (event->pid != piece->pid)
		number_put(piece->text + piece->pid_end, WIDTH_PID, event->pid);
	if (event->arg != piece->arg)
		arg_put(piece->text + piece->arg_end, point, event->arg,
			lines->json);
	piece->cpu = cpu;
	piece->pid = event->pid;
	piece->arg = event->arg;
}

static __attribute__((noinline)) void
depth_rewrite(struct hop_watch_piece *piece, __u32 depth)
{
	number_put(piece->text + piece->depth_end, WIDTH_DEPTH, depth);
}

static void piece_fill(const struct hop_watch_lines *lines,
		       struct hop_watch_piece *piece, unsigned int cpu,
		       unsigned int point, const struct hop_watch_event *event)
{
	__u64 last = event->seq - piece->seq_base;
	__u32 depth = event->depth_kind >> 8;

	if (last < 100)
		memcpy(piece->text + piece->seq_end - 2, lines->pair[last], 2);
	else
		seq_rewrite(piece, event->seq);
	if (cpu != piece->cpu || event->pid != piece->pid ||
	    event->arg != piece->arg)
		fields_rewrite(lines, piece, cpu, point, event);
	if (depth % 8 == 0 && depth / 8 < HOP_WATCH_DEPTHS)
		memcpy(piece->text + piece->depth_end - WIDTH_DEPTH,
		       lines->depth[depth / 8], WIDTH_DEPTH);
	else
		depth_rewrite(piece, depth);
	if (piece->time_end)
		number_put(piece->text + piece->time_end, WIDTH_TIME,
			   event->time);
}

static size_t titles_put(char *text, bool stamped)
{
	size_t used = sprintf(text, "%*s%*s%*s  %-26s  %-7s%*s%*s", WIDTH_CPU,
			      "CPU", WIDTH_SEQ, "SEQ", WIDTH_PID, "PID",
			      "ENTRY", "STACK", WIDTH_DEPTH, "DEPTH", WIDTH_ARG,
			      "ARGUMENT");

	if (stamped)
		used += sprintf(text + used, "%*s", WIDTH_TIME, "TIME");
	text[used++] = '\n';
	return used;
}

struct hop_watch_lines *hop_watch_lines_new(int fd, bool json, bool stamped)
{
	struct hop_watch_lines *lines =
		aligned_alloc(alignof(*lines), sizeof(*lines));

	if (!lines)
		return NULL;
	memset(lines, 0, sizeof(*lines));
	lines->fd = fd;
	lines->json = json;
	lines->stamped = stamped;
	for (unsigned int i = 0; i < HOP_WATCH_DEPTHS; i++)
		number_put(lines->depth[i] + WIDTH_DEPTH, WIDTH_DEPTH, i * 8);
	for (unsigned int i = 0; i < 100; i++) {
		lines->pair[i][0] = '0' + i / 10;
		lines->pair[i][1] = '0' + i % 10;
	}
	if (!json)
		lines->used = titles_put(lines->text, stamped);
	return lines;
}

/* Sizes known to the compiler are copied by a few moves: no call, no loop. */
static inline void piece_copy(char *to, const struct hop_watch_piece *piece)
{
	memcpy(to, piece->text, HOP_WATCH_SHORT);
	if (piece->size <= HOP_WATCH_SHORT)
		return;
	memcpy(to + HOP_WATCH_SHORT, piece->text + HOP_WATCH_SHORT,
	       HOP_WATCH_MIDDLE - HOP_WATCH_SHORT);
	if (piece->size > HOP_WATCH_MIDDLE)
		memcpy(to + HOP_WATCH_MIDDLE, piece->text + HOP_WATCH_MIDDLE,
		       HOP_WATCH_LINE - HOP_WATCH_MIDDLE);
}

void hop_watch_lines_add(void *to, unsigned int cpu, unsigned int point,
			 const struct hop_watch_event *event)
{
	struct hop_watch_lines *lines = to;
	unsigned int kind = event->depth_kind & 0xff;
	struct hop_watch_piece *piece;

	if (kind >= HOP_KIND_NR)
		kind = HOP_KIND_UNKNOWN;
	piece = &lines->piece[point][kind];
	if (!piece->size)
		piece_make(lines, piece, point, kind);
	if (lines->used + HOP_WATCH_LINE > sizeof(lines->text))
		hop_watch_lines_flush(lines);
	piece_fill(lines, piece, cpu, point, event);
	piece_copy(lines->text + lines->used, piece);
	lines->used += piece->size;
}

bool hop_watch_lines_flush(struct hop_watch_lines *lines)
{
	__u64 begun = hop_clock_ns(CLOCK_MONOTONIC);
	size_t done = 0;

	while (!lines->failed && done < lines->used) {
		ssize_t n = write(lines->fd, lines->text + done,
				  lines->used - done);

		if (n >= 0)
			done += n;
		else if (errno != EINTR)
			lines->failed = errno;
	}
	lines->wrote += hop_clock_ns(CLOCK_MONOTONIC) - begun;
	lines->used = 0;
	return !lines->failed;
}
