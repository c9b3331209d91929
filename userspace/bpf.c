// SPDX-License-Identifier: GPL-2.0
/*
 * libbpf: its messages, and what the kernel says of a program.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "bpf.h"

static bool speaking;

static int say(enum libbpf_print_level level, const char *format, va_list args)
{
	if (!speaking || level == LIBBPF_DEBUG)
		return 0;
	return vfprintf(stderr, format, args);
}

void hop_bpf_say(bool verbose)
{
	speaking = verbose;
	libbpf_set_print(say);
}

/* Older kernels give back a shorter structure, without the number. */
__s64 hop_bpf_missed(const struct bpf_program *program)
{
	struct bpf_prog_info info = { 0 };
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size) ||
	    size < offsetof(struct bpf_prog_info, recursion_misses) +
			    sizeof(info.recursion_misses))
		return -1;
	return info.recursion_misses;
}

bool hop_bpf_may_sleep(void)
{
	struct btf *btf = btf__load_vmlinux_btf();
	bool may = btf && btf__find_by_name_kind(btf, "tracepoint_ext",
						 BTF_KIND_STRUCT) > 0;

	btf__free(btf);
	return may;
}

bool hop_bpf_has_event(const char *group)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/kernel/tracing/events/%s", group);
	return !access(path, F_OK);
}
