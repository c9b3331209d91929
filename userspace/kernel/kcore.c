// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/kcore is an ELF core file whose segments are the kernel's memory.
 */
#include <elf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "kcore.h"

bool hop_kcore_open(struct hop_kcore *core, const char *path)
{
	Elf64_Ehdr head;
	ssize_t size;

	core->segment = NULL;
	core->nr = 0;
	core->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (core->fd < 0)
		return false;
	if (pread(core->fd, &head, sizeof(head), 0) != sizeof(head) ||
	    head.e_phentsize != sizeof(*core->segment) || !head.e_phnum)
		goto fail;
	size = head.e_phnum * sizeof(*core->segment);
	core->segment = malloc(size);
	if (!core->segment ||
	    pread(core->fd, core->segment, size, head.e_phoff) != size)
		goto fail;
	core->nr = head.e_phnum;
	return true;
fail:
	hop_kcore_close(core);
	return false;
}

bool hop_kcore_read(const struct hop_kcore *core, __u64 addr, void *to,
		    size_t size)
{
	for (size_t i = 0; i < core->nr; i++) {
		const Elf64_Phdr *s = &core->segment[i];
		__u64 at = addr - s->p_vaddr;

		if (s->p_type != PT_LOAD || addr < s->p_vaddr ||
		    at >= s->p_filesz || s->p_filesz - at < size)
			continue;
		return pread(core->fd, to, size, s->p_offset + at) ==
		       (ssize_t)size;
	}
	return false;
}

void hop_kcore_close(struct hop_kcore *core)
{
	if (core->fd >= 0)
		close(core->fd);
	free(core->segment);
	core->fd = -1;
	core->segment = NULL;
	core->nr = 0;
}
