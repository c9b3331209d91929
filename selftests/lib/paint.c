// SPDX-License-Identifier: GPL-2.0
/*
 * Calls of uapi/hop_measure.h that paint.
 */
#include "lib/paint.h"

int64_t hop_kinds_paint(int fd, uint32_t kinds)
{
	struct hop_paint paint = { .kinds = kinds };
	int err = hop_device_call(fd, HOP_IOC_PAINT, &paint);

	return err ? err : (int64_t)paint.kinds;
}

int64_t hop_residue_read(int fd, uint32_t kind, uint64_t *words, uint32_t nr)
{
	struct hop_residue residue = { .kind = kind,
				       .nr = nr,
				       .words = (uintptr_t)words };
	int err = hop_device_call(fd, HOP_IOC_RESIDUE, &residue);

	return err ? err : (int64_t)residue.depth;
}
