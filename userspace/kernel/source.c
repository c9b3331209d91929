// SPDX-License-Identifier: GPL-2.0
/*
 * libdwfl knows where debug info is, and where the kernel and its modules were
 * loaded.
 */
#include <elfutils/libdwelf.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "notes.h"
#include "source.h"

static struct Dwfl *session;
static bool tried;
static bool sought;
static bool of_kernel;

/*
 * Is there a vmlinux where libdwfl looks for it? Without one it unpacks the
 * vmlinuz, which takes a second or more, and has no lines.
 */
static bool vmlinux_there(void)
{
	static const char *const places[] = {
		"/boot/vmlinux-%s",
		"/lib/modules/%s/vmlinux",
		"/usr/lib/debug/boot/vmlinux-%s",
		"/usr/lib/debug/boot/vmlinux-%s.debug",
		"/usr/lib/debug/vmlinux-%s",
		"/usr/lib/debug/lib/modules/%s/vmlinux",
		"/usr/lib/debug/lib/modules/%s/vmlinux.debug",
	};
	char path[PATH_MAX];
	struct utsname os;

	uname(&os);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(path, sizeof(path), places[i], os.release);
		if (!access(path, R_OK))
			return true;
	}
	return false;
}

/*
 * libdwfl refuses a module with a section that is not in memory, but for a few
 * that it knows: not .data..percpu by its name of today, nor __versions.
 */
static int section_find(Dwfl_Module *mod, void **data, const char *module,
			Dwarf_Addr base, const char *section, GElf_Word number,
			const GElf_Shdr *header, Dwarf_Addr *addr)
{
	int ret = dwfl_linux_kernel_module_section_address(
		mod, data, module, base, section, number, header, addr);

	if (ret == DWARF_CB_OK || errno != ENOENT)
		return ret;
	*addr = -1;
	return DWARF_CB_OK;
}

/*
 * Where libdebuginfod is installed, libdwfl begins with it when it first looks
 * for a file by build ID. What that leaves in errno it then takes for an error,
 * and looks no further. Not so the second time.
 */
static int elf_find(Dwfl_Module *mod, void **data, const char *module,
		    Dwarf_Addr base, char **file, Elf **elf)
{
	int fd = dwfl_linux_kernel_find_elf(mod, data, module, base, file, elf);

	if (fd >= 0 || *elf || sought)
		return fd;
	sought = true;
	errno = 0;
	return dwfl_linux_kernel_find_elf(mod, data, module, base, file, elf);
}

static void kernel_report(void)
{
	static const Dwfl_Callbacks callbacks = {
		.find_elf = elf_find,
		.find_debuginfo = dwfl_standard_find_debuginfo,
		.section_address = section_find,
	};

	tried = true;
	of_kernel = true;
	/* It would ask a server for what is not here. */
	unsetenv("DEBUGINFOD_URLS");
	session = dwfl_begin(&callbacks);
	if (!session)
		return;
	dwfl_report_begin(session);
	if (vmlinux_there())
		dwfl_linux_kernel_report_kernel(session);
	dwfl_linux_kernel_report_modules(session);
	dwfl_report_end(session, NULL, NULL);
}

bool hop_source_use(const char *path)
{
	static const Dwfl_Callbacks callbacks = {
		.find_elf = dwfl_build_id_find_elf,
		.find_debuginfo = dwfl_standard_find_debuginfo,
	};
	bool ok;

	hop_source_end();
	tried = true;
	session = dwfl_begin(&callbacks);
	if (!session)
		return false;
	dwfl_report_begin(session);
	ok = dwfl_report_elf(session, path, path, -1, 0, true);
	dwfl_report_end(session, NULL, NULL);
	return ok;
}

/* Appends the folders of @path to @to, or begins at the root if it does. */
static void path_add(char *to, size_t size, const char *path)
{
	if (*path == '/')
		strcpy(to, "/");
	while (*path) {
		size_t nr = strcspn(path, "/"), had = strlen(to);
		char *last = strrchr(to, '/');

		if (nr == 2 && !strncmp(path, "..", nr) && had)
			to[last > to ? last - to : last == to] = '\0';
		else if (nr && !(nr == 1 && *path == '.'))
			snprintf(to + had, size - had, "%s%.*s",
				 had && to[had - 1] != '/' ? "/" : "", (int)nr,
				 path);
		path += nr + (path[nr] == '/');
	}
}

const char *hop_source_path(const char *file, const char *dir, char *text,
			    size_t size)
{
	char of[PATH_MAX] = "", in[PATH_MAX] = "";
	size_t same = 0;

	path_add(in, sizeof(in) - 1, dir);
	path_add(of, sizeof(of), file);
	strcat(in, "/");
	for (size_t i = 0; of[i] && of[i] == in[i]; i++)
		if (of[i] == '/')
			same = i + 1;
	snprintf(text, size, "%s", of + (same > 1 ? same : 0));
	return text;
}

/*
 * Are the lines of what runs? libdwfl asks for the build ID where it looks by it,
 * but not of files that it finds by their names. Asked once for each module.
 */
static bool is_running(Dwfl_Module *mod)
{
	static char yes, no;
	void **verdict;
	const char *name = dwfl_module_info(mod, &verdict, NULL, NULL, NULL,
					    NULL, NULL, NULL);
	const void *id;
	Dwarf_Addr bias;
	ssize_t nr;

	if (*verdict)
		return *verdict == &yes;
	nr = dwelf_elf_gnu_build_id(
		dwarf_getelf(dwfl_module_getdwarf(mod, &bias)), &id);
	*verdict = &no;
	if (nr > 0 &&
	    hop_notes_running(strcmp(name, "kernel") ? name : NULL, id, nr))
		*verdict = &yes;
	return *verdict == &yes;
}

static Dwfl_Line *line_find(__u64 addr)
{
	Dwfl_Module *mod = session ? dwfl_addrmodule(session, addr) : NULL;
	Dwfl_Line *line = mod ? dwfl_module_getsrc(mod, addr) : NULL;

	return line && (!of_kernel || is_running(mod)) ? line : NULL;
}

const char *hop_source_line(__u64 addr, char *text, size_t size)
{
	char path[PATH_MAX];
	const char *file, *dir;
	Dwfl_Line *line;
	int number;

	if (!tried)
		kernel_report();
	line = line_find(addr);
	file = line ? dwfl_lineinfo(line, NULL, &number, NULL, NULL, NULL) :
		      NULL;
	/* Line 0: the compiler made it up. */
	if (!file || !number)
		return NULL;
	dir = dwfl_line_comp_dir(line);
	snprintf(text, size, "%s:%d",
		 hop_source_path(file, dir ? dir : "", path, sizeof(path)),
		 number);
	return text;
}

const char *hop_source_behind(__u64 addr, char *text, size_t size)
{
	char line[HOP_SOURCE_TEXT];

	snprintf(text, size,
		 hop_source_line(addr, line, sizeof(line)) ? " (%s)" : "",
		 line);
	return text;
}

void hop_source_end(void)
{
	dwfl_end(session);
	session = NULL;
	tried = false;
	sought = false;
	of_kernel = false;
}
