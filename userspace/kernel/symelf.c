// SPDX-License-Identifier: GPL-2.0
/*
 * libdwfl finds kernel symbols only in a vmlinux, which test machines do not
 * have. So /proc/kallsyms is made into the least ELF file that it accepts: one
 * segment that covers all symbols, one section, a symbol table and its strings.
 */
#include <gelf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "symelf.h"

/* Section numbers, and offsets of their names in section_names. */
enum { TEXT = 1, SYMTAB, STRTAB, SHSTRTAB };
static const char section_names[] = "\0.text\0.symtab\0.strtab\0.shstrtab";
static const unsigned int name_at[] = { 0, 1, 7, 15, 23 };

struct symbols {
	Elf64_Sym *sym; /* the first is empty, as ELF wants it */
	size_t nr;
	char *names;
	size_t names_size;
	Elf64_Addr low;
	Elf64_Addr high;
};

static bool symbol_add(struct symbols *s, FILE *names, Elf64_Addr addr,
		       const char *name, const char *module)
{
	if ((s->nr & (s->nr - 1)) == 0) {
		void *more = reallocarray(s->sym, s->nr * 2, sizeof(*s->sym));

		if (!more)
			return false;
		s->sym = more;
	}
	s->sym[s->nr++] = (Elf64_Sym){
		.st_name = ftell(names),
		.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
		.st_shndx = TEXT,
		.st_value = addr,
	};
	fprintf(names, "%s%s%s%c", name, *module ? "\t" : "", module, 0);
	if (addr < s->low)
		s->low = addr;
	if (addr > s->high)
		s->high = addr;
	return true;
}

/* Lines are `ffffffff81000000 T _stext`, modules have `\t[name]` behind. */
static bool symbols_read(struct symbols *s, FILE *list, FILE *names)
{
	char line[1024], name[512], module[128], type;
	unsigned long long addr;

	fputc(0, names);
	while (fgets(line, sizeof(line), list)) {
		module[0] = '\0';
		if (sscanf(line, "%llx %c %511s [%127[^]]", &addr, &type, name,
			   module) < 3)
			continue;
		if (!addr || !strchr("tTwW", type))
			continue;
		if (!symbol_add(s, names, addr, name, module))
			return false;
	}
	return s->nr > 1;
}

static int by_value(const void *a, const void *b)
{
	const Elf64_Sym *x = a, *y = b;

	return x->st_value < y->st_value ? -1 : x->st_value > y->st_value;
}

/* A symbol reaches to the next one: kallsyms knows no sizes. */
static void symbols_size(struct symbols *s)
{
	Elf64_Addr next = s->high + 1;

	qsort(s->sym + 1, s->nr - 1, sizeof(*s->sym), by_value);
	for (size_t i = s->nr - 1; i; i--) {
		if (i + 1 < s->nr &&
		    s->sym[i].st_value < s->sym[i + 1].st_value)
			next = s->sym[i + 1].st_value;
		s->sym[i].st_size = next - s->sym[i].st_value;
	}
}

static bool section_add(Elf *elf, Elf_Type kind, const void *bytes, size_t size,
			Elf64_Shdr want)
{
	Elf_Scn *section = elf_newscn(elf);
	Elf_Data *data = section ? elf_newdata(section) : NULL;
	GElf_Shdr header;

	if (!data || !gelf_getshdr(section, &header))
		return false;
	data->d_buf = (void *)bytes; /* only read, for a file written */
	data->d_size = size;
	data->d_type = kind;
	data->d_align = want.sh_addralign;
	want.sh_size = size;
	return gelf_update_shdr(section, &want);
}

/* The section of the symbols themselves: addresses, but no bytes. */
static bool text_add(Elf *elf, const struct symbols *s)
{
	Elf_Scn *section = elf_newscn(elf);
	Elf_Data *data = section ? elf_newdata(section) : NULL;
	GElf_Shdr header = {
		.sh_name = name_at[TEXT],
		.sh_type = SHT_NOBITS,
		.sh_flags = SHF_ALLOC | SHF_EXECINSTR,
		.sh_addr = s->low,
		.sh_addralign = 1,
	};

	if (!data)
		return false;
	data->d_size = s->high - s->low + 1;
	data->d_align = 1;
	data->d_type = ELF_T_BYTE;
	header.sh_size = data->d_size;
	return gelf_update_shdr(section, &header);
}

static bool headers_add(Elf *elf, const struct symbols *s)
{
	Elf64_Ehdr *file = elf64_newehdr(elf);
	Elf64_Phdr *segment = file ? elf64_newphdr(elf, 1) : NULL;

	if (!segment)
		return false;
	file->e_type = ET_EXEC;
	file->e_machine = EM_X86_64; /* any: look-ups do not ask */
	file->e_version = EV_CURRENT;
	file->e_shstrndx = SHSTRTAB;
	*segment = (Elf64_Phdr){
		.p_type = PT_LOAD,
		.p_flags = PF_R | PF_X,
		.p_vaddr = s->low,
		.p_memsz = s->high - s->low + 1,
		.p_align = 1,
	};
	return true;
}

static bool elf_write(int fd, struct symbols *s)
{
	Elf *elf = elf_begin(fd, ELF_C_WRITE, NULL);
	const Elf64_Shdr symtab = {
		.sh_name = name_at[SYMTAB], .sh_type = SHT_SYMTAB,
		.sh_link = STRTAB, .sh_info = 1, .sh_addralign = 8,
		.sh_entsize = sizeof(Elf64_Sym),
	}, strtab = {
		.sh_name = name_at[STRTAB], .sh_type = SHT_STRTAB,
		.sh_addralign = 1,
	}, shstrtab = {
		.sh_name = name_at[SHSTRTAB], .sh_type = SHT_STRTAB,
		.sh_addralign = 1,
	};
	bool ok;

	if (!elf)
		return false;
	ok = headers_add(elf, s) && text_add(elf, s) &&
	     section_add(elf, ELF_T_SYM, s->sym, s->nr * sizeof(*s->sym),
			 symtab) &&
	     section_add(elf, ELF_T_BYTE, s->names, s->names_size, strtab) &&
	     section_add(elf, ELF_T_BYTE, section_names, sizeof(section_names),
			 shstrtab) &&
	     elf_update(elf, ELF_C_WRITE) >= 0;
	elf_end(elf);
	return ok;
}

static bool symbols_load(struct symbols *s, const char *path)
{
	FILE *list = fopen(path, "re");
	FILE *names = list ? open_memstream(&s->names, &s->names_size) : NULL;
	bool ok = false;

	s->sym = calloc(1, sizeof(*s->sym));
	if (names && s->sym)
		ok = symbols_read(s, list, names);
	if (names && fclose(names))
		ok = false;
	if (list)
		fclose(list);
	if (ok)
		symbols_size(s);
	return ok;
}

int hop_symelf_make(const char *path)
{
	struct symbols s = { .nr = 1, .low = ~0ULL };
	int fd = -1;

	elf_version(EV_CURRENT);
	if (symbols_load(&s, path))
		fd = memfd_create("kernel symbols", MFD_CLOEXEC);
	if (fd >= 0 && !elf_write(fd, &s)) {
		close(fd);
		fd = -1;
	}
	free(s.sym);
	free(s.names);
	return fd;
}
