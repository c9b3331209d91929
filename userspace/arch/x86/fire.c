// SPDX-License-Identifier: GPL-2.0
/*
 * Fires an own gate from user mode, by the thunk that has its vector.
 */
#include "arch/arch.h"
#include "thunks.h"

#define AT(field, offset) \
	_Static_assert(offsetof(struct hop_shot, field) == (offset), #field)

AT(fired, HOP_SHOT_FIRED);
AT(ip, HOP_SHOT_IP);
AT(sp, HOP_SHOT_SP);
AT(words[HOP_SHOT_CS], HOP_SHOT_WORD(HOP_SHOT_CS));
AT(words[HOP_SHOT_SS], HOP_SHOT_WORD(HOP_SHOT_SS));

typedef void thunk_fn(struct hop_shot *shot, __u64 count);

void hop_shot_fire(unsigned int vector, struct hop_shot *shot, __u64 count)
{
	thunk_fn *thunk =
		(thunk_fn *)(hop_int_thunks + vector * HOP_THUNK_BYTES);

	thunk(shot, count);
}
