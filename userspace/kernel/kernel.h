/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What asks the kernel: the device, BPF, symbols and their source lines, stacks,
 * /proc and /sys.
 */
#ifndef HOP_KERNEL_H
#define HOP_KERNEL_H

#include "bpf.h"
#include "dev.h"
#include "features.h"
#include "here.h"
#include "interrupts.h"
#include "kcore.h"
#include "kinds.h"
#include "kstacks.h"
#include "machine.h"
#include "need.h"
#include "notes.h"
#include "stack_lookup.h"
#include "probe.h"
#include "source.h"
#include "stacks.h"
#include "sym.h"

#endif
