/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Is there somebody here who runs virtual machines, and so keeps copies of the
 * registers that taps hang on?
 */
#ifndef HOP_X86_VIRT_H
#define HOP_X86_VIRT_H

#include <linux/types.h>

/*
 * Watch modules that are loaded; @coming is called, in process context, when
 * one that runs virtual machines has not begun to run yet.
 */
int hop_virt_init(void (*coming)(void));
void hop_virt_exit(void);

/* A module, or this kernel itself, can run virtual machines. May sleep. */
bool hop_virt_is_loaded(void);

/* This CPU has been set up to run them. Preemption off. */
bool hop_virt_is_on_here(void);

#endif
