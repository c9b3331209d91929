/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One CPU's stack pointers at one moment, read on that CPU.
 */
#ifndef HOP_SNAPSHOT_H
#define HOP_SNAPSHOT_H

#include "uapi/stackhop.h"

/*
 * Take snap->cpu's snapshot in snap->context and fill in the rest. May sleep.
 * -EINVAL: no such CPU or context; -ENXIO: the CPU is offline.
 */
int hop_snapshot_take(struct hop_snapshot *snap);

/* Add a value; HOP_SNAPSHOT_VALUES has room for those of both tables. */
static inline void hop_snapshot_put(struct hop_snapshot *snap, u32 id,
				    u64 value)
{
	if (snap->nr == HOP_SNAPSHOT_VALUES)
		return;
	snap->value[snap->nr].id = id;
	snap->value[snap->nr++].value = value;
}

/* The rows of HOP_VALUES(); one without values ends them. */
extern const struct hop_value_row hop_values[];

/*
 * Hold what the kernel's variables say against the running task: is this the
 * layout that the module was built for? -ENXIO, with what differs in the log;
 * -ENOMEM.
 */
int hop_snapshot_check(void);

#endif
