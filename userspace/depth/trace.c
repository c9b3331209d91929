// SPDX-License-Identifier: GPL-2.0
/*
 * Reads what stacks hold and hands it to blame.c, with the kernel's symbols and
 * its text as it is now.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "arch/arch.h"
#include "kernel/kernel.h"
#include "report.h"

static bool text_read(void *core, __u64 addr, __u8 *bytes)
{
	return hop_kcore_read(core, addr - HOP_CALL_BYTES, bytes,
			      HOP_CALL_BYTES);
}

/* "symbol+0x1c [module]" becomes "symbol [module]" and 0x1c. */
static bool function_find(void *core, __u64 addr, char *name, size_t size,
			  __u32 *offset)
{
	char text[128], *plus, *rest;

	(void)core;
	if (hop_addr_user(addr) || !hop_sym_name(addr, text, sizeof(text)))
		return false;
	plus = strstr(text, "+0x");
	if (!plus)
		return false;
	*offset = strtoul(plus + 1, &rest, 16);
	snprintf(name, size, "%.*s%s", (int)(plus - text), text, rest);
	return true;
}

/* What lies above the stack pointer of a task that sleeps is in use. */
static size_t words_dead(const struct hop_depth_words *words)
{
	size_t nr = words->nr;

	if (words->now && words->now <= words->mark)
		nr = (words->mark - words->now) / sizeof(__u64);
	return nr < words->nr ? nr : words->nr;
}

/* Silently false: the task may have ended since it was scanned. */
static bool words_read(int fd, const struct hop_depth *d,
		       struct hop_depth_words *words, __u64 *to)
{
	*words = (struct hop_depth_words){
		.id = d->flags & HOP_DEPTH_IDLE ? 0 : d->id,
		.words = (uintptr_t)to,
		.kind = d->kind,
		.cpu = d->cpu,
		.pid = d->pid,
		.nr = d->size / sizeof(*to),
	};
	return !(d->flags & HOP_DEPTH_ENDED) && hop_depth_known(d) &&
	       !ioctl(fd, HOP_IOC_DEPTH_WORDS, words);
}

static bool stack_blame(int fd, struct hop_depth_report *r,
			const struct hop_depth *d,
			const struct hop_blame_source *from)
{
	__u64 *held = calloc(d->size / sizeof(*held) + 1, sizeof(*held));
	struct hop_depth_words words;
	struct hop_blame *b = &r->blame[r->nr_blame];
	bool ok = held;

	if (held && words_read(fd, d, &words, held)) {
		b->stack = *d;
		b->stack.mark = words.mark;
		ok = hop_blame_words(b, from, held, words_dead(&words));
		r->nr_blame += ok;
	}
	free(held);
	return ok;
}

bool hop_depth_blame(int fd, struct hop_depth_report *r, size_t nr)
{
	struct hop_kcore core;
	bool ok = true;
	const struct hop_blame_source from = { text_read, function_find,
					       &core };

	if (nr > r->nr)
		nr = r->nr;
	r->blame = calloc(nr + 1, sizeof(*r->blame));
	if (!r->blame)
		return false;
	hop_kcore_open(&core, "/proc/kcore");
	for (size_t i = 0; ok && i < r->nr && r->nr_blame < nr; i++)
		ok = stack_blame(fd, r, &r->row[i], &from);
	hop_kcore_close(&core);
	hop_sym_end();
	return ok;
}
