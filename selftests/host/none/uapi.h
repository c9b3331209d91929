/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an architecture without anything of its own adds to the records, in place
 * of uapi/arch/x86.h: included first, it keeps that out.
 */
#ifndef _UAPI_HOP_ARCH_X86_H
#define _UAPI_HOP_ARCH_X86_H

/* The words of a record; BPF programs have not got their types yet. */
struct hop_record_x86 {
	unsigned long long nothing[3];
};

#endif
