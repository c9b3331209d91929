/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The thunks that fire `int n`, and what they note.
 */
#ifndef HOP_X86_THUNKS_H
#define HOP_X86_THUNKS_H

#define HOP_THUNK_SHIFT 6
#define HOP_THUNK_BYTES (1 << HOP_THUNK_SHIFT)

/* Offsets in struct hop_shot, for assembly, and what its words are. */
#define HOP_SHOT_FIRED 0
#define HOP_SHOT_IP 8
#define HOP_SHOT_SP 16
#define HOP_SHOT_WORD(n) (24 + 8 * (n))
#define HOP_SHOT_CS 0
#define HOP_SHOT_SS 1

#ifndef __ASSEMBLER__
/* 256 thunks, HOP_THUNK_BYTES each: void thunk(struct hop_shot *, __u64 count) */
extern const char hop_int_thunks[];
#endif

#endif
