// SPDX-License-Identifier: GPL-2.0
/*
 * The table of triggers. A new one is a row here, and a snippet or a preparation
 * if none of those that there are will do.
 */
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>

#include "setup.h"

#define NR_GETPPID_IA32 64

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

const struct hop_trigger hop_triggers[] = {
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
		.end = HOP_END_UNKNOWN, .once = true,
		.prepare = hop_prepare_vdso32),
	  NO_SYSENTER },
	{ "syscall-32", "user", 0, HOP_POINT_SYSCALL32, HOP_NEED_TRIAL,
	  SETUP(.snippet = &hop_snippet_syscall_32, .nr = NR_GETPPID_IA32,
		.end = HOP_END_UNKNOWN, .once = true,
		.prepare = hop_prepare_vdso32),
	  NO_SYSCALL32 },
	{ "divide", "user", DE, 0, 0, SETUP_SIGNAL(divide, SIGFPE), NULL },
	{ "int3", "user", BP, 0, 0, SETUP_SIGNAL(int3, SIGTRAP), NULL },
	{ "ud2", "user", UD, 0, 0, SETUP_SIGNAL(ud2, SIGILL), NULL },
	{ "gp", "user", GP, 0, 0, SETUP_SIGNAL(gp, SIGSEGV), NULL },
	{ "pagefault", "user", PF, 0, 0,
	  SETUP(.snippet = &hop_snippet_pagefault, .prepare = hop_prepare_fresh,
		.with = hop_with_fresh),
	  NULL },
	{ "segv", "user", PF, 0, 0,
	  SETUP_SIGNAL(segv, SIGSEGV, .prepare = hop_prepare_hole), NULL },
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
		       .prepare = hop_prepare_watch),
	  "no hardware breakpoint is to be had by ptrace" },
	{ "watchpoint-kernel", "kernel", DB, 0, HOP_NEED_TRIAL | HOP_NEED_QUIET,
	  SETUP_CALL(SYS_getcpu, .once = true,
		     .prepare = hop_prepare_watch_kernel,
		     .with = hop_with_watch_kernel),
	  "no hardware breakpoint is to be had by perf" },
	{ "espfix", "user", IA32, 0,
	  HOP_NEED_TRIAL | HOP_NEED_OVER | HOP_NEED_ESPFIX,
	  SETUP(.snippet = &hop_snippet_espfix, .nr = NR_GETPPID_IA32,
		.prepare = hop_prepare_ldt),
	  "no 16-bit stack segment is to be had (modify_ldt), or no int 80h" },
	{ "doublefault", "kernel", DF, 0, HOP_NEED_TRIAL | HOP_NEED_ESPFIX,
	  SETUP_SIGNAL(doublefault, SIGSEGV, .marked = true, .raise = SIGUSR1,
		       .nr = SYS_tgkill, .prepare = hop_prepare_tgkill),
	  "no IRET to a segment of the LDT (espfix) can be made to fail" },
	{ "pagefault-kernel", "kernel", PF, 0, 0,
	  SETUP_CALL(SYS_getcpu, .prepare = hop_prepare_fresh_kernel,
		     .with = hop_with_fresh),
	  NULL },
	{ "timer-user", "user", TIMER, 0, 0,
	  SETUP_WAIT(.prepare = hop_prepare_tick), NULL },
	{ "timer-kernel", "kernel", TIMER, 0, 0,
	  SETUP_CALL(SYS_readv, .prepare = hop_prepare_long_tick,
		     .hidden = true),
	  NULL },
	{ "ipi-user", "user", CALL_SINGLE, 0, HOP_NEED_OTHER,
	  SETUP_WAIT(.prepare = hop_prepare_ipi), NULL },
	{ "ipi-kernel", "kernel", CALL_SINGLE, 0, HOP_NEED_OTHER,
	  SETUP_CALL(SYS_readv, .prepare = hop_prepare_ipi_kernel,
		     .hidden = true),
	  NULL },
	{ "device-irq", "user", 0, 0, HOP_NEED_TRIAL,
	  SETUP(.snippet = &hop_snippet_outb, .end = HOP_END_RESUMED,
		.prepare = hop_prepare_ports, .cpu = hop_cpu_of_ports,
		.hidden = true),
	  "no keyboard controller, or no access to its ports" },
	{ "softirq", "user", 0, HOP_POINT_SYSCALL,
	  HOP_NEED_TRIAL | HOP_NEED_SOFTIRQ,
	  SETUP_CALL(SYS_write, .prepare = hop_prepare_udp),
	  "no UDP on the loopback interface" },
	{ "softirq-irq", "user", TIMER, 0,
	  HOP_NEED_TRIAL | HOP_NEED_SOFTIRQ | HOP_NEED_DIRECT,
	  SETUP_WAIT(.prepare = hop_prepare_softirq),
	  "no UDP on the loopback interface" },
	{ "nmi-user", "user", NMI, 0, HOP_NEED_OTHER,
	  SETUP_WAIT(.prepare = hop_prepare_nmi), NULL },
	{ "nmi-kernel", "kernel", NMI, 0, 0,
	  SETUP_CALL(SYS_ioctl, .prepare = hop_prepare_nmi_self), NULL },
	{ "mce", "kernel", MC, 0, HOP_NEED_TRIAL | HOP_NEED_QUIET,
	  SETUP_CALL(SYS_write, .once = true, .prepare = hop_prepare_mce),
	  "it takes the module mce-inject (modprobe mce-inject), and an AMD "
	  "CPU: with others a machine check concerns all CPUs at once" },
	{ "switch", "user", 0, HOP_POINT_SYSCALL, 0,
	  SETUP(.snippet = &hop_snippet_switch, .nr = SYS_sched_yield,
		.end = HOP_END_PARTNER, .once = true,
		.prepare = hop_prepare_partner),
	  NULL },
	{ "fork", "user", 0, HOP_POINT_SYSCALL, 0,
	  SETUP(.snippet = &hop_snippet_fork, .nr = SYS_clone, .once = true,
		.prepare = hop_prepare_clone),
	  NULL },
	{ "signal", "user", 0, HOP_POINT_SYSCALL, 0,
	  SETUP_CALL(SYS_tgkill, .signal = SIGUSR1, .end = HOP_END_CAUGHT,
		     .prepare = hop_prepare_tgkill),
	  NULL },
	{ "sigreturn", "user", 0, HOP_POINT_SYSCALL, 0,
	  SETUP(.snippet = &hop_snippet_sigreturn,
		.timed = &hop_snippet_sigreturn_timed, .raise = SIGUSR1,
		.nr = SYS_tgkill, .prepare = hop_prepare_tgkill),
	  NULL },
	{ "own-user", "user", 0, 0, HOP_NEED_GATES,
	  SETUP(.snippet = &hop_snippet_own, .gates = 1 << HOP_GATE_OWN,
		.prepare = hop_prepare_own),
	  NULL },
	{ "own-kernel", "kernel", 0, 0, HOP_NEED_GATES,
	  SETUP_CALL(SYS_ioctl, .prepare = hop_prepare_fire,
		     .with = hop_with_fire),
	  NULL },
	{ "own-ist-user", "user", 0, 0, HOP_NEED_GATES,
	  SETUP(.snippet = &hop_snippet_own, .gates = 1 << HOP_GATE_IST,
		.prepare = hop_prepare_own_ist),
	  NULL },
	{ "own-ist-kernel", "kernel", 0, 0, HOP_NEED_GATES,
	  SETUP_CALL(SYS_ioctl, .prepare = hop_prepare_fire_ist,
		     .with = hop_with_fire),
	  NULL },
};

const size_t hop_nr_triggers = sizeof(hop_triggers) / sizeof(*hop_triggers);

const struct hop_trigger *hop_trigger_find(const char *name)
{
	for (size_t i = 0; i < hop_nr_triggers; i++)
		if (!strcmp(hop_triggers[i].name, name))
			return &hop_triggers[i];
	return NULL;
}
