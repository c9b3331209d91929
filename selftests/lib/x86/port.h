/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The words and numbers of x86 for neutral tests: see lib/arch.h.
 */
#ifndef HOP_LIB_PORT_H
#define HOP_LIB_PORT_H

#include <stdint.h>

#include "lib.h"

/* Files of each CPU in debugfs, and a name in one of them. */
#define HOP_FILE_POINTERS "tss"
#define HOP_FILE_IRQ_POINTER "hardirq_stack_ptr"

/* Where the functions are that fire own gates from kernel mode. */
#define HOP_FILE_OF_FIRE "module/arch/x86/handle.c"

/* One that user mode cannot reach: in the direct map. */
#define HOP_KERNEL_ADDRESS 0xffff888000001000ull

/* Taps: of the system call that programs make here, and of every one. */
#define HOP_TAP_CALL HOP_TAP_SYSCALL
#define HOP_TAP_CALLS (HOP_TAP_SYSCALL | HOP_TAP_SYSCALL32 | HOP_TAP_SYSENTER)

/* The five words that the CPU pushes: SS, RSP, RFLAGS, CS, RIP. */
#define HOP_FRAME_BYTES 40

/* Stacks on which nobody comes while a test runs, but who is sent. */
#define HOP_QUIET_KINDS \
	(1 << HOP_KIND_IST_DF | 1 << HOP_KIND_IST_DB | 1 << HOP_KIND_IST_MCE)

/* An IRQ, an entry and four IST stacks: those the kernel's variables tell. */
#define HOP_STACKS_OF_CPU 6

/*
 * From the deepest word that was used to the tracepoint of a page fault there:
 * what the CPU and the entry code push, a pt_regs of 168 bytes, and the frames of
 * exc_page_fault() and of the call of the program: 296 in all on 6.1, less than
 * two calls of hop_use_deeper() take.
 */
#define HOP_FAULT_ROOM 512

/* Triggers of `stackhop path` that are called otherwise elsewhere. */
#define HOP_TRIGGER_SECOND_CALL "int80"
#define HOP_TRIGGER_EXCEPTION "divide"
#define HOP_TRIGGER_UNDEFINED "ud2"

/* Entries of `stackhop watch`, and the stack that NMIs come on. */
#define HOP_ENTRY_TIMER "local_timer_entry"
#define HOP_ENTRY_CALL_ONE "call_function_single_entry"
#define HOP_ENTRY_CALL "call_function_entry"
#define HOP_ENTRY_NMI "nmi_handler"
#define HOP_ENTRY_KERNEL_FAULT "page_fault_kernel"
#define HOP_STACK_OF_NMI "ist-nmi"

/* In call chains: of every system call; for ftrace, of interrupts. */
#define HOP_FUNCTION_CALL "entry_SYSCALL_64"
#define HOP_FUNCTIONS_INTERRUPT "*sysvec*"

#define HOP_TABLE_BYTES 4096 /* of an IDT, and of each page table */
#define HOP_TSS_BYTES 104
#define HOP_NR_MSRS 5

/**
 * struct hop_state - what stackhop may change while it is loaded
 * @idt:	the IDT
 * @tss:	each CPU's hardware TSS; sp1 and sp2 zeroed, since Linux writes
 *		them all the time
 * @msr:	each CPU's entry points: see hop_state_msrs
 * @area:	the page tables under the CPU entry area, by hop_entry_area_sum()
 * @pages:	how many they are
 */
struct hop_state {
	uint8_t idt[HOP_TABLE_BYTES];
	uint8_t tss[HOP_MAX_CPUS][HOP_TSS_BYTES];
	uint64_t msr[HOP_MAX_CPUS][HOP_NR_MSRS];
	uint64_t area;
	unsigned int pages;
};

/* The values of a snapshot that the port adds, and what changes with the task. */
#define HOP_PORT_VALUES HOP_X86_VALUES

static inline bool hop_value_is_fleeting(uint32_t id)
{
	return id == HOP_X86_SP1 || id == HOP_X86_SP2 || id == HOP_X86_CR3;
}

#endif
