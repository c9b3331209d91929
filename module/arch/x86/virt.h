/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Is there somebody here who runs virtual machines, and so keeps copies of the
 * registers that taps hang on?
 */
#ifndef HOP_X86_VIRT_H
#define HOP_X86_VIRT_H

#include <linux/types.h>

/*
 * Watch modules that are loaded: @coming is called, in process context, for each
 * of which nothing has run yet.
 */
int hop_virt_init(void (*coming)(void));
void hop_virt_exit(void);

/*
 * For one caller at a time, who also holds off others while he acts on the
 * answer. May sleep. Can a module, or this kernel itself, run virtual machines?
 * And for @coming: can it since now?
 */
bool hop_virt_is_loaded(void);
bool hop_virt_has_come(void);

/* This CPU has been set up to run them. Preemption off. */
bool hop_virt_is_on_here(void);

#endif
