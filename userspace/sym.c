// SPDX-License-Identifier: GPL-2.0
/*
 * libdwfl looks the addresses up; symelf.c gives it the kernel's symbols.
 */
#include <elfutils/libdwfl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sym.h"
#include "symelf.h"

static struct Dwfl *kernel;
static bool tried;

/* The file belongs to libdwfl once it is accepted. */
static bool symbols_report(int fd)
{
	static const Dwfl_Callbacks callbacks = {
		.find_elf = dwfl_build_id_find_elf,
		.find_debuginfo = dwfl_standard_find_debuginfo,
	};

	kernel = dwfl_begin(&callbacks);
	if (!kernel)
		return false;
	dwfl_report_begin(kernel);
	return dwfl_report_elf(kernel, "kernel", "kallsyms", fd, 0, true) &&
	       dwfl_report_end(kernel, NULL, NULL) == 0;
}

bool hop_sym_use(int fd)
{
	hop_sym_end();
	tried = true;
	if (fd < 0)
		return false;
	if (symbols_report(fd))
		return true;
	dwfl_end(kernel);
	kernel = NULL;
	close(fd);
	return false;
}

const char *hop_sym_name(__u64 addr, char *text, size_t size)
{
	const char *symbol, *module;
	Dwfl_Module *mod;
	GElf_Off offset;
	GElf_Sym sym;

	if (!tried)
		hop_sym_use(hop_symelf_make("/proc/kallsyms"));
	mod = kernel ? dwfl_addrmodule(kernel, addr) : NULL;
	symbol = mod ? dwfl_module_addrinfo(mod, addr, &offset, &sym, NULL,
					    NULL, NULL) :
		       NULL;
	if (!symbol)
		return NULL;
	module = strchr(symbol, '\t');
	if (module)
		snprintf(text, size, "%.*s+0x%lx [%s]", (int)(module - symbol),
			 symbol, (unsigned long)offset, module + 1);
	else
		snprintf(text, size, "%s+0x%lx", symbol, (unsigned long)offset);
	return text;
}

void hop_sym_end(void)
{
	if (kernel)
		dwfl_end(kernel);
	kernel = NULL;
	tried = false;
}
