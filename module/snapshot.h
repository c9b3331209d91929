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

/*
 * Hold what the kernel's variables say against the running task: is this the
 * layout that the module was built for? -ENXIO, with what differs in the log.
 */
int hop_snapshot_check(void);

#endif
