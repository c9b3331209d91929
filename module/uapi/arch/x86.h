/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What x86 adds to the records and calls of stackhop. Included by them, whose
 * rules of structures, padding and errors hold here.
 */
#ifndef _UAPI_HOP_ARCH_X86_H
#define _UAPI_HOP_ARCH_X86_H

#include <linux/types.h>

#include "../hop_value.h"

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

/*
 * The values of a snapshot that x86 has, as HOP_VALUES() of hop_value.h.
 *
 * SP0       tss.sp0, from the copy that the CPU reads (entry area)
 * SP1       tss.sp1
 * SP2       tss.sp2 (the user's RSP at the last SYSCALL)
 * IST       tss.ist[]
 * TSS       address of the TSS that the CPU uses (from the GDT by TR)
 * IDT       IDT base (SIDT)
 * IDT_LIMIT IDT limit (SIDT)
 * CR3       CR3
 * LSTAR     MSR_LSTAR
 * CSTAR     MSR_CSTAR: entry of SYSCALL from 32-bit code; 0: Linux has set none,
 *           and whoever makes one ends at address 0 in kernel mode
 * SYSENTER  MSR_IA32_SYSENTER_EIP; 0: as above
 */
#define HOP_NR_IST 7
#define HOP_X86_VALUES(X)                                          \
	X(HOP_X86_SP0, 0x100, 1, "sp0", HOP_AS_ADDRESS)            \
	X(HOP_X86_SP1, 0x101, 1, "sp1", HOP_AS_ADDRESS)            \
	X(HOP_X86_SP2, 0x102, 1, "sp2", HOP_AS_ADDRESS)            \
	X(HOP_X86_IST, 0x110, HOP_NR_IST, "ist", HOP_AS_ADDRESS)   \
	X(HOP_X86_TSS, 0x120, 1, "tss", HOP_AS_ADDRESS)            \
	X(HOP_X86_IDT, 0x121, 1, "idt", HOP_AS_ADDRESS)            \
	X(HOP_X86_IDT_LIMIT, 0x122, 1, "idt_limit", HOP_AS_NUMBER) \
	X(HOP_X86_CR3, 0x130, 1, "cr3", HOP_AS_ADDRESS)            \
	X(HOP_X86_LSTAR, 0x140, 1, "lstar", HOP_AS_ADDRESS)        \
	X(HOP_X86_CSTAR, 0x141, 1, "cstar", HOP_AS_ADDRESS)        \
	X(HOP_X86_SYSENTER, 0x142, 1, "sysenter", HOP_AS_ADDRESS)

enum hop_value_x86 { HOP_X86_VALUES(HOP_VALUE_ENUM) };

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
