/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Marks: values of a register that nothing else in a run looks like, so that one
 * on a stack has come from that register and not from somewhere else.
 */
#ifndef HOP_ARCH_MARK_H
#define HOP_ARCH_MARK_H

#include <stdbool.h>
#include <stdint.h>

/* Error codes, vectors, signals and "no syscall" (-1) are below it, or -1. */
#define HOP_MARK_LEAST 0x10000

/* hop_mark_is() - can this have been set as a mark only? */
static inline bool hop_mark_is(uint64_t value)
{
	return value >= HOP_MARK_LEAST && value + 1 != 0;
}

/**
 * hop_mark_of() - a mark, made of any number
 *
 * It and the 15 that follow it are marks, are the same in 32 bits and in 64, and
 * lie above thread ids and all addresses of a run (arena, vDSO of 32-bit code).
 * 26 bits of @number are in it.
 */
uint64_t hop_mark_of(uint64_t number);

#endif
