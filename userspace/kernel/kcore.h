/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kernel memory as /proc/kcore gives it: text that was patched at run time, too.
 */
#ifndef HOP_KERNEL_KCORE_H
#define HOP_KERNEL_KCORE_H

#include <stdbool.h>
#include <stddef.h>

#include <elf.h>
#include <linux/types.h>

/* struct hop_kcore - an open core file; all of it is private */
struct hop_kcore {
	int fd;
	Elf64_Phdr *segment;
	size_t nr;
};

/* hop_kcore_open() - silently false if it cannot be read or is no ELF core */
bool hop_kcore_open(struct hop_kcore *core, const char *path);

/* hop_kcore_read() - false if no segment has all of it */
bool hop_kcore_read(const struct hop_kcore *core, __u64 addr, void *to,
		    size_t size);

void hop_kcore_close(struct hop_kcore *core);

#endif
