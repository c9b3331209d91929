/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Source lines of kernel addresses, where the kernel's debug info is there.
 */
#ifndef HOP_KERNEL_SOURCE_H
#define HOP_KERNEL_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/types.h>

/* Room for any line of the kernel's. */
#define HOP_SOURCE_TEXT 160

/**
 * hop_source_line() - "arch/x86/entry/entry_64.S:123"
 * @text:	where it goes
 *
 * The path begins in the kernel's source tree. At the first call libdwfl looks
 * where distributions put debug info (/usr/lib/debug, /boot, /lib/modules), of
 * the running kernel and of its modules, on this machine only. Returns NULL,
 * silently, if there is none or it has no line for @addr.
 */
const char *hop_source_line(__u64 addr, char *text, size_t size);

/* hop_source_behind() - the same as " (LINE)", to follow a name, or "" */
const char *hop_source_behind(__u64 addr, char *text, size_t size);

/*
 * hop_call_at() - an address in the call that returns to @ret, which itself may
 * be of the next line, or of another function
 */
static inline __u64 hop_call_at(__u64 ret)
{
	return ret - 1;
}

/**
 * hop_source_use() - take lines from this ELF file instead of the kernel's
 *
 * Addresses are those in the file. Returns false, and has no lines, if it is no
 * such file.
 */
bool hop_source_use(const char *path);

/**
 * hop_source_path() - @file as seen from its tree
 * @file:	as libdw gives it: in @dir, if the compiler's name was relative
 * @dir:	where it was compiled: in the tree, or in a folder below or beside
 *
 * Of @file, what follows the last folder that holds both; all of it, if that is
 * the root. "." and ".." are resolved by name.
 */
const char *hop_source_path(const char *file, const char *dir, char *text,
			    size_t size);

/* hop_source_end() - gives the debug info back; the next call looks anew */
void hop_source_end(void);

#endif
