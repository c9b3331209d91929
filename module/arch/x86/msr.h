/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Model specific registers, called as kernels from 6.16 on call them.
 */
#ifndef HOP_X86_MSR_H
#define HOP_X86_MSR_H

#include <asm/msr.h>

/* Called rdmsrl() and wrmsrl() up to 6.15; macros and functions alike. */
#ifndef rdmsrq
#define rdmsrq(msr, value) rdmsrl(msr, value)
#define wrmsrq(msr, value) wrmsrl(msr, value)
#endif

#endif
