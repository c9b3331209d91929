// SPDX-License-Identifier: GPL-2.0
/*
 * A machine check by way of mce-inject: it puts an error that was corrected into
 * a bank, and does `int $18` on the CPU. Whoever loads that module wants this.
 */
#include <cpuid.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arch/arch.h"
#include "x86.h"

#define INJECT "/sys/kernel/debug/mce-inject/"

/* CPUID leaf 0, EBX of "AuthenticAMD" and of "HygonGenuine". */
#define EBX_AMD 0x68747541
#define EBX_HYGON 0x6f677948

/* On Intel's all CPUs meet in the handler, which one that is alone fails. */
static bool checks_are_local(void)
{
	unsigned int eax, ebx, ecx, edx;

	return __get_cpuid(0, &eax, &ebx, &ecx, &edx) &&
	       (ebx == EBX_AMD || ebx == EBX_HYGON);
}

static bool knob_write(const char *knob, const char *text)
{
	int fd = open(knob, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) > 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

/* The number of the bank, which is written last, sets it off. */
int hop_x86_prepare_mce(const struct hop_run_context *context)
{
	char *bank = hop_arena_at(HOP_ARENA_BUFFER);
	char cpu[16];
	int fd;

	if (!checks_are_local())
		return -EOPNOTSUPP;
	snprintf(cpu, sizeof(cpu), "%u\n", context->cpu);
	if (!knob_write(INJECT "cpu", cpu) ||
	    !knob_write(INJECT "flags", "hw\n") ||
	    !knob_write(INJECT "status", "0\n"))
		return -ENODEV;
	fd = open(INJECT "bank", O_WRONLY | O_CLOEXEC);
	strcpy(bank, "0\n");
	HOP_ARENA->args[0] = fd;
	HOP_ARENA->args[1] = (uintptr_t)bank;
	HOP_ARENA->args[2] = strlen(bank);
	return fd < 0 ? -errno : 0;
}
