// SPDX-License-Identifier: GPL-2.0
/*
 * Looks for the cause once something has failed: an errno of the kernel is the
 * same for many.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "need.h"

#define SYMBOLS "/proc/kallsyms"
#define NO_DATA "this kernel lists no data (CONFIG_KALLSYMS_ALL is off)"

/* The first line of a small file, or "". */
static const char *line_of(const char *path, char line[128])
{
	FILE *f = fopen(path, "re");

	if (!f || !fgets(line, 128, f))
		line[0] = '\0';
	if (f)
		fclose(f);
	return line;
}

/* "none [integrity] confidentiality" */
static bool locked_down(const char *level)
{
	char line[128];

	return strstr(line_of("/sys/kernel/security/lockdown", line), level);
}

/* Per-CPU symbols are 0 in any case, and come first. */
static bool symbols_seen(FILE *list, bool data)
{
	char line[1024], type;
	unsigned long long addr;

	while (fgets(line, sizeof(line), list))
		if (sscanf(line, "%llx %c", &addr, &type) == 2 && addr &&
		    (!data || strchr("bBdDrR", type)))
			return true;
	return false;
}

static const char *symbols_hidden(void)
{
	char line[128];

	if (line_of("/proc/sys/kernel/kptr_restrict", line)[0] == '2')
		return "kernel.kptr_restrict is 2, which hides all addresses: set it to 1";
	return "CAP_SYSLOG is needed: run as root";
}

/* The module looks data up as well. */
static bool no_data(void)
{
	FILE *list = fopen(SYMBOLS, "re");
	bool none;

	if (!list)
		return false;
	none = symbols_seen(list, false);
	rewind(list);
	none = none && !symbols_seen(list, true);
	fclose(list);
	return none;
}

const char *hop_need_symbols(bool data)
{
	FILE *list = fopen(SYMBOLS, "re");
	bool any;

	if (!list && errno == ENOENT)
		return "there is no " SYMBOLS
		       ": /proc is not mounted, or CONFIG_KALLSYMS is off";
	if (!list)
		return strerror(errno);
	any = symbols_seen(list, false);
	fclose(list);
	if (!any)
		return symbols_hidden();
	return data && no_data() ? NO_DATA : NULL;
}

bool hop_need_names(void)
{
	const char *why = hop_need_symbols(false);

	if (why)
		warnx("cannot name functions: %s", why);
	return !why;
}

const char *hop_need_module(void)
{
	if (!access("/sys/module/stackhop", F_OK))
		return "the module is loaded, but its device is not here (see /proc/misc)";
	if (locked_down("[integrity]") || locked_down("[confidentiality]"))
		return "the module is not loaded, and refuses to be: the kernel is locked down";
	if (no_data())
		return "the module is not loaded, and refuses to be: " NO_DATA;
	return "the module is not loaded (insmod stackhop.ko)";
}

static const char *bpf_why(int errnum)
{
	if (access("/sys/kernel", F_OK))
		return ": /sys is not mounted";
	if (access("/sys/kernel/btf/vmlinux", F_OK))
		return ": there is no /sys/kernel/btf/vmlinux (CONFIG_DEBUG_INFO_BTF is off)";
	if (locked_down("[confidentiality]"))
		return ": locked down (confidentiality): no BPF program may read kernel memory";
	if (errnum == EPERM || errnum == EACCES)
		return geteuid() ?
			       ": run as root" :
			       ": CAP_BPF and CAP_PERFMON, or CAP_SYS_ADMIN, are needed";
	return "";
}

void hop_need_bpf_warn(const char *what, int errnum)
{
	warnx("%s: %s%s", what, strerror(errnum), bpf_why(errnum));
}
