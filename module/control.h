/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /dev/stackhop. The calls are described in uapi/stackhop.h.
 */
#ifndef HOP_CONTROL_H
#define HOP_CONTROL_H

/* Make the device appear, and go. An open file keeps the module loaded. */
int hop_control_init(void);
void hop_control_exit(void);

#endif
