// SPDX-License-Identifier: GPL-2.0
/*
 * Kernel memory as seen from outside stackhop: symbols by /proc/kallsyms,
 * memory by /proc/kcore, an ELF core file whose segments are what is mapped.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/lib.h"

#define HOP_MAX_SEGMENTS 128

/* Those that tests ask for: found together, since it takes long. */
static struct {
	const char *name;
	uint64_t addr;
} hop_known[] = {
	{ "__per_cpu_offset", 0 }, { "__pgtable_l5_enabled", 0 },
	{ "cpu_tss_rw", 0 },	   { "hardirq_stack_ptr", 0 },
	{ "idt_table", 0 },	   { "init_top_pgt", 0 },
	{ "page_offset_base", 0 }, { "pcpu_hot", 0 },
	{ HOP_ESPFIX_EXIT, 0 },	   { "hop_tap_nmi", 0 },
	{ "hop_tap_nmi_kept", 0 }, { "hop_tap_nmi_again", 0 },
};

static void hop_symbol_note(const char *name, uint64_t addr)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hop_known); i++)
		if (!hop_known[i].addr && !strcmp(hop_known[i].name, name))
			hop_known[i].addr = addr;
}

/*
 * Lines look like: ffffffff81000000 T _text. Those of modules come last and
 * have [name] behind: the kernel's own win.
 */
static void hop_symbols_read(void)
{
	FILE *file = fopen("/proc/kallsyms", "re");
	char line[512], *name, *end;
	uint64_t addr;

	while (file && fgets(line, sizeof(line), file)) {
		addr = strtoull(line, &end, 16);
		name = end + 3; /* behind " T " */
		name[strcspn(name, "\t\n")] = '\0';
		hop_symbol_note(name, addr);
	}
	if (file)
		fclose(file);
}

uint64_t hop_symbol(const char *name)
{
	static bool done;
	size_t i;

	if (!done)
		hop_symbols_read();
	done = true;
	for (i = 0; i < ARRAY_SIZE(hop_known); i++)
		if (!strcmp(hop_known[i].name, name))
			return hop_known[i].addr;
	return 0;
}

static int hop_kcore_segments(int fd, Elf64_Phdr phdr[HOP_MAX_SEGMENTS])
{
	Elf64_Ehdr ehdr;
	ssize_t want;

	if (pread(fd, &ehdr, sizeof(ehdr), 0) != sizeof(ehdr))
		return -EIO;
	if (ehdr.e_phentsize != sizeof(*phdr) ||
	    ehdr.e_phnum > HOP_MAX_SEGMENTS)
		return -EINVAL;
	want = ehdr.e_phnum * sizeof(*phdr);
	if (pread(fd, phdr, want, ehdr.e_phoff) != want)
		return -EIO;
	return ehdr.e_phnum;
}

static int kcore_read(int fd, uint64_t addr, void *to, size_t size)
{
	Elf64_Phdr phdr[HOP_MAX_SEGMENTS];
	int i, nr = hop_kcore_segments(fd, phdr);

	if (nr < 0)
		return nr;
	for (i = 0; i < nr; i++) {
		const Elf64_Phdr *p = &phdr[i];
		uint64_t into = addr - p->p_vaddr;

		if (p->p_type != PT_LOAD || addr < p->p_vaddr ||
		    into + size > p->p_memsz)
			continue;
		if (pread(fd, to, size, p->p_offset + into) != (ssize_t)size)
			return -EIO;
		return 0;
	}
	return -EFAULT;
}

int hop_peek(uint64_t addr, void *to, size_t size)
{
	int fd = open("/proc/kcore", O_RDONLY | O_CLOEXEC);
	int err;

	if (fd < 0)
		return -errno;
	err = kcore_read(fd, addr, to, size);
	close(fd);
	return err;
}

/* Zero-based up to 6.12, addresses in the image from 7.x on: both add up. */
uint64_t hop_percpu(const char *name, int cpu)
{
	uint64_t offsets = hop_symbol("__per_cpu_offset");
	uint64_t addr = hop_symbol(name);
	uint64_t offset;

	if (!addr || !offsets ||
	    hop_peek(offsets + 8 * cpu, &offset, sizeof(offset)))
		return 0;
	return addr + offset;
}

/*
 * What the kernel has as the pointer to its IRQ stack. Where that is a field of
 * pcpu_hot (6.2 to 6.14), whose place in there only a header tells: the word of
 * it that is @expected, if there is one.
 */
int hop_irq_pointer(int cpu, uint64_t expected, uint64_t *pointer)
{
	uint64_t at = hop_percpu("hardirq_stack_ptr", cpu);
	uint64_t hot = hop_percpu("pcpu_hot", cpu);
	uint64_t words[8];
	size_t i;

	if (at)
		return hop_peek(at, pointer, sizeof(*pointer));
	if (!hot || hop_peek(hot, words, sizeof(words)))
		return -1;
	*pointer = 0;
	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (words[i] == expected)
			*pointer = words[i];
	return 0;
}
