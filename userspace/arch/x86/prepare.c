// SPDX-License-Identifier: GPL-2.0
/*
 * What the triggers of x86 need before they run, in the child: the vector of an
 * own gate, segments, the vDSO of 32-bit programs, ports, debug registers.
 */
#include <asm/ldt.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arch/arch.h"
#include "lib/lib.h"
#include "x86.h"

#define ARCH_MAP_VDSO_32 0x2002
#define VDSO32_AT 0x20000000

static int prepare_vector(const struct hop_run_context *context,
			  unsigned int gate)
{
	uint8_t *code = hop_arena_at(HOP_ARENA_CODE);

	code[1] = context->info->vector[gate];
	return 0;
}

int hop_x86_prepare_own(const struct hop_run_context *context)
{
	return prepare_vector(context, HOP_GATE_OWN);
}

int hop_x86_prepare_own_ist(const struct hop_run_context *context)
{
	return prepare_vector(context, HOP_GATE_IST);
}

int hop_x86_prepare_ldt(const struct hop_run_context *context
			__attribute__((unused)))
{
	struct user_desc segment = { .limit = 0xffff };

	return syscall(SYS_modify_ldt, 1, &segment, sizeof(segment)) ? -errno :
								       0;
}

/* Go through the pages of a mapping of this name: present or away. */
static void each_mapping(const char *name, void (*act)(char *at, size_t size))
{
	unsigned long from, to;
	char line[256];
	FILE *f = fopen("/proc/self/maps", "re");

	while (f && fgets(line, sizeof(line), f))
		if (strstr(line, name) &&
		    sscanf(line, "%lx-%lx", &from, &to) == 2)
			act((char *)from, to - from);
	if (f)
		fclose(f);
}

static void mapping_drop(char *at, size_t size)
{
	munmap(at, size);
}

static void mapping_touch(char *at, size_t size)
{
	for (size_t i = 0; i < size; i += 4096)
		(void)*(volatile char *)(at + i);
}

/*
 * From 32-bit system calls the kernel returns to the vDSO, which is that of
 * 64-bit programs here: another one in its place. No libc call that uses the
 * vDSO may come after this.
 */
int hop_x86_prepare_vdso32(const struct hop_run_context *context
			   __attribute__((unused)))
{
	each_mapping("[vdso]", mapping_drop);
	each_mapping("[vvar]", mapping_drop);
	each_mapping("[vvar_vclock]", mapping_drop);
	if (syscall(SYS_arch_prctl, ARCH_MAP_VDSO_32, VDSO32_AT) < 0)
		return -errno;
	each_mapping("[vdso]", mapping_touch);
	return 0;
}

/* Is there a driver to take the keyboard's interrupt? */
static bool keyboard_served(void)
{
	char line[1024];
	bool served = false;
	FILE *f = fopen("/proc/interrupts", "re");

	while (f && !served && fgets(line, sizeof(line), f))
		served = strtol(line, NULL, 10) == 1 && strstr(line, "i8042");
	if (f)
		fclose(f);
	return served;
}

/* The CPU that the keyboard's interrupt goes to. */
unsigned int hop_x86_ports_cpu(void)
{
	FILE *f = fopen("/proc/irq/1/effective_affinity_list", "re");
	unsigned int cpu = ~0U;

	if (f && fscanf(f, "%u", &cpu) != 1)
		cpu = ~0U;
	if (f)
		fclose(f);
	return cpu;
}

int hop_x86_prepare_ports(const struct hop_run_context *context
			  __attribute__((unused)))
{
	if (!keyboard_served())
		return -ENODEV;
	return ioperm(0x60, 1, 1) || ioperm(0x64, 1, 1) ? -errno : 0;
}

#define DEBUGREG(n) offsetof(struct user, u_debugreg[n])

/* DR7: breakpoint 0 is on, for writes of 1 byte (SDM vol. 3, 17.2.4). */
#define DR7_WRITE_1 (1 | 1 << 16)

static int breakpoint_set(pid_t pid)
{
	unsigned long at = HOP_ARENA_ADDR + HOP_ARENA_WATCH;
	int failed;

	if (ptrace(PTRACE_ATTACH, pid, NULL, NULL) ||
	    waitpid(pid, NULL, 0) != pid)
		return errno;
	failed = ptrace(PTRACE_POKEUSER, pid, DEBUGREG(0), at) ||
		 ptrace(PTRACE_POKEUSER, pid, DEBUGREG(7), DR7_WRITE_1);
	ptrace(PTRACE_DETACH, pid, NULL, NULL);
	return failed;
}

/* The breakpoint stays when the tracer goes; its SIGTRAP is then the child's. */
int hop_x86_prepare_watch(const struct hop_run_context *context
			  __attribute__((unused)))
{
	pid_t self = getpid(), pid = fork();
	int status = 0;

	if (pid == 0) {
		hop_end_with_parent(self);
		_exit(breakpoint_set(self));
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -errno;
	return status ? -ENODEV : 0;
}

/* A 16-bit segment is given out only where the way out to one has a stack. */
bool hop_x86_espfix_here(void)
{
	pid_t parent = getpid(), pid = fork();
	int status = 1;

	if (pid == 0) {
		hop_end_with_parent(parent);
		_exit(hop_x86_prepare_ldt(NULL) ? 1 : 0);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}
