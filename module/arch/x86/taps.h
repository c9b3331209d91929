/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Set-up and tear-down of what keeps taps in place over CPU hotplug and
 * suspend. Putting them up is hop_arch_taps_set().
 */
#ifndef HOP_X86_TAPS_H
#define HOP_X86_TAPS_H

int hop_taps_init(void);

/* There are no taps: an owner, or taps left behind, keep the module loaded. */
void hop_taps_exit(void);

#endif
