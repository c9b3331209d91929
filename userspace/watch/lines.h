/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Single events as lines of text or of JSON, written fast: printf() would cost
 * more than the system call that is told of.
 */
#ifndef HOP_WATCH_LINES_H
#define HOP_WATCH_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include <hop_watch.h>

/* The longest line, and what may be copied beyond its end. */
#define HOP_WATCH_LINE 192

/**
 * struct hop_watch_piece - the last line of a point and kind, to be changed
 * @text:	the line; numbers are right-aligned, blanks before them
 * @size:	bytes of it; 0: not made yet
 * @seq_end:	where the number ends; the others likewise
 * @cpu:	as it stands in @text; the others likewise
 * @seq_base:	the number with zeroes for its last two digits
 *
 * Of a size, and in an array, that need no multiplication to find one.
 */
struct hop_watch_piece {
	char text[HOP_WATCH_LINE];
	__u32 size;
	__u8 cpu_end;
	__u8 seq_end;
	__u8 pid_end;
	__u8 depth_end;
	__u8 arg_end;
	__u8 time_end;
	__u32 cpu;
	__u32 pid;
	__u64 arg;
	__u64 seq_base;
} __attribute__((aligned(256)));

#define HOP_WATCH_KINDS 16
_Static_assert(HOP_KIND_NR <= HOP_WATCH_KINDS, "a power of 2");

/* Depths below eight times that are looked up: stack pointers are multiples of 8. */
#define HOP_WATCH_DEPTHS 2048

/**
 * struct hop_watch_lines - where lines go
 * @fd:		file descriptor
 * @json:	objects, else columns
 * @stamped:	with the time
 * @failed:	errno of the first write that failed, or 0
 * @wrote:	ns that writing took so far
 * @used:	bytes of @text that wait to be written
 * @piece:	by point and kind
 * @depth:	depths as text, by eighths
 * @pair:	"00" to "99"
 * @text:	the lines
 */
struct hop_watch_lines {
	int fd;
	bool json;
	bool stamped;
	int failed;
	__u64 wrote;
	size_t used;
	struct hop_watch_piece piece[HOP_WATCH_NR][HOP_WATCH_KINDS];
	char depth[HOP_WATCH_DEPTHS][8];
	char pair[100][2];
	char text[1 << 16];
};

/* hop_watch_lines_new() - has the titles of the columns; NULL: no memory */
struct hop_watch_lines *hop_watch_lines_new(int fd, bool json, bool stamped);

/**
 * hop_watch_lines_add() - an event, as hop_watch_event_fn
 * @to:		struct hop_watch_lines
 *
 * As JSON, with blanks before numbers: {"cpu", "seq", "pid", "entry", "kind",
 * "depth", "arg", "time"}.
 * "seq": rises with each event of the CPU, more than by one where events are
 * not watched or were lost; "depth": bytes; "arg": the system call's number or
 * result, the fault's address (a string), the next thread's id, or the number
 * of the line, vector, softirq; "time": CLOCK_MONOTONIC in ns, if asked for.
 */
void hop_watch_lines_add(void *to, unsigned int cpu, unsigned int point,
			 const struct hop_watch_event *event);

/* hop_watch_lines_flush() - writes what waits; false if writing has failed */
bool hop_watch_lines_flush(struct hop_watch_lines *lines);

#endif
