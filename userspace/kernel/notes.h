/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Build IDs: whether debug info is of what runs.
 */
#ifndef HOP_KERNEL_NOTES_H
#define HOP_KERNEL_NOTES_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/types.h>

/**
 * hop_notes_build_id() - the build ID among ELF notes
 * @notes:	as /sys/kernel/notes has them
 * @nr:		out: bytes of it
 *
 * Returns where in @notes it begins, or NULL: there is none.
 */
const __u8 *hop_notes_build_id(const void *notes, size_t size, size_t *nr);

/**
 * hop_notes_running() - does the running kernel, or a module, have this build ID?
 * @module:	its name; NULL: the kernel
 *
 * False as well if it has none, or it cannot be read.
 */
bool hop_notes_running(const char *module, const __u8 *id, size_t nr);

#endif
