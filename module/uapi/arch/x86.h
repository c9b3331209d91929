/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What x86 adds to the records and calls of stackhop. Included by them, whose
 * rules of structures, padding and errors hold here.
 */
#ifndef _UAPI_HOP_ARCH_X86_H
#define _UAPI_HOP_ARCH_X86_H

#include <linux/types.h>

/* System call instructions besides SYSCALL from 64-bit code: enum hop_point. */
#define HOP_POINT_SYSCALL32 HOP_POINT_CALL2 /* SYSCALL from 32-bit code */
#define HOP_POINT_SYSENTER HOP_POINT_CALL3

/* The same in hop_tap.calls, and the registers that they enter by. */
#define HOP_TAP_SYSCALL (1 << 0) /* MSR_LSTAR */
#define HOP_TAP_SYSCALL32 (1 << 1) /* MSR_CSTAR */
#define HOP_TAP_SYSENTER (1 << 2) /* MSR_IA32_SYSENTER_EIP */

/* Flags of a record: HOP_REC_USER means that the CS pushed has RPL 3. */
#define HOP_REC_GS_USER \
	(1 << 8) /* GSBASE was not the kernel's: paranoid test */
#define HOP_REC_PARANOID (1 << 9) /* the paranoid test was made (IST gate) */
#define HOP_REC_CR3_USER (1 << 10) /* cr3 below is a PTI user page table */

/* Abilities, in hop_info.features. */
#define HOP_FEAT_FSGSBASE (1 << 16) /* the paranoid test uses RDGSBASE */
#define HOP_FEAT_LA57 (1 << 17) /* 5-level paging */
#define HOP_FEAT_FRED (1 << 18) /* FRED is in use: no IDT gates */

/* Bytes at the top of the NMI stack that the kernel keeps its state in. */
#define HOP_NMI_TOP 256

/**
 * struct hop_record_x86 - hop_record.x86
 * @rflags:	RFLAGS that the CPU pushed
 * @cr3:	CR3 at this point (ENTRY: before the stub switched it; EXIT: after
 *		it switched back)
 * @cs:		CS that the CPU pushed
 * @ss:		SS that the CPU pushed
 * @error:	TAP: error code that the CPU pushed, if the vector has one, else 0
 *
 * hop_record.vector is the IDT vector, sp and ip are RSP and RIP. The CPU always
 * pushes SS, RSP, RFLAGS, CS and RIP (SDM vol. 3, 6.14.2), and the record takes
 * them from there. SYSCALL pushes none: there ip, @rflags and frame_sp are RCX, R11
 * and RSP as it left them, @cs and @ss what SYSRET would go back to. SYSENTER
 * leaves nothing: zeroes.
 */
struct hop_record_x86 {
	__u64 rflags;
	__u64 cr3;
	__u16 cs;
	__u16 ss;
	__u32 error;
};

#endif
