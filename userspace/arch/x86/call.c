// SPDX-License-Identifier: GPL-2.0
/*
 * Call instructions of x86-64, recognised by their last bytes: E8 with a 32-bit
 * offset, or FF /2 with its operand (SDM vol. 2, CALL; 2.1.5 for operands).
 */
#include <string.h>

#include "arch/arch.h"

#define CALL_REL32 0xe8
#define CALL_INDIRECT 0xff
#define REX_FIRST 0x40
#define REX_LAST 0x4f

/* Length of an operand that begins with byte @modrm, SIB and offset included. */
static size_t operand_length(const __u8 *modrm, size_t room)
{
	unsigned int mod = modrm[0] >> 6, rm = modrm[0] & 7;
	bool sib = mod != 3 && rm == 4;
	static const size_t offsets[] = { 0, 1, 4, 0 };
	size_t offset = offsets[mod];

	if (mod == 0 && rm == 5)
		offset = 4;
	if (mod == 0 && sib && room > 1 && (modrm[1] & 7) == 5)
		offset = 4;
	return 1 + sib + offset;
}

static bool indirect_ends(const __u8 *bytes, size_t length)
{
	const __u8 *op = bytes + HOP_CALL_BYTES - length;

	if (*op >= REX_FIRST && *op <= REX_LAST) {
		op++;
		length--;
	}
	return length >= 2 && op[0] == CALL_INDIRECT && (op[1] >> 3 & 7) == 2 &&
	       1 + operand_length(op + 1, length - 1) == length;
}

bool hop_call_before(const __u8 bytes[HOP_CALL_BYTES], __u64 addr,
		     __u64 *target)
{
	__s32 offset;

	*target = 0;
	if (bytes[2] == CALL_REL32) {
		memcpy(&offset, bytes + 3, sizeof(offset));
		*target = addr + offset;
		return true;
	}
	for (size_t length = 2; length <= HOP_CALL_BYTES; length++)
		if (indirect_ends(bytes, length))
			return true;
	return false;
}
