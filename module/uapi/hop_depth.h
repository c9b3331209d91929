/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * How deep each stack got: calls that scan stacks for their deepest word,
 * paint them for a new period, and catch tasks that end. Included by
 * stackhop.h, whose rules of structures, padding and errors hold here.
 *
 * Most stacks are zeroed before their first use, so that the lowest word that is
 * not blank is as deep as the stack got. Blank are 0, HOP_PAINT, and what kernels
 * with KSTACK_ERASE (STACKLEAK) erase stacks with. Words that were reserved but
 * never written, or written as 0, are not seen: the mark is never too deep, and
 * may be short of the truth by the end of the deepest frame.
 *
 * A stack that began with something else has a pattern from its lowest word on
 * that no calls can have left: 4 KiB or more, longer than any frame, in which 16
 * words or less repeat, none of them a kernel address. Then its mark is where
 * that ends. Any other stack whose lowest word is not blank is used up if a
 * kernel address, such as each call leaves, is among its lowest 32 words, or if
 * the word that ends it has gone; else its depth is not known until a reset.
 */
#ifndef _UAPI_HOP_DEPTH_H
#define _UAPI_HOP_DEPTH_H

#include <linux/types.h>

#include "hop_record.h"

/* Flags of struct hop_depth. */
#define HOP_DEPTH_NOW (1 << 0) /* @now is known: the task is not running */
#define HOP_DEPTH_IDLE (1 << 1) /* the idle task of @cpu; its pid is 0 */
#define HOP_DEPTH_KTHREAD (1 << 2) /* a kernel thread */
#define HOP_DEPTH_ENDED (1 << 3) /* as it was when the task ended */
#define HOP_DEPTH_PAINTED (1 << 4) /* @mark counts since it was painted */
#define HOP_DEPTH_ERASED \
	(1 << 5) /* @mark counts since the end of the task's last syscall */
#define HOP_DEPTH_CORRUPTED (1 << 6) /* the word that ends the stack has gone */
#define HOP_DEPTH_UNKNOWN (1 << 7) /* @mark is not known, and 0 */
#define HOP_DEPTH_OWN (1 << 8) /* a task of the process that asks */

/**
 * struct hop_depth - a stack and how deep it got; bytes from its top down
 * @id:		start of the task, in ns since boot, which tells tasks of the
 *		same number apart; 0 for per-CPU stacks
 * @pid:	thread id in the initial pid namespace; 0 for per-CPU stacks
 * @tgid:	process id likewise
 * @cpu:	CPU of a per-CPU stack or idle task, else ~0
 * @kind:	enum hop_kind
 * @flags:	HOP_DEPTH_*
 * @size:	of the whole stack
 * @now:	to the stack pointer of a task that is not running (see flags)
 * @mark:	to the deepest word that was written since the stack was made, or
 *		what flags say; @size if the stack is used up. See flags
 * @reserved:	zero
 * @comm:	name of the task, empty for per-CPU stacks
 */
struct hop_depth {
	__u64 id;
	__u32 pid;
	__u32 tgid;
	__u32 cpu;
	__u16 kind;
	__u16 flags;
	__u32 size;
	__u32 now;
	__u32 mark;
	__u32 reserved;
	char comm[16];
};

/* hop_depth_scan.cursor when there is nothing more. */
#define HOP_DEPTH_END (~0ULL)

/**
 * struct hop_depth_scan - scan stacks (HOP_IOC_DEPTH_SCAN)
 * @cursor:	in: 0 to begin, then what the last call gave; out: where to go
 *		on, or HOP_DEPTH_END
 * @records:	user pointer to struct hop_depth[]
 * @nr:		in: room at @records, not 0; out: records copied
 * @tgid:	in: the tasks of this process only; 0: every stack, those of the
 *		CPUs first, then idle tasks, then tasks by rising number
 *
 * A call ends when the room is used up or a signal is pending: go on until
 * @cursor is HOP_DEPTH_END, also when @nr is 0. A task that exists all the time
 * is given once, others once or not at all; one that becomes its process's
 * leader by execve changes its number and may be missed, or given twice.
 * Scanning only reads; it holds up a task that is to be woken for as long as
 * its stack is read (a few microseconds).
 * Errors: EINVAL.
 */
struct hop_depth_scan {
	__u64 cursor;
	__u64 records;
	__u32 nr;
	__u32 tgid;
};

/**
 * struct hop_depth_words - read what a stack holds (HOP_IOC_DEPTH_WORDS)
 * @id:		in: as in struct hop_depth
 * @words:	user pointer to __u64[]: from the deepest word (@mark) upwards,
 *		each in one of these
 * @kind:	in: enum hop_kind
 * @cpu:	in: of a per-CPU stack or an idle task, else ~0
 * @pid:	in: thread id of a task
 * @nr:		in: room at @words, not 0; out: words copied
 * @mark:	out: bytes from the top to the first word copied
 * @now:	out: as in struct hop_depth, 0 if it is not known
 *
 * Needs CAP_SYSLOG. Errors: EINVAL; ESRCH: there is no such task (any more).
 */
struct hop_depth_words {
	__u64 id;
	__u64 words;
	__u32 kind;
	__u32 cpu;
	__u32 pid;
	__u32 nr;
	__u32 mark;
	__u32 now;
};

/**
 * struct hop_depth_reset - begin a new period (HOP_IOC_DEPTH_RESET)
 * @tgid:	in: the tasks of this process only, 0: all stacks
 * @painted:	out: stacks that were painted
 * @kept:	out: those that were in use throughout: their marks go on
 *
 * Paints what lies below the stack pointer of each task, and the per-CPU stacks
 * of the CPUs that are online. Tasks that sleep are painted while they cannot
 * be woken; others while all CPUs are stopped, a few at a time. Spoils what
 * HOP_IOC_PAINT began elsewhere. May sleep.
 * Errors: EINVAL, ENOMEM; EINTR after a signal (the rest is as it was).
 */
struct hop_depth_reset {
	__u32 tgid;
	__u32 painted;
	__u32 kept;
	__u32 reserved;
};

/* Most records that a file can keep of tasks that ended. */
#define HOP_DEPTH_LISTEN_MAX (1 << 16)

/**
 * struct hop_depth_listen - note tasks that end (HOP_IOC_DEPTH_LISTEN)
 * @nr:		in: how many to keep until they are read, 1 to
 *		HOP_DEPTH_LISTEN_MAX
 * @reserved:	zero
 *
 * From now on until the file is closed each task that ends has its stack scanned
 * as it schedules for the last time, at tracepoint sched_switch: what its exit
 * needed is in it. If the file listens already nothing changes.
 * Errors: EINVAL, ENOMEM; ENOENT: the kernel has no such tracepoint, or not
 * sched_process_exit.
 */
struct hop_depth_listen {
	__u32 nr;
	__u32 reserved;
};

/**
 * struct hop_depth_ended - read the tasks that ended (HOP_IOC_DEPTH_ENDED)
 * @records:	user pointer to struct hop_depth[], oldest first
 * @seen:	out: tasks that ended since this file listens
 * @lost:	out: those of them that were overwritten before they were read
 * @nr:		in: room at @records, not 0; out: records copied
 * @exiting:	out: tasks that have begun to exit since then (tracepoint
 *		sched_process_exit), and have not ended: whoever waits for a task
 *		may go on before that has left its stack
 *
 * What was read is not given again; never waits. A file that does not listen
 * has seen none. Errors: EINVAL.
 */
struct hop_depth_ended {
	__u64 records;
	__u64 seen;
	__u64 lost;
	__u32 nr;
	__u32 exiting;
};

HOP_ASSERT(sizeof(struct hop_depth) == 56);
HOP_ASSERT(sizeof(struct hop_depth_scan) == 24);
HOP_ASSERT(sizeof(struct hop_depth_words) == 40);
HOP_ASSERT(sizeof(struct hop_depth_reset) == 16);
HOP_ASSERT(sizeof(struct hop_depth_listen) == 8);
HOP_ASSERT(sizeof(struct hop_depth_ended) == 32);

#endif
