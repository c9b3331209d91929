/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names kernel addresses: symbol+offset, modules included, without a vmlinux.
 */
#ifndef HOP_KERNEL_SYM_H
#define HOP_KERNEL_SYM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <linux/types.h>

/**
 * hop_sym_name() - "symbol+0x1c", with " [module]" behind it for a module's
 * @text:	where the name goes
 *
 * The symbols are read at the first call. Returns NULL, silently, if the
 * address has no name or the kernel's symbols cannot be read (kptr_restrict).
 */
const char *hop_sym_name(__u64 addr, char *text, size_t size);

/**
 * hop_sym_use() - take the symbols from a list in the form of /proc/kallsyms
 *
 * Only functions are taken. Returns false if it has none, or they are hidden;
 * then nothing has a name. NULL: likewise.
 */
bool hop_sym_use(FILE *list);

/* hop_sym_end() - gives the symbols back; the next call reads them anew */
void hop_sym_end(void);

#endif
