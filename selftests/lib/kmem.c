// SPDX-License-Identifier: GPL-2.0
/*
 * Kernel memory as seen from outside stackhop: symbols by /proc/kallsyms,
 * memory by /proc/kcore, an ELF core file whose segments are what is mapped.
 */
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/arch.h"

#define HOP_MAX_SEGMENTS 128

#define HOP_MAX_SYMBOLS 32
#define HOP_OFFSETS "__per_cpu_offset"

/* The addresses of the port's: found together, since it takes long. */
static uint64_t hop_known[HOP_MAX_SYMBOLS];
static uint64_t hop_offsets;

static void hop_symbol_note(const char *name, uint64_t addr)
{
	size_t i;

	if (!hop_offsets && !strcmp(HOP_OFFSETS, name))
		hop_offsets = addr;
	for (i = 0; hop_port_symbols[i]; i++)
		if (!hop_known[i] && !strcmp(hop_port_symbols[i], name))
			hop_known[i] = addr;
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
	for (i = 0; hop_port_symbols[i]; i++)
		if (!strcmp(hop_port_symbols[i], name))
			return hop_known[i];
	return 0;
}

static int hop_kcore_segments(int fd, ElfW(Phdr) phdr[HOP_MAX_SEGMENTS])
{
	ElfW(Ehdr) ehdr;
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
	ElfW(Phdr) phdr[HOP_MAX_SEGMENTS];
	int i, nr = hop_kcore_segments(fd, phdr);

	if (nr < 0)
		return nr;
	for (i = 0; i < nr; i++) {
		ElfW(Phdr) p = phdr[i];
		uint64_t into = addr - p.p_vaddr;

		if (p.p_type != PT_LOAD || addr < p.p_vaddr ||
		    into + size > p.p_memsz)
			continue;
		if (pread(fd, to, size, p.p_offset + into) != (ssize_t)size)
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
	uint64_t addr = hop_symbol(name);
	unsigned long offset;

	if (!addr || !hop_offsets ||
	    hop_peek(hop_offsets + cpu * sizeof(offset), &offset,
		     sizeof(offset)))
		return 0;
	return addr + offset;
}
