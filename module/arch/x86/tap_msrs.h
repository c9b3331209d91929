/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Taps before the entries of the syscall instructions, which MSRs of each CPU
 * hold. Masks are of HOP_TAP_* as in struct hop_tap.
 */
#ifndef HOP_X86_TAP_MSRS_H
#define HOP_X86_TAP_MSRS_H

#include <linux/types.h>

/* Read the stock entries, and keep taps in place over hotplug and suspend. */
int hop_tap_msrs_init(void);
void hop_tap_msrs_exit(void);

/* Which there are to tap: not those that Linux left at 0, or that were left. */
u32 hop_tap_msrs_there(void);

/*
 * Tap those of @want too, on all CPUs. -EBUSY, and nothing is changed, if one
 * is not what Linux wrote, or a CPU is set up to run virtual machines.
 */
int hop_tap_msrs_add(u32 want);

/*
 * Take away all but @want: on each CPU where it is still ours. Allocates nothing
 * and cannot fail; returns those that some CPU may still use.
 */
u32 hop_tap_msrs_keep(u32 want);

#endif
