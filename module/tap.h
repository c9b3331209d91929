/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Taps: stubs put before stock handlers for the time of a measurement.
 */
#ifndef HOP_TAP_H
#define HOP_TAP_H

#include "uapi/stackhop.h"

/* 0, or why nothing can be tapped; and that in one line, or empty. */
int hop_tap_errno(void);
const char *hop_tap_why(void);

/*
 * Put taps where @tap says, for @owner, and take away its others; @tap becomes
 * what is tapped. -EBUSY if somebody else has taps. May sleep.
 */
int hop_tap_set(struct hop_tap *tap, const void *owner);

/*
 * Take away all of @owner's taps. Cannot fail: what somebody else has changed is
 * left to him, and keeps the module loaded. May sleep.
 */
void hop_tap_clear(const void *owner);

#endif
