// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel shows its ELF notes, and each module's, in /sys.
 */
#include <gelf.h>
#include <stdio.h>
#include <string.h>

#include "notes.h"

#define NOTES_MAX 8192

const __u8 *hop_notes_build_id(const void *notes, size_t size, size_t *nr)
{
	Elf_Data data = {
		.d_buf = (void *)notes, /* only read */
		.d_type = ELF_T_NHDR,
		.d_version = EV_CURRENT,
		.d_size = size,
	};
	const __u8 *bytes = notes;
	size_t at = 0, name, id;
	GElf_Nhdr note;

	while ((at = gelf_getnote(&data, at, &note, &name, &id)) > 0) {
		if (note.n_type != NT_GNU_BUILD_ID ||
		    note.n_namesz != sizeof(ELF_NOTE_GNU) ||
		    memcmp(bytes + name, ELF_NOTE_GNU, sizeof(ELF_NOTE_GNU)))
			continue;
		*nr = note.n_descsz;
		return bytes + id;
	}
	return NULL;
}

bool hop_notes_running(const char *module, const __u8 *id, size_t nr)
{
	char path[256] = "/sys/kernel/notes";
	__u8 notes[NOTES_MAX];
	const __u8 *own;
	size_t size, own_nr;
	FILE *f;

	if (module)
		snprintf(path, sizeof(path),
			 "/sys/module/%s/notes/.note.gnu.build-id", module);
	f = fopen(path, "re");
	if (!f)
		return false;
	size = fread(notes, 1, sizeof(notes), f);
	fclose(f);
	own = hop_notes_build_id(notes, size, &own_nr);
	return own && own_nr == nr && !memcmp(own, id, nr);
}
