/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An ELF file in memory whose symbol table is the kernel's list of symbols.
 */
#ifndef HOP_KERNEL_SYMELF_H
#define HOP_KERNEL_SYMELF_H

/**
 * hop_symelf_make() - file descriptor of the ELF file, or -1
 * @path:	a list in the form of /proc/kallsyms
 *
 * Only functions (types t, T, w, W) are taken, sorted by address. A module's
 * symbol is written as "symbol\tmodule". -1 if there is none, or if all addresses read as zero.
 */
int hop_symelf_make(const char *path);

#endif
