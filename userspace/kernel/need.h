/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Why something cannot be had on this machine, in words that say what to do.
 */
#ifndef HOP_KERNEL_NEED_H
#define HOP_KERNEL_NEED_H

#include <stdbool.h>

/**
 * hop_need_symbols() - why the kernel's symbols cannot be read; NULL: they can
 * @data: not functions only
 */
const char *hop_need_symbols(bool data);

/* hop_need_names() - are there names for addresses? False, with a line, if not */
bool hop_need_names(void);

/* hop_need_module() - why there is no /dev/stackhop */
const char *hop_need_module(void);

/* hop_need_bpf_warn() - "@what: @errnum: why", of programs that do not load */
void hop_need_bpf_warn(const char *what, int errnum);

#endif
