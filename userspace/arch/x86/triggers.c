// SPDX-License-Identifier: GPL-2.0
/*
 * The triggers of x86-64. A new one is a row here, and a snippet or a preparation
 * if none of those that there are will do.
 */
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>

#include "arch/arch.h"
#include "x86.h"

#define NR_GETPPID_IA32 64

/* What the vDSO's landing pad pops: three registers and the return address. */
#define LANDING_POPS 16

/* Vectors: SDM vol. 3, table 6-1, and asm/irq_vectors.h of Linux. */
enum {
	DE = 0,
	DB = 1,
	NMI = 2,
	BP = 3,
	BR = 5,
	UD = 6,
	DF = 8,
	GP = 13,
	PF = 14,
	MF = 16,
	AC = 17,
	MC = 18,
	XF = 19,
	IA32 = 0x80,
	TIMER = 0xec,
	CALL_SINGLE = 0xfb,
};

/* Snippets: in the assembly beside this. */
#define SNIPPET(name) extern const struct hop_snippet hop_snippet_##name

SNIPPET(call);
SNIPPET(int80);
SNIPPET(own);
SNIPPET(divide);
SNIPPET(int3);
SNIPPET(ud2);
SNIPPET(gp);
SNIPPET(pagefault);
SNIPPET(segv);
SNIPPET(align);
SNIPPET(simd);
SNIPPET(x87);
SNIPPET(debug_tf);
SNIPPET(icebp);
SNIPPET(watch);
SNIPPET(spin);
SNIPPET(fork);
SNIPPET(switch);
SNIPPET(sigreturn);
SNIPPET(doublefault);
SNIPPET(espfix);
SNIPPET(outb);
SNIPPET(int80_32);
SNIPPET(sysenter_32);
SNIPPET(syscall_32);
SNIPPET(bound_32);
SNIPPET(spin_timed);
SNIPPET(sigreturn_timed);

#define SETUP(...) (&(const struct hop_setup){ __VA_ARGS__ })
#define SETUP_CALL(number, ...) \
	SETUP(.snippet = &hop_snippet_call, .nr = (number), __VA_ARGS__)
/* A fault or trap that ends in a signal. */
#define SETUP_SIGNAL(what, number, ...)                           \
	SETUP(.snippet = &hop_snippet_##what, .signal = (number), \
	      .end = HOP_END_CAUGHT, __VA_ARGS__)
#define NO_IA32 "the kernel runs no 32-bit code (ia32_emulation)"
#define NO_SYSENTER                                                  \
	"this CPU has no SYSENTER below 64-bit kernels (AMD's have " \
	"SYSCALL), or the 32-bit vDSO cannot be mapped"
#define NO_SYSCALL32                                            \
	"this CPU has no SYSCALL in 32-bit code (Intel's have " \
	"SYSENTER), or the 32-bit vDSO cannot be mapped"
#define NOT_RAISED "this CPU does not raise it: an emulator may not"

#define SETUP_WAIT(...)                                                       \
	SETUP(.snippet = &hop_snippet_spin, .timed = &hop_snippet_spin_timed, \
	      .nr = 1, .end = HOP_END_RESUMED, __VA_ARGS__)

/*
 * Linux sets CSTAR only where it thinks that the CPU has SYSCALL in 32-bit code
 * (since 5.16 not on Intel's). An emulator may execute it all the same: in
 * kernel mode, at address 0, on the user's stack.
 */
static const struct hop_entry_register cstar = {
	HOP_X86_CSTAR, "Linux has set no entry for it (MSR_CSTAR is 0)",
	"MSR_CSTAR is no address of the kernel"
};

/* The same; AMD's keep 32 bits of it, and refuse the instruction. */
static const struct hop_entry_register sysenter = {
	HOP_X86_SYSENTER,
	"Linux has set no entry for it (MSR_IA32_SYSENTER_EIP is 0)",
	"MSR_IA32_SYSENTER_EIP is no address of the kernel"
};

const struct hop_trigger hop_x86_triggers[] = {
	{ "syscall", "user", 0, HOP_POINT_SYSCALL, 0, SETUP_CALL(SYS_getppid),
	  NULL },
	{ "int80", "user", IA32, 0, HOP_NEED_TRIAL,
	  SETUP(.snippet = &hop_snippet_int80, .nr = NR_GETPPID_IA32),
	  NO_IA32 },
	{ "int80-32", "user", IA32, 0, HOP_NEED_TRIAL,
	  SETUP(.snippet = &hop_snippet_int80_32, .nr = NR_GETPPID_IA32),
	  NO_IA32 },
	{ "sysenter-32", "user", 0, HOP_POINT_SYSENTER, HOP_NEED_TRIAL,
	  SETUP(.snippet = &hop_snippet_sysenter_32, .nr = NR_GETPPID_IA32,
		.by = &sysenter, .end = HOP_END_UNKNOWN, .once = true,
		.popped = LANDING_POPS, .prepare = hop_x86_prepare_vdso32),
	  NO_SYSENTER },
	{ "syscall-32", "user", 0, HOP_POINT_SYSCALL32, HOP_NEED_TRIAL,
	  SETUP(.snippet = &hop_snippet_syscall_32, .nr = NR_GETPPID_IA32,
		.by = &cstar, .end = HOP_END_UNKNOWN, .once = true,
		.popped = LANDING_POPS, .prepare = hop_x86_prepare_vdso32),
	  NO_SYSCALL32 },
	{ "divide", "user", DE, 0, 0, SETUP_SIGNAL(divide, SIGFPE), NULL },
	{ "int3", "user", BP, 0, 0, SETUP_SIGNAL(int3, SIGTRAP), NULL },
	{ "ud2", "user", UD, 0, 0, SETUP_SIGNAL(ud2, SIGILL), NULL },
	{ "gp", "user", GP, 0, 0, SETUP_SIGNAL(gp, SIGSEGV), NULL },
	{ "pagefault", "user", PF, 0, 0,
	  SETUP(.snippet = &hop_snippet_pagefault, .common = HOP_PREPARE_FRESH),
	  NULL },
	{ "segv", "user", PF, 0, 0,
	  SETUP_SIGNAL(segv, SIGSEGV, .common = HOP_PREPARE_HOLE), NULL },
	{ "align", "user", AC, 0, HOP_NEED_TRIAL, SETUP_SIGNAL(align, SIGBUS),
	  NOT_RAISED },
	{ "simd", "user", XF, 0, HOP_NEED_TRIAL, SETUP_SIGNAL(simd, SIGFPE),
	  NOT_RAISED },
	{ "x87", "user", MF, 0, HOP_NEED_TRIAL, SETUP_SIGNAL(x87, SIGFPE),
	  NOT_RAISED },
	{ "bound-32", "user", BR, 0, HOP_NEED_TRIAL,
	  SETUP_SIGNAL(bound_32, SIGSEGV), NO_IA32 },
	{ "debug-tf", "user", DB, 0, 0, SETUP_SIGNAL(debug_tf, SIGTRAP), NULL },
	{ "icebp", "user", DB, 0, HOP_NEED_TRIAL, SETUP_SIGNAL(icebp, SIGTRAP),
	  NOT_RAISED },
	{ "watchpoint-user", "user", DB, 0, HOP_NEED_TRIAL,
	  SETUP_SIGNAL(watch, SIGTRAP, .once = true,
		       .prepare = hop_x86_prepare_watch),
	  "no hardware breakpoint is to be had by ptrace" },
	{ "watchpoint-kernel", "kernel", DB, 0, HOP_NEED_TRIAL | HOP_NEED_QUIET,
	  SETUP_CALL(SYS_getcpu, .once = true,
		     .common = HOP_PREPARE_WATCH_KERNEL),
	  "no hardware breakpoint is to be had by perf" },
	{ "espfix", "user", IA32, 0,
	  HOP_NEED_TRIAL | HOP_NEED_OVER | HOP_NEED_ESPFIX,
	  SETUP(.snippet = &hop_snippet_espfix, .nr = NR_GETPPID_IA32,
		.prepare = hop_x86_prepare_ldt),
	  "no 16-bit stack segment is to be had (modify_ldt), or no int 80h" },
	{ "doublefault", "kernel", DF, 0, HOP_NEED_TRIAL | HOP_NEED_ESPFIX,
	  SETUP_SIGNAL(doublefault, SIGSEGV, .marked = true, .raise = SIGUSR1,
		       .nr = SYS_tgkill, .common = HOP_PREPARE_TGKILL),
	  "no IRET to a segment of the LDT (espfix) can be made to fail" },
	{ "pagefault-kernel", "kernel", PF, 0, 0,
	  SETUP_CALL(SYS_getcpu, .common = HOP_PREPARE_FRESH_KERNEL), NULL },
	{ "timer-user", "user", TIMER, 0, 0,
	  SETUP_WAIT(.common = HOP_PREPARE_TICK), NULL },
	{ "timer-kernel", "kernel", TIMER, 0, 0,
	  SETUP_CALL(SYS_readv, .common = HOP_PREPARE_LONG_TICK,
		     .hidden = true),
	  NULL },
	{ "ipi-user", "user", CALL_SINGLE, 0, HOP_NEED_OTHER,
	  SETUP_WAIT(.common = HOP_PREPARE_IPI), NULL },
	{ "ipi-kernel", "kernel", CALL_SINGLE, 0, HOP_NEED_OTHER,
	  SETUP_CALL(SYS_readv, .common = HOP_PREPARE_IPI_KERNEL,
		     .hidden = true),
	  NULL },
	{ "device-irq", "user", 0, 0, HOP_NEED_TRIAL,
	  SETUP(.snippet = &hop_snippet_outb, .end = HOP_END_RESUMED,
		.prepare = hop_x86_prepare_ports, .cpu = hop_x86_ports_cpu,
		.hidden = true),
	  "no keyboard controller, or no access to its ports" },
	{ "softirq", "user", 0, HOP_POINT_SYSCALL,
	  HOP_NEED_TRIAL | HOP_NEED_SOFTIRQ,
	  SETUP_CALL(SYS_write, .common = HOP_PREPARE_UDP),
	  "no UDP on the loopback interface" },
	{ "softirq-irq", "user", TIMER, 0,
	  HOP_NEED_TRIAL | HOP_NEED_SOFTIRQ | HOP_NEED_DIRECT,
	  SETUP_WAIT(.common = HOP_PREPARE_SOFTIRQ),
	  "no UDP on the loopback interface" },
	{ "nmi-user", "user", NMI, 0, HOP_NEED_OTHER,
	  SETUP_WAIT(.common = HOP_PREPARE_NMI), NULL },
	{ "nmi-kernel", "kernel", NMI, 0, 0,
	  SETUP_CALL(SYS_ioctl, .common = HOP_PREPARE_NMI_SELF), NULL },
	{ "mce", "kernel", MC, 0, HOP_NEED_TRIAL | HOP_NEED_QUIET,
	  SETUP_CALL(SYS_write, .once = true, .prepare = hop_x86_prepare_mce),
	  "it takes the module mce-inject (modprobe mce-inject), and an AMD "
	  "CPU: with others a machine check concerns all CPUs at once" },
	{ "switch", "user", 0, HOP_POINT_SYSCALL, 0,
	  SETUP(.snippet = &hop_snippet_switch, .nr = SYS_sched_yield,
		.end = HOP_END_PARTNER, .once = true,
		.common = HOP_PREPARE_PARTNER),
	  NULL },
	{ "fork", "user", 0, HOP_POINT_SYSCALL, 0,
	  SETUP(.snippet = &hop_snippet_fork, .nr = SYS_clone, .once = true,
		.common = HOP_PREPARE_CLONE),
	  NULL },
	{ "signal", "user", 0, HOP_POINT_SYSCALL, 0,
	  SETUP_CALL(SYS_tgkill, .signal = SIGUSR1, .end = HOP_END_CAUGHT,
		     .common = HOP_PREPARE_TGKILL),
	  NULL },
	{ "sigreturn", "user", 0, HOP_POINT_SYSCALL, 0,
	  SETUP(.snippet = &hop_snippet_sigreturn,
		.timed = &hop_snippet_sigreturn_timed, .raise = SIGUSR1,
		.nr = SYS_tgkill, .common = HOP_PREPARE_TGKILL),
	  NULL },
	{ "own-user", "user", 0, 0, HOP_NEED_GATES,
	  SETUP(.snippet = &hop_snippet_own, .gates = 1 << HOP_GATE_OWN,
		.prepare = hop_x86_prepare_own),
	  NULL },
	{ "own-kernel", "kernel", 0, 0, HOP_NEED_GATES,
	  SETUP_CALL(SYS_ioctl, .common = HOP_PREPARE_FIRE,
		     .gate = HOP_GATE_OWN),
	  NULL },
	{ "own-ist-user", "user", 0, 0, HOP_NEED_GATES,
	  SETUP(.snippet = &hop_snippet_own, .gates = 1 << HOP_GATE_IST,
		.prepare = hop_x86_prepare_own_ist),
	  NULL },
	{ "own-ist-kernel", "kernel", 0, 0, HOP_NEED_GATES,
	  SETUP_CALL(SYS_ioctl, .common = HOP_PREPARE_FIRE,
		     .gate = HOP_GATE_IST),
	  NULL },
	{ 0 },
};
