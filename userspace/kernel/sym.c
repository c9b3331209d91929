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

static const char *symbol_at(Dwfl_Module *mod, int n, GElf_Addr *value)
{
	GElf_Sym sym;

	return dwfl_module_getsym_info(mod, n, &sym, value, NULL, NULL, NULL);
}

/*
 * The last symbol that does not begin behind @addr, of several the first; 0:
 * none. dwfl_module_addrinfo() looks at all of them each time, which takes half
 * a second in a guest; hop_symelf_make() has sorted them, and the first is empty.
 */
static int symbol_find(Dwfl_Module *mod, GElf_Addr addr)
{
	int low = 1, high = dwfl_module_getsymtab(mod);
	GElf_Addr value = 0, before;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (symbol_at(mod, middle, &value) && value <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	if (--low < 1 || !symbol_at(mod, low, &value))
		return 0;
	while (low > 1 && symbol_at(mod, low - 1, &before) && before == value)
		low--;
	return low;
}

const char *hop_sym_name(__u64 addr, char *text, size_t size)
{
	const char *symbol, *module;
	GElf_Addr value;
	Dwfl_Module *mod;
	int n;

	if (!tried)
		hop_sym_use(hop_symelf_make("/proc/kallsyms"));
	mod = kernel ? dwfl_addrmodule(kernel, addr) : NULL;
	n = mod ? symbol_find(mod, addr) : 0;
	symbol = n ? symbol_at(mod, n, &value) : NULL;
	if (!symbol)
		return NULL;
	module = strchr(symbol, '\t');
	if (module)
		snprintf(text, size, "%.*s+0x%llx [%s]", (int)(module - symbol),
			 symbol, (unsigned long long)(addr - value),
			 module + 1);
	else
		snprintf(text, size, "%s+0x%llx", symbol,
			 (unsigned long long)(addr - value));
	return text;
}

void hop_sym_end(void)
{
	if (kernel)
		dwfl_end(kernel);
	kernel = NULL;
	tried = false;
}
